import { isJsonArray, isJsonObject, type Json } from "../../../domain/json.ts";

/**
 * What a template works on. As in Go: a number that comes from YAML or JSON is a float, one that a template
 * writes or computes is an int (`bigint` here), and `undefined` is no value at all, which nil (`null`) is not.
 */
export type Value = undefined | null | boolean | string | number | bigint | readonly Value[] | ValueMap;

export type ValueMap = { readonly [key: string]: Value };

/** Why a template cannot be filled in, in a sentence. Thrown and caught within the folder above. */
export class TemplateProblem extends Error {
  override readonly name = "TemplateProblem";
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The entry of a map; what JavaScript objects have of themselves is none. */
export function entryOf(map: ValueMap, key: string): Value {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Go's `if`: nothing, zero and what is empty are false. */
export function isTrue(value: Value): boolean {
  if (isList(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** What kind of thing it is, in the words that Go's messages use. */
export function kindOf(value: Value): string {
  if (value === undefined || value === null) return "invalid";
  if (isList(value)) return "slice";
  if (isMap(value)) return "map";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "float64";
  return typeof value === "boolean" ? "bool" : "string";
}

/** As JSON has it, for what is printed as JSON or YAML. */
export function toJson(value: Value): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number(value);
  if (isList(value)) return value.map(toJson);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toJson(one)]));
  return value;
}

/** JSON is a value already: its numbers are floats. */
export function fromJson(json: Json): Value {
  if (isJsonArray(json)) return json.map(fromJson);
  if (isJsonObject(json)) return Object.fromEntries(Object.entries(json).map(([key, one]) => [key, fromJson(one)]));
  return json;
}
