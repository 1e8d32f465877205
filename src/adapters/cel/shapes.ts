import { isJsonArray, isJsonObject, type JsonObject } from "../../domain/json.ts";
import { type Type, types } from "./types.ts";
import type { ListKind } from "./values.ts";

/** How JSON of a known schema is read as a value of CEL. */
export type Shape =
  | { readonly kind: "any" | "bool" | "int" | "double" | "string" | "bytes" | "timestamp" | "duration" }
  | { readonly kind: "list"; readonly element: Shape; readonly list: ListKind }
  | { readonly kind: "map"; readonly value: Shape }
  /** By the name that expressions use. */
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Field> };

type Field = { readonly name: string; readonly shape: Shape };

export const anyShape: Shape = { kind: "any" };

/** The type and shape of values that a structural schema describes; undefined for what rules cannot see. */
type Described = { readonly type: Type; readonly shape: Shape };

/** That of a variable: an optional one need not be there. */
export type DescribedVariable = Described & { readonly optional: boolean };

/**
 * What a structural schema of a CustomResourceDefinition means to its rules: integers apart from numbers, formats that
 * are times or bytes, lists that are sets, and the fields of a resource that are always there.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function describeSchema(schema: JsonObject, isResource: boolean, path = "object"): Described | undefined {
  if (schema["x-kubernetes-int-or-string"] === true) return { type: types.dyn, shape: anyShape };
  const whole = isResource ? withMetadata(schema) : schema;
  switch (whole.type) {
    case "array":
      return describeList(whole, path);
    case "object":
      return isJsonObject(whole.additionalProperties)
        ? describeMap(whole.additionalProperties, path)
        : describeObject(whole, path);
    case "string":
      return describeText(whole.format);
    case "boolean":
      return { type: types.bool, shape: { kind: "bool" } };
    case "number":
      return { type: types.double, shape: { kind: "double" } };
    case "integer":
      return { type: types.int, shape: { kind: "int" } };
    default:
      return undefined;
  }
}

function describeList(schema: JsonObject, path: string): Described | undefined {
  const element = isJsonObject(schema.items) ? described(schema.items, `${path}.@idx`) : undefined;
  if (element === undefined) return undefined;
  const keys = schema["x-kubernetes-list-map-keys"];
  const kind = schema["x-kubernetes-list-type"];
  const list: ListKind =
    kind === "set"
      ? "set"
      : kind === "map" && isJsonArray(keys)
        ? { keys: keys.map(String).map((key) => escapeName(key) ?? key) }
        : "atomic";
  return { type: types.list(element.type), shape: { kind: "list", element: element.shape, list } };
}

function describeMap(values: JsonObject, path: string): Described | undefined {
  const value = described(values, `${path}.@elem`);
  return value && { type: types.map(types.string, value.type), shape: { kind: "map", value: value.shape } };
}

function describeObject(schema: JsonObject, path: string): Described {
  const typed = new Map<string, Type>();
  const fields = new Map<string, Field>();
  for (const [name, property] of Object.entries(isJsonObject(schema.properties) ? schema.properties : {})) {
    const escaped = escapeName(name);
    const field = isJsonObject(property) ? described(property, `${path}.${name}`) : undefined;
    if (escaped === undefined || field === undefined) continue;
    typed.set(escaped, field.type);
    fields.set(escaped, { name, shape: field.shape });
  }
  return { type: { kind: "object", name: path, fields: typed }, shape: { kind: "object", fields } };
}

function described(schema: JsonObject, path: string): Described | undefined {
  return describeSchema(schema, schema["x-kubernetes-embedded-resource"] === true, path);
}

function describeText(format: unknown): Described {
  switch (format) {
    case "byte":
      return { type: types.bytes, shape: { kind: "bytes" } };
    case "duration":
      return { type: types.duration, shape: { kind: "duration" } };
    case "date":
    case "date-time":
      return { type: types.timestamp, shape: { kind: "timestamp" } };
    default:
      return { type: types.string, shape: { kind: "string" } };
  }
}

/** These are there whatever the schema says. */
function withMetadata(schema: JsonObject): JsonObject {
  const text = { type: "string" };
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const metadata = { type: "object", properties: { name: text, generateName: text } };
  return { ...schema, type: "object", properties: { ...properties, apiVersion: text, kind: text, metadata } };
}

const reserved: ReadonlySet<string> = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/** A property's name as rules must write it; undefined for one that they cannot name. */
function escapeName(name: string): string | undefined {
  if (reserved.has(name)) return `__${name}__`;
  if (!/^[A-Za-z_.\-/][\w.\-/]*$/.test(name)) return undefined;
  return name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}
