import { createHash } from "node:crypto";
import type { Application, DiscoveredApplication, NotEvaluated, Part } from "../domain/application.ts";
import { compareText } from "../domain/finding.ts";
import { canonicalJson, type Json } from "../domain/json.ts";
import type { Recipe } from "../domain/recipe.ts";
import type { SourceTree } from "../ports/git.ts";
import { directoryOf } from "../renderers/paths.ts";

/** One revision and what was discovered in it. */
type DiscoveredSide = {
  readonly tree: SourceTree;
  readonly applications: readonly DiscoveredApplication[];
  readonly notEvaluated?: readonly NotEvaluated[];
};

/** An application that a change touches; null on the side that has not got it. */
export type AffectedApplication = {
  /** As the head knows it, or the base when the head has not got it. */
  readonly application: Application;
  readonly base: DiscoveredApplication | null;
  readonly head: DiscoveredApplication | null;
  /** Why the head has not got it, where it declares it still. */
  readonly lost?: NotEvaluated;
};

/**
 * Applications whose render reads something that differs, or is done another way, and those that only one
 * side has. Without a base it is all of them. Matched by key, and then by directory and environment: an
 * engine's object may come to declare what was found before, and a name may grow longer. What nothing deployed is
 * not removed when others come to take it.
 */
export function affected(base: DiscoveredSide | null, head: DiscoveredSide): readonly AffectedApplication[] {
  if (base === null) return head.applications.map((application) => ({ application, base: null, head: application }));
  const changed = changedBetween(base.tree, head.tree);
  return pairsOf(base.applications, head.applications).flatMap(([old, now]): readonly AffectedApplication[] => {
    if (old !== null && now === null && isTakenOver(old, head.applications)) return [];
    const lost = old !== null && (now === null || !isDeclared(now)) ? lostFrom(old, head) : undefined;
    if (old !== null && lost !== undefined) return [{ application: old, base: old, head: null, lost }];
    if (old !== null && now !== null && readTheSame(old, now, changed)) return [];
    const application = now ?? old;
    return application === null ? [] : [{ application, base: old, head: now }];
  });
}

function lostFrom({ key }: DiscoveredApplication, { notEvaluated = [] }: DiscoveredSide): NotEvaluated | undefined {
  return notEvaluated.find(({ application }) => application !== undefined && key.startsWith(application));
}

/**
 * Whether others read all that was there, so that it is found no more and nothing of it is gone. What moves between
 * two in one environment is told; a chart is another release there.
 */
function isTakenOver(old: DiscoveredApplication, head: readonly DiscoveredApplication[]): boolean {
  if (isDeclared(old)) return false;
  const own = old.inputs.filter((path) => !isDirectory(path) && (old.path === "." || path.startsWith(`${old.path}/`)));
  const [first] = own;
  if (first === undefined) return false;
  const readers = head.filter(({ inputs }) => inputs.includes(first));
  const read = new Set(readers.flatMap(({ inputs }) => inputs));
  if (readers.length === 0 || !own.every((path) => read.has(path))) return false;
  return old.renderer === "helm" || readers.every(({ environment }) => environment !== old.environment);
}

/** Whether an object of an engine or the configuration says that it is deployed, and how. */
export function isDeclared({ parts }: Pick<DiscoveredApplication, "parts">): boolean {
  return parts.some(({ recipe }) => recipe.declaredAt !== undefined);
}

type Pair = readonly [DiscoveredApplication | null, DiscoveredApplication | null];

function pairsOf(base: readonly DiscoveredApplication[], head: readonly DiscoveredApplication[]): readonly Pair[] {
  const byKey = matched(base, head, ({ key }) => key);
  const oldLeft = byKey.flatMap(([old, now]) => (old !== null && now === null ? [old] : []));
  const newLeft = byKey.flatMap(([old, now]) => (old === null && now !== null ? [now] : []));
  return [...byKey.filter(([old, now]) => old !== null && now !== null), ...matched(oldLeft, newLeft, placeOf)];
}

