import { appendStep, type FieldStep } from "../../../domain/field-path.ts";
import { canonicalJson, isJsonArray, isJsonObject, type Json } from "../../../domain/json.ts";
import type { FieldChange } from "../../../domain/plan.ts";
import { sameJson } from "../same-json.ts";
import type { ResourceChange } from "./plan-file.ts";

/** An attribute that differs, with the steps that lead to it. */
export type AttributeChange = FieldChange & { readonly steps: readonly string[] };

/** Every attribute that a plan changes, by its leaves; of something new, what is known of it. */
export function diffAttributes(change: ResourceChange): readonly AttributeChange[] {
  const found: AttributeChange[] = [];
  diff(change.before, change.after, change.unknown, { steps: [], path: "" }, found);
  const replaces = (steps: readonly string[]) => change.replacePaths.some((path) => isOnTheWay(path, steps));
  const fields = found.map((field) => (replaces(field.steps) ? { ...field, replaces: true as const } : field));
  // What a provider fills in itself says nothing of something new; Terraform's own listing is long with it.
  const isNew = change.actions.includes("create");
  return isNew ? fields.filter(({ unknown, replaces: forces }) => unknown === undefined || forces) : fields;
}

function isOnTheWay(path: readonly string[], steps: readonly string[]): boolean {
  return path.slice(0, steps.length).every((step, index) => step === steps[index]);
}

type Place = { readonly steps: readonly string[]; readonly path: string };

function diff(before: Json, after: Json, unknown: Json, place: Place, found: AttributeChange[]): void {
  if (unknown === true) {
    push(before, null, place, found, true);
    return;
  }
  if (isMapOrNothing(before) && isMapOrNothing(after) && (isJsonObject(after) || isJsonObject(unknown))) {
    diffMaps(before ?? {}, after ?? {}, isJsonObject(unknown) ? unknown : {}, place, found);
  } else if (isListOrNothing(before) && isListOrNothing(after) && (isJsonArray(after) || isJsonArray(unknown))) {
    diffLists(before ?? [], after ?? [], isJsonArray(unknown) ? unknown : [], place, found);
  } else if (!sameJson(before, after)) push(before, after, place, found, false);
}

function isMapOrNothing(value: Json): value is { readonly [key: string]: Json } | null {
  return value === null || isJsonObject(value);
}

function isListOrNothing(value: Json): value is readonly Json[] | null {
  return value === null || isJsonArray(value);
}

type Attributes = { readonly [key: string]: Json };

function diffMaps(
  before: Attributes,
  after: Attributes,
  unknown: Attributes,
  place: Place,
  found: AttributeChange[],
): void {
  const own = (map: Attributes, key: string): Json => (Object.hasOwn(map, key) ? (map[key] ?? null) : null);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)]))
    diff(own(before, key), own(after, key), own(unknown, key), step(place, { key }), found);
}

/** By position where positions still mean the same; otherwise what goes and what comes. */
function diffLists(
  before: readonly Json[],
  after: readonly Json[],
  unknown: readonly Json[],
  place: Place,
  found: AttributeChange[],
): void {
  const element = (index: number): Place => step(place, { element: String(index) });
  if (before.length === after.length || unknown.some(isUnknown)) {
    for (let index = 0; index < Math.max(before.length, after.length, unknown.length); index += 1)
      diff(before[index] ?? null, after[index] ?? null, unknown[index] ?? null, element(index), found);
    return;
  }
  for (const index of missingFrom(after, before)) push(before[index] ?? null, null, element(index), found, false);
  for (const index of missingFrom(before, after)) push(null, after[index] ?? null, element(index), found, false);
}

function isUnknown(mask: Json): boolean {
  if (isJsonArray(mask)) return mask.some(isUnknown);
  return isJsonObject(mask) ? Object.values(mask).some(isUnknown) : mask === true;
}

/** Positions of the elements that the other list has not got, as often as they are there. */
function missingFrom(list: readonly Json[], of: readonly Json[]): readonly number[] {
  const left = list.map(canonicalJson);
  return [...of.entries()].flatMap(([index, value]) => {
    const at = left.indexOf(canonicalJson(value));
    if (at < 0) return [index];
    left.splice(at, 1);
    return [];
  });
}

function push(before: Json, after: Json, { steps, path }: Place, found: AttributeChange[], unknown: boolean): void {
  found.push({ path, steps, before, after, ...(unknown ? { unknown: true as const } : {}) });
}

function step(place: Place, next: FieldStep): Place {
  return { steps: [...place.steps, "key" in next ? next.key : next.element], path: appendStep(place.path, next) };
}
