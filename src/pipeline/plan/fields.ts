import { appendStep, type FieldStep } from "../../domain/field-path.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { escapeKey } from "../../domain/json-pointer.ts";
import type { FieldChange } from "../../domain/plan.ts";
import { defaultOf, isFilled } from "./defaults.ts";
import { documentFormat, readDocuments } from "./documents.ts";
import { isEmptyAbsent, meansTheSame } from "./equivalence.ts";
import { type FieldType, typeOfElement, typeOfKey } from "./field-types.ts";
import { elementNames, isOrdered, isSet } from "./lists.ts";
import { sameJson } from "./same-json.ts";

/** One field that differs, with what the rules about fields need beside what people read. */
export type FieldDifference = FieldChange & {
  /** The steps of `path`: keys of maps, names or positions of list elements. */
  readonly steps: readonly string[];
  /** JSON pointer into the object after; of the nearest parent that is left where the field is gone. */
  readonly pointer: string;
  /** Set where the field stands in a text inside the manifest: that text, before and after. */
  readonly within?: { readonly before: string; readonly after: string };
  /** Set where it could not change in place, and what holds it is a hook, which is made anew for every run. */
  readonly runsAnew?: true;
};

type Differences = {
  readonly fields: readonly FieldDifference[];
  /** Places spelled differently that mean the same: `1000m` and `1`, another order of named elements. */
  readonly meaningless: number;
};

/** What is known about the object as a whole. */
type DiffSubject = {
  /** Whether Kubernetes itself defines the kind: only there do empty maps and lists stand for absent ones. */
  readonly builtIn: boolean;
  /** The type of the object, where it is known: what is absent then means the default of its field. */
  readonly type?: FieldType;
  /** Set where there is nothing before: every field is told, whatever it holds. */
  readonly isNew?: boolean;
  /** Makes the content of a text fit to be shown, before it is compared. */
  readonly hide?: (content: Json) => Json;
  /** Whether texts of that length together may still be read; they may unless told. */
  readonly mayRead?: (length: number) => boolean;
};

/**
 * Compares two objects as Kubernetes would after defaulting nulls and empties. A map that appears is told
 * by its leaves, one that disappears as a whole; an element of a named list comes and goes as a whole.
 */
export function diffFields(before: JsonObject, after: JsonObject, subject: DiffSubject): Differences {
  const found: Found = { subject: { ...subject, object: after }, fields: [], meaningless: 0 };
  const isNew = subject.isNew ?? false;
  diffMaps(before, after, { steps: [], path: "", pointer: "", type: subject.type, isNew }, found);
  return found;
}

type Found = {
  readonly subject: DiffSubject & { readonly object: JsonObject };
  readonly fields: FieldDifference[];
  meaningless: number;
};
type Place = {
  readonly steps: readonly string[];
  readonly path: string;
  readonly pointer: string;
  readonly type: FieldType;
  /** Nothing stood here before, so that no field of it is a default already. */
  readonly isNew: boolean;
};

function diffValues(before: Json | undefined, after: Json | undefined, place: Place, found: Found): void {
  if (before === after) return;
  const old = present(before, place, found);
  const next = present(after, place, found);
  if (old === null && next === null) {
    if (!sameJson(before ?? null, after ?? null)) found.meaningless += 1;
    return;
  }
  if (isJsonObject(old) && isJsonObject(next)) diffMaps(old, next, place, found);
  else if (old === null && isJsonObject(next) && Object.keys(next).length > 0) {
    diffMaps({}, next, { ...place, isNew: place.isNew || !isJsonObject(before) }, found);
  } else if (next === null && isJsonObject(old) && isMetadata(place.steps)) diffMaps(old, {}, place, found);
  else if (isListOrNothing(old) && isListOrNothing(next)) diffLists(old, next, place, found);
  else if (sameJson(old, next)) return;
  else if (meansTheSame(old, next, place.steps)) found.meaningless += 1;
  else if (!diffDocuments(old, next, place, found)) push(old, next, place, found);
}

