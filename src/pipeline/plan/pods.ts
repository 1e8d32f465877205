import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/** The value at a path of keys; undefined where there is none. */
export function at(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  let found = value;
  for (const key of keys) found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found ?? undefined;
}

/** The map at a path; empty where there is none. */
export function mapAt(value: Json | undefined, ...keys: readonly string[]): JsonObject {
  const found = at(value, ...keys);
  return isJsonObject(found) ? found : {};
}

/** The elements of the list at a path that are maps. */
export function mapsAt(value: Json | undefined, ...keys: readonly string[]): readonly JsonObject[] {
  const found = at(value, ...keys);
  return isJsonArray(found) ? found.filter(isJsonObject) : [];
}

/** The texts of the list at a path. */
export function textsAt(value: Json | undefined, ...keys: readonly string[]): readonly string[] {
  const found = at(value, ...keys);
  return isJsonArray(found) ? found.filter((each) => typeof each === "string") : [];
}

/** What an object makes its pods from, or the pod itself: with `metadata` and `spec`. Undefined where it makes none. */
export function podTemplate(object: JsonObject): JsonObject | undefined {
  if (object.kind === "Pod" && object.apiVersion === "v1") return object;
  const template = at(object, "spec", "template") ?? at(object, "spec", "jobTemplate", "spec", "template");
  return isJsonObject(template) && isJsonArray(at(template, "spec", "containers")) ? template : undefined;
}

/** The containers of an object's pods by their names, which are unique in a pod. */
export function containersOf(object: JsonObject): ReadonlyMap<string, JsonObject> {
  const template = podTemplate(object);
  const all = [...mapsAt(template, "spec", "initContainers"), ...mapsAt(template, "spec", "containers")];
  return new Map(all.map((container) => [String(container.name), container]));
}
