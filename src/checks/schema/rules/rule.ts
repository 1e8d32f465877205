import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { isSubstituted } from "../messages.ts";
import type { Problem } from "../problem.ts";

/** A manifest without null fields, as rules see it; types may still be wrong, the schema says so. */
export type RuledManifest = { readonly apiVersion: string; readonly kind: string; readonly object: JsonObject };

/** What the API server refuses and a schema cannot say. */
export type Rule = (manifest: RuledManifest) => readonly Problem[];

/** The value at a path, or undefined as soon as something on the way is not what it should be. */
export function valueAt(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let current = value;
  for (const part of path) {
    if (typeof part === "number" ? !isJsonArray(current) : !isJsonObject(current)) return undefined;
    current = isJsonArray(current) ? current[Number(part)] : isJsonObject(current) ? current[part] : undefined;
  }
  return current;
}

/** The mapping at a path; empty when there is none. */
export function mappingAt(value: Json | undefined, ...path: readonly (string | number)[]): JsonObject {
  const found = valueAt(value, ...path);
  return isJsonObject(found) ? found : {};
}

/** The list at a path; empty when there is none. */
export function listAt(value: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] {
  const found = valueAt(value, ...path);
  return isJsonArray(found) ? found : [];
}

/** Text that can be judged: not empty, and nothing is filled in later. */
export function judgedText(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" && !isSubstituted(value) ? value : undefined;
}
