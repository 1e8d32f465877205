import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";

/**
 * A custom resource with what its schema fills in, which the API server does before any rule is asked. A null that may
 * not be gives way to the default too.
 */
export function defaulted(value: Json, schema: JsonObject): Json {
  if (isJsonArray(value)) {
    const { items } = schema;
    return isJsonObject(items) ? value.map((item) => defaulted(item, items)) : value;
  }
  if (!isJsonObject(value)) return value;
  const { additionalProperties } = schema;
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const result: Record<string, Json> = {};
  for (const [name, own] of Object.entries(value)) {
    const inner = properties[name] ?? additionalProperties;
    if (!isJsonObject(inner)) result[name] = own;
    else if (own !== null || inner.nullable === true) result[name] = defaulted(own, inner);
  }
  for (const [name, inner] of Object.entries(properties)) {
    if (result[name] === undefined && isJsonObject(inner) && inner.default !== undefined)
      result[name] = defaulted(inner.default, inner);
  }
  return result;
}
