import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { EvaluationFault, NotEvaluatedFault } from "./faults.ts";
import { anyShape, type Shape } from "./shapes.ts";
import { parseDuration, parseTimestamp } from "./time.ts";
import { List, Mapping, type Value } from "./values.ts";

/** What nobody knows here below a value, by field: why, or what is unknown further down. */
export type Unknowns = { readonly [field: string]: string | Unknowns };

/** JSON as a value of CEL. Without a schema a whole number is an int, as Kubernetes reads it. */
export function fromJson(json: Json, shape: Shape = anyShape, unknown?: Unknowns): Value {
  if (json === null) return null;
  switch (shape.kind) {
    case "any":
      return untyped(json, unknown);
    case "list":
      if (!isJsonArray(json)) throw invalid("a list", json);
      return new List(
        json.map((item) => fromJson(item, shape.element)),
        shape.list,
      );
    case "map":
    case "object":
      if (!isJsonObject(json)) throw invalid("an object", json);
      return new JsonMap(json, shape, unknown);
    case "double":
      if (typeof json !== "number") throw invalid("a number", json);
      return json;
    case "int":
      return wholeNumber(json);
    case "bool":
      if (typeof json !== "boolean") throw invalid("a boolean", json);
      return json;
    default:
      if (typeof json !== "string") throw invalid("a string", json);
      return fromText(json, shape.kind);
  }
}

function untyped(json: Exclude<Json, null>, unknown?: Unknowns): Value {
  if (typeof json === "number") return Number.isInteger(json) && isInt64(json) ? BigInt(json) : json;
  if (isJsonArray(json)) return new List(json.map((item) => fromJson(item)));
  if (isJsonObject(json)) return new JsonMap(json, anyShape, unknown);
  return json;
}

/** From 2^53 on JavaScript has lost what the number was. */
function isInt64(json: number): boolean {
  if (Math.abs(json) >= 2 ** 63) return false;
  if (!Number.isSafeInteger(json)) throw new NotEvaluatedFault("a number is too large to be read exactly here");
  return true;
}

function wholeNumber(json: Json): bigint {
  if (typeof json !== "number" || !Number.isInteger(json)) throw invalid("an integer", json);
  if (!isInt64(json)) throw new EvaluationFault("an integer is out of range");
  return BigInt(json);
}

function fromText(text: string, kind: "string" | "bytes" | "timestamp" | "duration"): Value {
  switch (kind) {
    case "string":
      return text;
    case "bytes":
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)
        throw new EvaluationFault("failed to decode base64");
      return new Uint8Array(Buffer.from(text, "base64"));
    case "duration":
      return known(() => parseDuration(text));
    case "timestamp":
      return known(() => parseTimestamp(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text));
  }
}

/** The formats of schemas have more spellings than the language itself, such as `2 days`. */
function known(parse: () => Value): Value {
  try {
    return parse();
  } catch {
    throw new NotEvaluatedFault("a time or duration is spelt in a way that is not known here");
  }
}

function invalid(wanted: string, found: Json): EvaluationFault {
  const kind = isJsonArray(found) ? "a list" : found === null ? "null" : typeof found;
  return new EvaluationFault(`invalid data, expected ${wanted} and found ${kind}`);
}

/** An object of JSON, whose fields become values when they are asked for. */
class JsonMap extends Mapping {
  readonly #json: JsonObject;
  readonly #shape: Shape;
  readonly #unknown: Unknowns | undefined;
  readonly #read = new Map<string, Value>();

  constructor(json: JsonObject, shape: Shape, unknown: Unknowns | undefined) {
    super();
    this.#json = json;
    this.#shape = shape;
    this.#unknown = unknown;
  }

  get size(): number {
    return this.keys().length;
  }

  get(key: Value): Value | undefined {
    if (typeof key !== "string") return undefined;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const why = this.#unknown?.[key];
    if (typeof why === "string") throw new NotEvaluatedFault(why);
    const field = this.#shape.kind === "object" ? this.#shape.fields.get(key) : undefined;
    if (this.#shape.kind === "object" && field === undefined) return undefined;
    const name = field?.name ?? key;
    const json = Object.hasOwn(this.#json, name) ? this.#json[name] : undefined;
    if (json === undefined) return undefined;
    const shape = this.#shape.kind === "map" ? this.#shape.value : (field?.shape ?? anyShape);
    const value = fromJson(json, shape, why);
    this.#read.set(key, value);
    return value;
  }

  keys(): readonly Value[] {
    for (const why of Object.values(this.#unknown ?? {})) if (typeof why === "string") throw new NotEvaluatedFault(why);
    const { kind } = this.#shape;
    if (kind !== "object") return Object.keys(this.#json);
    return [...this.#shape.fields].filter(([, { name }]) => Object.hasOwn(this.#json, name)).map(([name]) => name);
  }
}
