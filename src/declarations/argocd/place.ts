import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { escapeKey, keysOf } from "../../domain/json-pointer.ts";

/** A value inside an object, and the JSON pointer (RFC 6901) that leads to it. */
export type Place = { readonly value: Json | undefined; readonly pointer: string };

/** Why something in an object cannot be evaluated, and where. Thrown and caught within this folder. */
export class NotEvaluable extends Error {
  override readonly name = "NotEvaluable";
  readonly pointer: string;
  /** Files of the repository that it would be made from. */
  readonly reads: readonly string[];

  constructor(reason: string, { pointer }: Pick<Place, "pointer">, reads: readonly string[] = []) {
    super(reason);
    this.pointer = pointer;
    this.reads = reads;
  }
}

/** What lies below a place by these keys. Null counts as absent, as Go reads it. */
export function below(place: Place, ...keys: readonly string[]): Place {
  return keys.reduce<Place>((at, key) => {
    const mapping = mappingOf(at);
    const value = mapping !== undefined && Object.hasOwn(mapping, key) ? mapping[key] : undefined;
    return { value: value ?? undefined, pointer: pointerTo(at, key) };
  }, place);
}

function pointerTo({ pointer }: Place, key: string | number): string {
  return `${pointer}/${escapeKey(String(key))}`;
}

/** The text at a place; empty where there is none. */
export function textOf(place: Place): string {
  const { value } = place;
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : expected("text", place);
}

/** The boolean at a place; false where there is none. */
export function flagOf(place: Place): boolean {
  const { value } = place;
  if (value === undefined || value === null) return false;
  return typeof value === "boolean" ? value : expected("true or false", place);
}

/** The mapping at a place; undefined where there is none. */
export function mappingOf(place: Place): JsonObject | undefined {
  const { value } = place;
  if (value === undefined || value === null) return undefined;
  return isJsonObject(value) ? value : expected("a mapping", place);
}

/** The texts of a mapping at a place; an empty one where there is none. */
export function textsByKey(place: Place): Readonly<Record<string, string>> {
  const keys = Object.keys(mappingOf(place) ?? {});
  return Object.fromEntries(keys.map((key) => [key, textOf(below(place, key))]));
}

/** The items of a list at a place; none where there is none. */
export function itemsOf(place: Place): readonly Place[] {
  const { value } = place;
  if (value === undefined || value === null) return [];
  return isJsonArray(value)
    ? value.map((item, index) => ({ value: item, pointer: pointerTo(place, index) }))
    : expected("a list", place);
}

/** The texts of a list at a place. */
export function textsIn(place: Place): readonly string[] {
  return itemsOf(place).map(textOf);
}

/** Whether there is something at a place, be it empty. */
export function isThere({ value }: Place): boolean {
  return value !== undefined && value !== null;
}

function expected(what: string, { value, pointer }: Place): never {
  const is = isJsonArray(value) ? "a list" : isJsonObject(value) ? "a mapping" : `a ${typeof value}`;
  throw new NotEvaluable(`Argo CD expects ${what} here, and ${nameOf(pointer)} is ${is}.`, { pointer });
}

/** `spec.source.path`, for people. */
export function nameOf(pointer: string): string {
  return keysOf(pointer).join(".") || "the object";
}
