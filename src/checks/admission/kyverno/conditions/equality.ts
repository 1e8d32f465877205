import { isDeepStrictEqual } from "node:util";
import { isJsonArray, isJsonObject, type Json } from "../../../../domain/json.ts";
import { LeftToKyverno } from "../outcome.ts";
import { compareQuantities, parseQuantity } from "../quantity.ts";
import { matchesWildcard } from "../wildcard.ts";
import { asDurations } from "./durations.ts";

/** `Equals` and `NotEquals`: durations and quantities as such, texts by wildcard, where the value is the pattern. */
export function comparesEqual(how: "equals" | "differs"): (key: Json, value: Json) => boolean {
  return (key, value) => isEqual(key, value) === (how === "equals");
}

function isEqual(key: Json, value: Json): boolean {
  if (key === null) throw new LeftToKyverno("versions of Kyverno differ in comparing what is null");
  if (typeof key === "boolean") return key === value;
  if (typeof key === "number") return isNumber(key, value);
  if (isJsonArray(key) || isJsonObject(key)) return isDeepStrictEqual(key, value);
  return isText(key, value);
}

function isNumber(key: number, value: Json): boolean {
  if (typeof value === "number") return key === value;
  return (
    typeof value === "string" && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value) && Number(value) === key
  );
}

function isText(key: string, value: Json): boolean {
  const durations = asDurations(key, value);
  if (durations !== undefined) return durations[0] === durations[1];
  if (typeof value !== "string") return false;
  const [quantity, other] = [parseQuantity(key), parseQuantity(value)];
  if (quantity !== undefined && other !== undefined) return compareQuantities(quantity, other) === 0;
  if (quantity !== undefined) throw new LeftToKyverno(`versions of Kyverno differ in comparing ${key} with ${value}`);
  return matchesWildcard(value, key);
}
