import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { repositoryConfigSchema } from "./schema.ts";

/**
 * The JSON Schema for editors. It differs from the one that validates in one thing: what has a default is not
 * required, because there the defaults are filled in first.
 */
export function publishedSchema(): JsonObject {
  const schema: Json = JSON.parse(JSON.stringify(repositoryConfigSchema));
  const relaxed = relax(schema);
  if (!isJsonObject(relaxed)) throw new TypeError("a schema is an object");
  return { $schema: "http://json-schema.org/draft-07/schema#", ...relaxed };
}

function relax(value: Json): Json {
  if (isJsonArray(value)) return value.map(relax);
  if (!isJsonObject(value)) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, relax(each)]));
  const { required, properties, ...rest } = inside;
  if (!isJsonArray(required) || !isJsonObject(properties)) return inside;
  const left = required.filter((key) => !hasDefault(properties[String(key)]));
  return { ...rest, ...(left.length > 0 ? { required: left } : {}), properties };
}

function hasDefault(schema: Json | undefined): boolean {
  return isJsonObject(schema) && Object.hasOwn(schema, "default");
}