/** Labels and annotations are told one by one, so that those that mean nothing can be left out. */
function isMetadata(steps: readonly string[]): boolean {
  return steps.at(-2) === "metadata" && (steps.at(-1) === "labels" || steps.at(-1) === "annotations");
}

/** More differences inside one text than this read better as lines of the text. */
const mostInside = 50;

/** Compares two texts by what they say; false where they say nothing we can read, or too much that is different. */
function diffDocuments(old: Json, next: Json, place: Place, found: Found): boolean {
  if (typeof old !== "string" || typeof next !== "string") return false;
  const { object, hide = (content: Json) => content, mayRead = () => true } = found.subject;
  const format = documentFormat(object, place.steps);
  const read = format && mayRead(old.length + next.length) ? readDocuments(old, next, format) : undefined;
  if (read === undefined) return false;
  const inside: Found = { subject: { builtIn: false, object }, fields: [], meaningless: 0 };
  diffValues(hide(read.before), hide(read.after), { ...place, type: undefined }, inside);
  if (inside.fields.length > mostInside) return false;
  const within = { before: old, after: next };
  found.fields.push(...inside.fields.map((field) => ({ ...field, pointer: place.pointer, within })));
  found.meaningless += inside.fields.length === 0 ? 1 : inside.meaningless;
  return true;
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
    const at = keyed(place, key, inside);
    if (!isDefaulted({ key, before, after }, place, at, found)) diffValues(before[key], own(after, key), at, found);
  }
  for (const key of Object.keys(after)) {
    if (Object.hasOwn(before, key)) continue;
    const at = keyed(place, key, true);
    if (!isDefaulted({ key, before, after }, place, at, found)) diffValues(undefined, after[key], at, found);
  }
}

/** Empty text in a field with a default, and an empty map that is filled in, are as good as absent. */
function standing(value: Json | undefined, type: FieldType, key: string): Json {
  if (isJsonObject(value) && Object.keys(value).length === 0 && isFilled(type, key)) return null;
  if (value !== "") return value ?? null;
  return defaultOf(type, key, {}) ? null : value;
}

type Sides = { readonly key: string; readonly before: JsonObject; readonly after: JsonObject };

/**
 * Whether a field stands on one side only, and says there what its absence means on the other. A map that the
 * API server fills in is compared with one that holds nothing.
 */
function isDefaulted({ key, before, after }: Sides, place: Place, at: Place, found: Found): boolean {
  if (place.type === undefined || place.isNew) return false;
  const old = standing(own(before, key), place.type, key);
  const next = standing(own(after, key), place.type, key);
  if ((old === null) === (next === null)) return false;
  const value = old ?? next;
  if (isJsonObject(value) && isFilled(place.type, key)) {
    diffMaps(isJsonObject(old) ? old : {}, isJsonObject(next) ? next : {}, at, found);
    return true;
  }
  const meant = defaultOf(place.type, key, old === null ? before : after);
  if (meant === undefined) return false;
  const inside: Found = { ...found, fields: [], meaningless: 0 };
  diffValues(meant, value, at, inside);
  if (inside.fields.length > 0) return false;
  found.meaningless += 1;
  return true;
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
  const pointer = inside ? `${place.pointer}/${escapeKey(key)}` : place.pointer;
  return step(place, { key }, { pointer, type: typeOfKey(place.type, key) });
}

function element(place: Place, name: string, index: number | null): Place {
  const pointer = index === null ? place.pointer : `${place.pointer}/${index}`;
  return step(place, { element: name }, { pointer, type: typeOfElement(place.type) });
}

function step(place: Place, next: FieldStep, { pointer, type }: Pick<Place, "pointer" | "type">): Place {
  const name = "key" in next ? next.key : next.element;
  return { steps: [...place.steps, name], path: appendStep(place.path, next), pointer, type, isNew: place.isNew };
}
