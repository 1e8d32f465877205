import { canonicalJson, isJsonArray, isJsonObject, type Json } from "../domain/json.ts";

/** Keys and positions that lead to a value. */
export type Way = readonly (string | number)[];

/**
 * Where in a document something is said that an engine lays over a kustomization: the same value, or, of a
 * word such as a namespace, the key that means that field (`targetNamespace`). Undefined when it is said in
 * other words, as a template or a flag may.
 */
export function findWritten(document: Json, field: string, value: Json): Way | undefined {
  const wanted = canonicalJson(value);
  const isWord = typeof value !== "object" || value === null;
  const fits = (key: string | number, found: Json) =>
    isWord
      ? found === value && String(key).toLowerCase().endsWith(field.toLowerCase())
      : typeof found === "object" && canonicalJson(found) === wanted;
  // An object's own namespace is not what it lays over others.
  const spec =
    isJsonObject(document) && document.spec !== undefined ? search(document.spec, ["spec"], fits) : undefined;
  return spec ?? search(document, [], fits);
}

function search(at: Json, way: Way, fits: (key: string | number, found: Json) => boolean): Way | undefined {
  const children: readonly (readonly [string | number, Json])[] = isJsonArray(at)
    ? at.map((child, index) => [index, child])
    : isJsonObject(at)
      ? Object.entries(at)
      : [];
  for (const [key, child] of children) {
    if (fits(key, child)) return [...way, key];
    const below = search(child, [...way, key], fits);
    if (below !== undefined) return below;
  }
  return undefined;
}
