import { isJsonArray, isJsonObject, type Json } from "../domain/json.ts";
import { unescapeKey } from "../domain/json-pointer.ts";
import type { Offsets } from "./compose.ts";

/** One token of a JSON pointer, with the element it leads to in the rendered manifest. */
export type Step = { readonly token: string; readonly inList: boolean; readonly rendered: Json | undefined };

/** How far a pointer could be followed in a source, and where that is. */
type Walk = {
  readonly depth: number;
  /** Undefined when not even the first step was found. */
  readonly offset: number | undefined;
  readonly leaf: Json;
};

/** Elements of a list are the same when one of these fields is; Kubernetes' patch merge keys and list-map keys. */
const identityKeys = [
  "name",
  "containerPort",
  "mountPath",
  "devicePath",
  "ip",
  "key",
  "topologyKey",
  "port",
  "path",
  "host",
  "type",
  "uid",
];

/** A JSON pointer (RFC 6901) into a manifest, step by step. */
export function stepsOf(object: Json, pointer: string): readonly Step[] {
  const steps: Step[] = [];
  let at: Json | undefined = object;
  for (const token of tokensOf(pointer)) {
    const inList = isJsonArray(at);
    at = childOf(at, token);
    steps.push({ token, inList, rendered: at });
  }
  return steps;
}

export function tokensOf(pointer: string): readonly string[] {
  if (pointer === "" || pointer === "/") return [];
  return pointer.replace(/^\//, "").split("/").map(unescapeKey);
}

/** Follows the steps through a source. Elements of lists are found by what identifies them, then by place. */
export function walk(source: Json, steps: readonly Step[], offsets: Offsets, byPlace: boolean): Walk {
  let at = source;
  let offset: number | undefined;
  for (const [depth, step] of steps.entries()) {
    const key = isJsonArray(at) ? findElement(at, step, byPlace) : step.token;
    const child = childOf(at, String(key));
    if (key === undefined || child === undefined) return { depth, offset, leaf: at };
    offset = offsets.get(at)?.get(key) ?? offset;
    at = child;
  }
  return { depth: steps.length, offset, leaf: at };
}

/** Where in a list the rendered element comes from. */
function findElement(elements: readonly Json[], step: Step, byPlace: boolean): number | undefined {
  const place = Number(step.token);
  const wanted = step.rendered;
  // A name may stand there twice by mistake: each of the two is then at its own place.
  if (byPlace && isSameElement(elements[place] ?? null, wanted)) return place;
  const same = elements.findIndex((element) => isSameElement(element, wanted));
  if (same >= 0) return same;
  return byPlace && Number.isInteger(place) && place < elements.length ? place : undefined;
}

export function isSameElement(element: Json, wanted: Json | undefined): boolean {
  if (!isJsonObject(element) || !isJsonObject(wanted)) return element === wanted;
  const key = identityKeys.find((name) => wanted[name] !== undefined && typeof wanted[name] !== "object");
  if (key === undefined || element[key] !== wanted[key]) return false;
  return element.protocol === undefined || wanted.protocol === undefined || element.protocol === wanted.protocol;
}

export function childOf(value: Json | undefined, token: string): Json | undefined {
  if (isJsonArray(value)) return value[Number(token)];
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}
