import { isJsonObject, type Json } from "../domain/json.ts";
import type { Schema } from "../domain/json-schema.ts";

/**
 * What a schema makes of an empty map: every default, and the defaults inside them, as ajv's `useDefaults` fills
 * them in. To compile a validator for that would take longer than many a check.
 */
export function defaultsOf<T>(schema: Schema): T {
  const filled: unknown = withDefaults(asJson(schema), {});
  // Tests hold every schema's defaults to the schema itself.
  return filled as T;
}

function withDefaults(schema: Json, value: Json): Json {
  const properties = isJsonObject(schema) ? schema.properties : undefined;
  if (!isJsonObject(properties) || !isJsonObject(value)) return value;
  const added = Object.entries(properties).flatMap(([key, inner]): [string, Json][] => {
    const given = value[key] ?? (isJsonObject(inner) ? inner.default : undefined);
    return given === undefined ? [] : [[key, withDefaults(inner, given)]];
  });
  return { ...value, ...Object.fromEntries(added) };
}

/** A schema is plain JSON but for the library's own marks. */
function asJson(schema: Schema): Json {
  return JSON.parse(JSON.stringify(schema));
}
