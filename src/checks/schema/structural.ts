import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/**
 * A CustomResourceDefinition's schema as JSON Schema with Kubernetes' meaning: unknown fields are refused
 * unless they are preserved, `nullable` and integers-or-text are spelt out, `apiVersion`, `kind` and
 * `metadata` belong to every resource.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function structuralSchema(openApi: JsonObject): JsonObject {
  return resource(openApi, false);
}

const typeMeta: JsonObject = { apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object" } };

function resource(schema: JsonObject, preserved: boolean): JsonObject {
  const converted = convert(schema, preserved);
  const properties = isJsonObject(converted.properties) ? converted.properties : {};
  return { ...converted, type: "object", properties: { ...properties, ...typeMeta } };
}

/** `preserved`: an ancestor keeps unknown fields, which holds for everything it does not specify again. */
function convert(schema: JsonObject, inherited: boolean): JsonObject {
  const preserved = inherited || schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (schema["x-kubernetes-int-or-string"] === true) return intOrString(schema);
  const result: Record<string, Json> = keep(schema, copied);
  if (typeof schema.format === "string" && knownFormats.has(schema.format)) result.format = schema.format;
  if (typeof schema.type === "string") result.type = schema.nullable === true ? [schema.type, "null"] : schema.type;
  if (isJsonArray(schema.enum)) result.enum = schema.nullable === true ? [...schema.enum, null] : schema.enum;
  if (schema.exclusiveMinimum === true) moveLimit(result, "minimum", "exclusiveMinimum");
  if (schema.exclusiveMaximum === true) moveLimit(result, "maximum", "exclusiveMaximum");
  if (isJsonObject(schema.items)) result.items = child(schema.items, false);
  if (isJsonObject(schema.properties)) result.properties = mapValues(schema.properties, (inner) => child(inner, false));
  if (isJsonObject(schema.additionalProperties))
    result.additionalProperties = child(schema.additionalProperties, false);
  else if (schema.additionalProperties === true || preserved) result.additionalProperties = true;
  else if (isJsonObject(schema.properties) || schema.type === "object") result.additionalProperties = false;
  for (const key of ["allOf", "anyOf", "oneOf"] as const) {
    if (isJsonArray(schema[key])) result[key] = schema[key].filter(isJsonObject).map(assertion);
  }
  if (isJsonObject(schema.not)) result.not = assertion(schema.not);
  return result;
}

function child(schema: Json, preserved: boolean): JsonObject {
  if (!isJsonObject(schema)) return {};
  if (schema["x-kubernetes-embedded-resource"] === true) return resource(schema, preserved);
  return convert(schema, preserved);
}

/** Inside allOf, anyOf, oneOf and not, a schema only asserts; it says nothing about which fields exist. */
function assertion(schema: JsonObject): JsonObject {
  const result: Record<string, Json> = keep(schema, copied);
  if (typeof schema.type === "string") result.type = schema.type;
  if (isJsonArray(schema.enum)) result.enum = schema.enum;
  if (schema.exclusiveMinimum === true) moveLimit(result, "minimum", "exclusiveMinimum");
  if (schema.exclusiveMaximum === true) moveLimit(result, "maximum", "exclusiveMaximum");
  if (isJsonObject(schema.items)) result.items = assertion(schema.items);
  if (isJsonObject(schema.properties)) {
    result.properties = mapValues(schema.properties, (inner) => (isJsonObject(inner) ? assertion(inner) : {}));
  }
  for (const key of ["allOf", "anyOf", "oneOf"] as const) {
    if (isJsonArray(schema[key])) result[key] = schema[key].filter(isJsonObject).map(assertion);
  }
  if (isJsonObject(schema.not)) result.not = assertion(schema.not);
  return result;
}

const copied = [
  "required",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "multipleOf",
  "uniqueItems",
] as const;

/** Formats that the API server checks and that we can check alike; any other is a comment. */
const knownFormats: ReadonlySet<string> = new Set(["date-time", "date", "email", "ipv4", "ipv6", "uuid"]);

function intOrString(schema: JsonObject): JsonObject {
  const limits = keep(schema, ["pattern", "minimum", "maximum", "minLength", "maxLength"]);
  return { ...limits, type: schema.nullable === true ? ["integer", "string", "null"] : ["integer", "string"] };
}

/** OpenAPI v3.0's boolean limits are JSON Schema's numeric ones. */
function moveLimit(result: Record<string, Json>, from: string, to: string): void {
  const limit = result[from];
  if (limit === undefined) return;
  delete result[from];
  result[to] = limit;
}

function keep(schema: JsonObject, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(names.flatMap((name) => (schema[name] === undefined ? [] : [[name, schema[name]]])));
}

function mapValues(entries: JsonObject, convertValue: (value: Json) => JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, convertValue(value)]));
}
