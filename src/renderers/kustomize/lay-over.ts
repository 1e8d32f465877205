import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/** Lists whose entries have names: what is laid over takes the place of an entry of its name. */
const named: ReadonlySet<string> = new Set(["images", "replicas"]);

/** What a recipe may say that is none of kustomize's fields. */
const foreign: ReadonlySet<string> = new Set(["commonMetadata"]);

/**
 * A kustomization with other fields laid over it, as kustomize-controller (fluxcd/pkg/kustomize) and Argo CD
 * (`kustomize edit set` and `add`) write them into the file before they build it.
 */
export function layOver(own: JsonObject, overlay: JsonObject): JsonObject {
  const merged: { [key: string]: Json } = { ...own };
  for (const [field, value] of Object.entries(overlay)) {
    if (!foreign.has(field)) merged[field] = laid(field, own[field], value);
  }
  return merged;
}

function laid(field: string, own: Json | undefined, value: Json): Json {
  if (isJsonArray(own) && isJsonArray(value))
    return [...own.filter((entry) => !isReplaced(field, entry, value)), ...value];
  return isJsonObject(own) && isJsonObject(value) ? { ...own, ...value } : value;
}

/** Whether what is laid over a field takes the place of an entry of it. */
export function isReplaced(field: string, entry: Json, value: Json | undefined): boolean {
  return named.has(field) && isJsonArray(value) && value.some((other) => nameOf(other) === nameOf(entry));
}

function nameOf(entry: Json): Json {
  return isJsonObject(entry) ? (entry.name ?? null) : null;
}
