import { appendStep, type FieldStep } from "../../domain/field-path.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { FieldChange } from "../../domain/plan.ts";
import { isEmptyAbsent, meansTheSame } from "./equivalence.ts";
import { elementNames, isOrdered, isSet } from "./lists.ts";
import { sameJson } from "./same-json.ts";

/** One field that differs, with what the rules about fields need beside what people read. */
export type FieldDifference = FieldChange & {
  /** The steps of `path`: keys of maps, names or positions of list elements. */
  readonly steps: readonly string[];
  /** JSON pointer into the object after; of the nearest parent that is left where the field is gone. */
  readonly pointer: string;
};

export type Differences = {
  readonly fields: readonly FieldDifference[];
  /** Places spelled differently that mean the same: `1000m` and `1`, another order of named elements. */
  readonly meaningless: number;
};

/** What is known about the object as a whole. */
export type DiffSubject = {
  /** Whether Kubernetes itself defines the kind: only there do empty maps and lists stand for absent ones. */
  readonly builtIn: boolean;
};

/**
 * Compares two objects as Kubernetes would after defaulting nulls and empties. A map that appears is told
 * by its leaves, one that disappears as a whole; an element of a named list comes and goes as a whole.
 */
export function diffFields(before: JsonObject, after: JsonObject, subject: DiffSubject): Differences {
  const found: Found = { subject, fields: [], meaningless: 0 };
  diffMaps(before, after, { steps: [], path: "", pointer: "" }, found);
  return found;
}

type Found = { readonly subject: DiffSubject; readonly fields: FieldDifference[]; meaningless: number };
type Place = { readonly steps: readonly string[]; readonly path: string; readonly pointer: string };

function diffValues(before: Json | undefined, after: Json | undefined, place: Place, found: Found): void {
  if (before === after) return;
  const old = present(before, place, found);
  const next = present(after, place, found);
  if (old === null && next === null) {
    if (!sameJson(before ?? null, after ?? null)) found.meaningless += 1;
    return;
  }
  if (isJsonObject(old) && isJsonObject(next)) diffMaps(old, next, place, found);
  else if (old === null && isJsonObject(next) && Object.keys(next).length > 0) diffMaps({}, next, place, found);
  else if (isListOrNothing(old) && isListOrNothing(next)) diffLists(old, next, place, found);
  else if (sameJson(old, next)) return;
  else if (meansTheSame(old, next, place.steps)) found.meaningless += 1;
  else push(old, next, place, found);
}

/** Null for what Kubernetes reads as absent. */
function present(value: Json | undefined, place: Place, found: Found): Json {
  return value === undefined || isEmptyAbsent(value, place.steps, found.subject.builtIn) ? null : value;
}

function isListOrNothing(value: Json): value is readonly Json[] | null {
  return value === null || isJsonArray(value);
}

function diffMaps(before: JsonObject, after: JsonObject, place: Place, found: Found): void {
  for (const key of Object.keys(before)) {
    const inside = Object.hasOwn(after, key) && after[key] !== null;
    diffValues(before[key], own(after, key), keyed(place, key, inside), found);
  }
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key)) diffValues(undefined, after[key], keyed(place, key, true), found);
  }
}

/** A key such as `constructor` may stand in either map, and must not find what JavaScript keeps there. */
function own(map: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function diffLists(before: readonly Json[] | null, after: readonly Json[] | null, place: Place, found: Found): void {
  if (sameJson(before, after)) return;
  const old = before ?? [];
  const next = after ?? [];
  const names = elementNames(place.steps, old, next);
  if (names !== undefined) diffNamed([old, next], names, place, found);
  else if (isSet(place.steps, old, next)) diffSets(old, next, place, found);
  else if (before === null || after === null) push(before, after, place, found);
  else diffOrdered(old, next, place, found);
}

function diffNamed(
  [before, after]: readonly [readonly Json[], readonly Json[]],
  names: { readonly before: readonly string[]; readonly after: readonly string[] },
  place: Place,
  found: Found,
): void {
  const positions = new Map(names.after.map((name, index) => [name, index]));
  const earlier = new Set(names.before);
  for (const [index, name] of names.before.entries()) {
    const position = positions.get(name);
    if (position === undefined) push(before[index] ?? null, null, element(place, name, null), found);
    else diffValues(before[index], after[position], element(place, name, position), found);
  }
  for (const [index, name] of names.after.entries()) {
    if (!earlier.has(name)) push(null, after[index] ?? null, element(place, name, index), found);
  }
  const kept = names.before.filter((name) => positions.has(name));
  const order = names.after.filter((name) => earlier.has(name));
  if (sameJson(kept, order)) return;
  if (isOrdered(place.steps)) push(kept, order, place, found);
  else found.meaningless += 1;
}

function diffSets(before: readonly Json[], after: readonly Json[], place: Place, found: Found): void {
  const gone = before.filter((value) => !after.includes(value));
  const come = after.filter((value) => !before.includes(value));
  for (const value of gone) push(value, null, element(place, String(value), null), found);
  for (const value of come) push(null, value, element(place, String(value), after.indexOf(value)), found);
  if (gone.length + come.length === 0) found.meaningless += 1;
}

/** By position where positions still mean the same; otherwise the list as a whole, which reads better than a cascade. */
function diffOrdered(before: readonly Json[], after: readonly Json[], place: Place, found: Found): void {
  const shared = Math.min(before.length, after.length);
  const aligned = before.length === after.length || sameJson(before.slice(0, shared), after.slice(0, shared));
  if (!aligned || shared === 0) {
    push(before, after, place, found);
    return;
  }
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const at = element(place, String(index), index < after.length ? index : null);
    if (index < shared) diffValues(before[index], after[index], at, found);
    else push(before[index] ?? null, after[index] ?? null, at, found);
  }
}

function push(before: Json, after: Json, place: Place, found: Found): void {
  found.fields.push({ path: place.path, before, after, steps: place.steps, pointer: place.pointer });
}

function keyed(place: Place, key: string, inside: boolean): Place {
  const pointer = `${place.pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return step(place, { key }, inside ? pointer : place.pointer);
}

function element(place: Place, name: string, index: number | null): Place {
  return step(place, { element: name }, index === null ? place.pointer : `${place.pointer}/${index}`);
}

function step(place: Place, next: FieldStep, pointer: string): Place {
  const name = "key" in next ? next.key : next.element;
  return { steps: [...place.steps, name], path: appendStep(place.path, next), pointer };
}
