import { RE2JS } from "re2js";
import { canonicalJson, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { formats } from "./formats.ts";
import { limitMisfits } from "./limits.ts";
import type { Misfit } from "./misfit.ts";
import type { Shape } from "./shape.ts";

/** Everything in which the value is not what the shape asks for. */
export function misfitsOf(shape: Shape, value: Json): readonly Misfit[] {
  return lookAt(shape, value).misfits;
}

/** The same, and whether anything that the shape knows is null there. */
export function lookAt(shape: Shape, value: Json): { readonly misfits: readonly Misfit[]; readonly nulls: boolean } {
  const walk = new Walk();
  walk.at(shape, value);
  return { misfits: walk.found, nulls: walk.nulls };
}

class Walk {
  readonly found: Misfit[] = [];
  nulls = false;
  readonly #path: (string | number)[] = [];

  at(given: Shape, value: Json): void {
    const shape = referred(given);
    if (value === null) this.nulls = true;
    const wrong = mismatch(shape, value);
    if (wrong !== undefined) this.#tell(shape, wrong, value);
    else if (value !== null) this.#content(shape, value);
  }

  #content(shape: Shape, value: NonNullable<Json>): void {
    if (shape.limited) this.found.push(...limitMisfits(shape.schema, value, this.#path));
    if (typeof value === "string") this.#text(shape, value);
    else if (isJsonArray(value)) this.#list(shape, value);
    else if (typeof value === "object") this.#mapping(shape, value);
    this.#assertions(shape, value);
    if (shape.rules.length > 0 && isJsonObject(value)) this.#rules(shape, value);
  }

  #rules({ rules, schema }: Shape, value: JsonObject): void {
    for (const rule of rules) {
      for (const { inside, ...told } of rule(value)) {
        const path = [...this.#path, ...inside];
        this.found.push({ keyword: "rule", path, value: null, schema, told });
      }
    }
  }

  #text(shape: Shape, value: string): void {
    if (shape.format !== null && formats.get(shape.format)?.(value) === false) this.#tell(shape, "format", value);
    if (shape.pattern !== null && !matches(shape.pattern, value)) this.#tell(shape, "pattern", value);
  }

  #list(shape: Shape, value: readonly Json[]): void {
    const { items, distinct } = shape;
    if (items !== null) {
      for (let index = 0; index < value.length; index += 1) this.#inside(index, items, value[index] ?? null);
    }
    if (distinct === null || value.length < 2) return;
    const seen = new Set<string>();
    for (const [index, item] of value.entries()) {
      const key = keyOf(item, distinct, items);
      if (key !== undefined && seen.has(key)) this.#tellAt(index, shape, "duplicate", item, distinct);
      if (key !== undefined) seen.add(key);
    }
  }

  #mapping(shape: Shape, value: JsonObject): void {
    const { properties, additional, required } = shape;
    if (properties !== null || additional !== true) {
      for (const name in value) {
        const inner = value[name] ?? null;
        const known = properties?.get(name);
        if (inner === null) this.nulls = true;
        if (known !== undefined) {
          if (inner !== null || !isDefaulted(referred(known))) this.#inside(name, known, inner);
        } else if (additional === false) this.#tell(shape, "additionalProperties", value, { names: [name] });
        else if (additional !== true) this.#inside(name, additional, inner);
      }
    }
    for (const name of required) {
      if (!Object.hasOwn(value, name)) this.#tell(shape, "required", value, { names: [name] });
    }
  }

  #assertions(shape: Shape, value: Json): void {
    for (const part of shape.allOf) this.at(part, value);
    if (shape.anyOf.length > 0 && !shape.anyOf.some((part) => fits(part, value))) this.#tell(shape, "anyOf", value);
    if (shape.oneOf.length > 0) {
      const fitting = shape.oneOf.filter((part) => fits(part, value)).length;
      if (fitting !== 1) this.#tell(shape, "oneOf", value, { limit: fitting });
    }
    if (shape.not !== null && fits(shape.not, value)) this.#tell(shape, "not", value);
  }

  #inside(part: string | number, shape: Shape, value: Json): void {
    this.#path.push(part);
    this.at(shape, value);
    this.#path.pop();
  }

  #tellAt(part: number, { schema }: Shape, keyword: string, value: Json, names: readonly string[]): void {
    this.found.push({ keyword, path: [...this.#path, part], value, schema, names });
  }

  #tell({ schema }: Shape, keyword: string, value: Json, more: Pick<Misfit, "names" | "limit"> = {}): void {
    this.found.push({ keyword, path: [...this.#path], value, schema, ...more });
  }
}

/** Where a value is something else entirely, what is asked of its content says nothing more. */
function mismatch(shape: Shape, value: Json): "type" | "enum" | undefined {
  if (value === null) return shape.nullable ? undefined : "type";
  if (shape.types.length > 0 && !hasType(shape.types, value)) return "type";
  if (typeof value === "number" && !hasRoom(shape, value)) return "type";
  return shape.enum !== null && !isAmong(shape.enum, value) ? "enum" : undefined;
}

/** Go's integers have 64 bits, or 32 where the format says so. */
function hasRoom({ format, types }: Shape, value: number): boolean {
  if (!types.includes("integer") || types.includes("number")) return true;
  return Math.abs(value) < (format === "int32" ? 2 ** 31 : 2 ** 63);
}

function referred(shape: Shape): Shape {
  return shape.refers === null ? shape : referred(shape.refers());
}

function fits(shape: Shape, value: Json): boolean {
  return misfitsOf(shape, value).length === 0;
}

function hasType(types: readonly string[], value: Json): boolean {
  for (const type of types) {
    if (type === "string" ? typeof value === "string" : isOfType(type, value)) return true;
  }
  return false;
}

function isOfType(type: string, value: Json): boolean {
  switch (type) {
    case "object":
      return isJsonObject(value);
    case "array":
      return isJsonArray(value);
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number";
    default:
      return false;
  }
}

function isAmong(allowed: readonly Json[], value: Json): boolean {
  if (typeof value !== "object") return allowed.includes(value);
  const text = canonicalJson(value);
  return allowed.some((one) => canonicalJson(one) === text);
}

/** A null that may not be is dropped where a default takes its place, and refused elsewhere. */
function isDefaulted({ nullable, schema }: Shape): boolean {
  return !nullable && schema.default !== undefined;
}

/** What the API server compares; undefined for an item that is no item of such a list, which is told otherwise. */
function keyOf(item: Json, names: readonly string[], items: Shape | null): string | undefined {
  if (names.length === 0) return canonicalJson(item);
  if (!isJsonObject(item)) return undefined;
  return canonicalJson(names.map((name) => item[name] ?? defaultOf(items, name)));
}

function defaultOf(items: Shape | null, name: string): Json {
  return (items && referred(items).properties?.get(name)?.schema.default) ?? null;
}

const patterns = new Map<string, RE2JS>();
const mostPatterns = 5_000;

/** Patterns are the author's and meant for Go: RE2 reads them alike, in linear time. Throws for one that is none. */
export function compilePattern(pattern: string): RE2JS {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const compiled = RE2JS.compile(pattern);
  if (patterns.size >= mostPatterns) patterns.clear();
  patterns.set(pattern, compiled);
  return compiled;
}

function matches(pattern: string, text: string): boolean {
  return compilePattern(pattern).matcher(text).find();
}
