import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";

/** The value as the API server sees it: a field that is null is absent. The same value when there is none. */
export function withoutNulls(value: Json): Json {
  return hasNullField(value) ? removeNulls(value) : value;
}

/** Nearly every manifest has none, so nothing is copied before one is seen. */
function hasNullField(value: Json): boolean {
  if (isJsonArray(value)) return value.some(hasNullField);
  if (!isJsonObject(value)) return false;
  for (const key in value) {
    const inner = value[key];
    if (inner === null || (typeof inner === "object" && hasNullField(inner))) return true;
  }
  return false;
}

function removeNulls(value: Json): Json {
  if (isJsonArray(value)) return value.map(removeNulls);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, removeNulls(inner)]));
}