function matched(
  base: readonly DiscoveredApplication[],
  head: readonly DiscoveredApplication[],
  keyOf: (application: DiscoveredApplication) => string,
): readonly Pair[] {
  const before = Map.groupBy(base, keyOf);
  const after = Map.groupBy(head, keyOf);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [olds, nows] = [before.get(key) ?? [], after.get(key) ?? []];
    const length = Math.max(olds.length, nows.length);
    return Array.from({ length }, (_, index): Pair => [olds[index] ?? null, nows[index] ?? null]);
  });
}

/** Paths that differ, and directories, with a slash at the end, whose lists of names do. */
function changedBetween(base: SourceTree, head: SourceTree): ReadonlySet<string> {
  const changed = new Set<string>();
  if (base.entries === head.entries) return changed;
  for (const { path, kind, blob } of head.entries.values()) {
    const before = base.entries.get(path);
    if (before?.kind === kind && before.blob === blob) continue;
    changed.add(path);
    if (before?.kind !== kind) changed.add(`${directoryOf(path)}/`);
  }
  for (const path of base.entries.keys()) {
    if (!head.entries.has(path)) changed.add(path).add(`${directoryOf(path)}/`);
  }
  return changed;
}

/** Inputs are sorted; in any other order they would only be taken for different. */
function readTheSame(old: DiscoveredApplication, now: DiscoveredApplication, changed: ReadonlySet<string>): boolean {
  if (old.inputs.length !== now.inputs.length || howOf(old) !== howOf(now)) return false;
  return now.inputs.every((input, index) => input === old.inputs[index] && !changed.has(input));
}

/** How an application is rendered; where that is written may move without a difference. */
export function howOf({ parts }: Pick<DiscoveredApplication, "parts">): string {
  return canonicalJson(parts.map(({ renderer, path, recipe }) => ({ renderer, path, recipe: recipeJson(recipe) })));
}

/** A recipe without the places it was read from. */
function recipeJson(recipe: Recipe): Json {
  const plain: unknown = JSON.parse(
    JSON.stringify(recipe, (key, value: unknown) => (key === "declaredAt" || key === "at" ? undefined : value)),
  );
  return plain as Json;
}

/**
 * A digest over everything the render of a part reads, by object id, and how it is rendered. The same digest
 * means the same manifests, in whatever revision.
 */
export function fingerprint(part: Part, tree: SourceTree): string {
  const wanted = new Set(part.inputs.filter(isDirectory));
  return digest(part, tree, wanted.size === 0 ? new Map() : listingsOf(tree));
}

/** The names directly in each directory, with what they are. */
type Listings = ReadonlyMap<string, readonly string[]>;

const listings = new WeakMap<SourceTree["entries"], Listings>();

function digest({ renderer, path, inputs, recipe }: Part, tree: SourceTree, lists: Listings): string {
  // With the places: a render tells lines of the object that declares it.
  const hash = createHash("sha256").update(JSON.stringify([renderer, path, recipe]));
  for (const input of inputs.toSorted(compareText))
    hash.update(`\n${JSON.stringify([input, stateOf(input, tree, lists)])}`);
  return hash.digest("hex");
}

function stateOf(input: string, tree: SourceTree, lists: Listings): string | readonly string[] {
  if (isDirectory(input)) return lists.get(input.slice(0, -1)) ?? [];
  const entry = tree.entries.get(input);
  return entry === undefined ? "absent" : `${entry.kind} ${entry.blob}`;
}

function isDirectory(input: string): boolean {
  return input.endsWith("/");
}

function listingsOf(tree: SourceTree): Listings {
  const known = listings.get(tree.entries);
  if (known !== undefined) return known;
  const lists = new Map<string, string[]>();
  for (const { path, kind } of tree.entries.values()) {
    const directory = directoryOf(path);
    const name = `${kind} ${path.slice(path.lastIndexOf("/") + 1)}`;
    const list = lists.get(directory);
    if (list === undefined) lists.set(directory, [name]);
    else list.push(name);
  }
  for (const list of lists.values()) list.sort();
  listings.set(tree.entries, lists);
  return lists;
}

function placeOf({ path, environment }: Application): string {
  return JSON.stringify([path, environment]);
}
