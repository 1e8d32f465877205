import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";

/**
 * Whether two values have the same canonical text, found out without writing it: this runs over every
 * manifest of both sides, and nearly all of them are equal.
 */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isJsonArray(a)) {
    return isJsonArray(b) && a.length === b.length && a.every((value, index) => sameJson(value, b[index] ?? null));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key] ?? null, b[key] ?? null));
}
