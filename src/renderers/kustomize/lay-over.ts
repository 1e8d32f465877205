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

function laid(field: string, own: Json | undefined, given: Json): Json {
  const value = field === "images" ? withKept(own, given) : given;
  if (isJsonArray(own) && isJsonArray(value))
    return [...own.filter((entry) => !isReplaced(field, entry, value)), ...value];
  return isJsonObject(own) && isJsonObject(value) ? { ...own, ...value } : value;
}

/** An asterisk stands for what the kustomization says itself of that image, if anything (`kustomize edit set image`). */
function withKept(own: Json | undefined, images: Json): Json {
  if (!isJsonArray(images)) return images;
  return images.map((image) => {
    if (!isJsonObject(image)) return image;
    const before = isJsonArray(own) ? own.findLast((entry) => nameOf(entry) === nameOf(image)) : undefined;
    const fields = Object.entries(image).flatMap(([key, value]): [string, Json][] => {
      const kept = isJsonObject(before) ? before[key] : undefined;
      if (value !== "*" || key === "name") return [[key, value]];
      return kept === undefined ? [] : [[key, kept]];
    });
    return Object.fromEntries(fields);
  });
}

/** Whether what is laid over a field takes the place of an entry of it. */
export function isReplaced(field: string, entry: Json, value: Json | undefined): boolean {
  return named.has(field) && isJsonArray(value) && value.some((other) => nameOf(other) === nameOf(entry));
}

function nameOf(entry: Json): Json {
  return isJsonObject(entry) ? (entry.name ?? null) : null;
}
