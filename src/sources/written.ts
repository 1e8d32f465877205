import { canonicalJson, isJsonArray, isJsonObject, type Json } from "../domain/json.ts";

/** Keys and positions that lead to a value. */
export type Way = readonly (string | number)[];

/**
 * Where in a document something is said that an engine lays over a kustomization: the same value, or, of a
 * word such as a namespace, the key that means that field (`targetNamespace`). Undefined when it is said in
 * other words, as a template or a flag may.
 */
export function findWritten(document: Json, field: string, value: Json): Way | undefined {
  if (typeof document !== "object" || document === null) return undefined;
  const known = found.get(document) ?? new Map<string, Way | undefined>();
  found.set(document, known);
  const wanted = `${field} ${canonicalJson(value)}`;
  if (!known.has(wanted)) known.set(wanted, find(document, field, value));
  return known.get(wanted);
}

/** Every field of every manifest asks for the same few values. */
const found = new WeakMap<object, Map<string, Way | undefined>>();

function find(document: Json, field: string, value: Json): Way | undefined {
  const wanted = canonicalJson(value);
  const isWord = typeof value !== "object" || value === null;
  const fits = (key: string | number, seen: Json) =>
    isWord
      ? seen === value && String(key).toLowerCase().endsWith(field.toLowerCase())
      : typeof seen === "object" && canonicalJson(seen) === wanted;
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
