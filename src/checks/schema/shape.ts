import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { rulesOfPart } from "./parts/index.ts";
import type { PartRule } from "./parts/part.ts";

/** What a schema asks of a value, ready to be walked. Everything a schema does not say is null, or asks for nothing. */
export type Shape = {
  /** As it is written, for messages. */
  readonly schema: JsonObject;
  /** Empty: any. */
  readonly types: readonly string[];
  readonly nullable: boolean;
  readonly properties: ReadonlyMap<string, Shape> | null;
  /** What fields without a schema of their own may be: anything, nothing, or what this asks for. */
  readonly additional: Shape | boolean;
  readonly required: readonly string[];
  readonly items: Shape | null;
  /** What tells the items of a list apart: their fields by these names, or with none the whole item. */
  readonly distinct: readonly string[] | null;
  readonly enum: readonly Json[] | null;
  readonly format: string | null;
  readonly pattern: string | null;
  /** Set where any keyword of a limit is there, which is seldom. */
  readonly limited: boolean;
  readonly allOf: readonly Shape[];
  readonly anyOf: readonly Shape[];
  readonly oneOf: readonly Shape[];
  readonly not: Shape | null;
  /** What is asked of a definition beyond its schema. */
  readonly rules: readonly PartRule[];
  /** Set for a reference, which is all there is then. */
  readonly refers: (() => Shape) | null;
};

/** A name in a `$ref` to the shape it stands for; one that is not known asks for nothing. */
type Resolve = (reference: string) => Shape | undefined;

/**
 * `structural`: of a custom resource, where an object has the fields that are listed and no others, and a default
 * stands in for what is missing. `published`: of the API server's own kinds, where only an object whose fields are
 * listed is closed. `assertion`: inside allOf and its like, where nothing is said about which fields there are.
 */
type Dialect = "structural" | "published" | "assertion";

const anything: Shape = {
  schema: {},
  types: [],
  nullable: true,
  properties: null,
  additional: true,
  required: [],
  items: null,
  distinct: null,
  enum: null,
  format: null,
  pattern: null,
  limited: false,
  allOf: [],
  anyOf: [],
  oneOf: [],
  not: null,
  rules: [],
  refers: null,
};

/**
 * The shape of a custom resource, as its definition's schema has it: `apiVersion`, `kind` and `metadata` belong to
 * every resource.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function resourceShape(openApi: JsonObject): Shape {
  return asResource(shapeOf(openApi, "structural"), []);
}

/** An object of its own inside another one says what it is; a whole manifest has been asked for that already. */
function asResource(shape: Shape, required: readonly string[]): Shape {
  return {
    ...shape,
    types: ["object"],
    properties: new Map([...(shape.properties ?? []), ...typeMeta]),
    required: [...new Set([...shape.required.filter((name) => !typeMeta.has(name)), ...required])],
  };
}

const text: Shape = { ...anything, schema: { type: "string" }, types: ["string"], nullable: false };

const typeMeta: ReadonlyMap<string, Shape> = new Map([
  ["apiVersion", text],
  ["kind", text],
  ["metadata", { ...anything, schema: { type: "object" }, types: ["object"], nullable: false }],
]);

/** The shape of a schema in OpenAPI v3 as Kubernetes writes it, or in JSON Schema as far as the two are alike. */
export function shapeOf(schema: JsonObject, dialect: Dialect, resolve: Resolve = () => undefined): Shape {
  const reference = referenceIn(schema);
  if (reference !== undefined) return { ...anything, schema, refers: once(() => resolve(reference) ?? anything) };
  const types = typesOf(schema);
  const preserved = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const shape: Shape = {
    schema,
    types,
    nullable: schema.nullable === true || types.length === 0 || types.includes("null"),
    properties: propertiesOf(schema, dialect, resolve),
    additional: additionalOf(schema, dialect, preserved, resolve),
    required: requiredOf(schema, dialect),
    items: isJsonObject(schema.items) ? shapeOf(schema.items, dialect, resolve) : null,
    distinct: dialect === "assertion" ? null : distinctOf(schema),
    enum: isJsonArray(schema.enum) ? schema.enum : null,
    format: typeof schema.format === "string" ? schema.format : null,
    pattern: typeof schema.pattern === "string" ? schema.pattern : null,
    limited: limits.some((name) => schema[name] !== undefined),
    allOf: alternatives(schema.allOf, resolve),
    anyOf: isIntOrString(schema) ? [] : alternatives(schema.anyOf, resolve),
    oneOf: isIntOrString(schema) ? [] : alternatives(schema.oneOf, resolve),
    not: isJsonObject(schema.not) ? shapeOf(schema.not, "assertion", resolve) : null,
    rules: typeof schema.$id === "string" ? rulesOfPart(schema.$id) : [],
    refers: null,
  };
  const embedded = dialect === "structural" && schema["x-kubernetes-embedded-resource"] === true;
  return embedded ? asResource(shape, ["apiVersion", "kind"]) : shape;
}

/** The published documents wrap every reference in an allOf, to put a default beside it. */
function referenceIn(schema: JsonObject): string | undefined {
  const [only] = isJsonArray(schema.allOf) && schema.allOf.length === 1 ? schema.allOf : [];
  const found = schema.$ref ?? (isJsonObject(only) ? only.$ref : undefined);
  return typeof found === "string" ? found : undefined;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function isIntOrString(schema: JsonObject): boolean {
  return schema["x-kubernetes-int-or-string"] === true || schema.format === "int-or-string";
}

function typesOf(schema: JsonObject): readonly string[] {
  if (isIntOrString(schema)) return ["integer", "string"];
  if (typeof schema.type === "string") return [schema.type];
  return isJsonArray(schema.type) ? schema.type.filter((type) => typeof type === "string") : [];
}

function propertiesOf(schema: JsonObject, dialect: Dialect, resolve: Resolve): ReadonlyMap<string, Shape> | null {
  if (!isJsonObject(schema.properties)) return null;
  return new Map(
    Object.entries(schema.properties).map(([name, inner]) => [
      name,
      isJsonObject(inner) ? shapeOf(inner, dialect, resolve) : anything,
    ]),
  );
}

function additionalOf(schema: JsonObject, dialect: Dialect, preserved: boolean, resolve: Resolve): Shape | boolean {
  if (isJsonObject(schema.additionalProperties)) return shapeOf(schema.additionalProperties, dialect, resolve);
  if (typeof schema.additionalProperties === "boolean") return schema.additionalProperties;
  if (preserved || dialect === "assertion") return true;
  if (isJsonObject(schema.properties)) return false;
  return !(dialect === "structural" && schema.type === "object");
}

/** The API server fills in defaults before it looks for what is missing. */
function requiredOf({ required, properties }: JsonObject, dialect: Dialect): readonly string[] {
  const names = isJsonArray(required) ? required.filter((name) => typeof name === "string") : [];
  if (dialect !== "structural" || !isJsonObject(properties)) return names;
  return names.filter((name) => {
    const field = properties[name];
    return !isJsonObject(field) || field.default === undefined;
  });
}

function distinctOf(schema: JsonObject): readonly string[] | null {
  const type = schema["x-kubernetes-list-type"];
  if (type === "set") return [];
  const keys = schema["x-kubernetes-list-map-keys"];
  return type === "map" && isJsonArray(keys) ? keys.map(String) : null;
}

function alternatives(schemas: Json | undefined, resolve: Resolve): readonly Shape[] {
  if (!isJsonArray(schemas)) return [];
  return schemas.filter(isJsonObject).map((schema) => shapeOf(schema, "assertion", resolve));
}

const limits = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "uniqueItems",
] as const;
