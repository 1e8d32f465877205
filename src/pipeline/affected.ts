import { createHash } from "node:crypto";
import type { Application, DiscoveredApplication } from "../domain/application.ts";
import { compareText } from "../domain/finding.ts";
import type { SourceTree } from "../ports.ts";
import { directoryOf } from "../renderers/paths.ts";

/** One revision and what was discovered in it. */
export type DiscoveredSide = { readonly tree: SourceTree; readonly applications: readonly DiscoveredApplication[] };

/** An application that a change touches; null on the side that has not got it. */
export type AffectedApplication = {
  /** As the head knows it, or the base when the head has not got it. */
  readonly application: Application;
  readonly base: DiscoveredApplication | null;
  readonly head: DiscoveredApplication | null;
};

/**
 * Applications whose render reads something that differs, and those that only one side has. Without a
 * base it is all of them. Matched by path and environment: a name may grow longer when another
 * application comes to be called the same.
 */
export function affected(base: DiscoveredSide | null, head: DiscoveredSide): readonly AffectedApplication[] {
  if (base === null) return head.applications.map((application) => ({ application, base: null, head: application }));
  const before = new Map(base.applications.map((application) => [keyOf(application), application]));
  const after = new Map(head.applications.map((application) => [keyOf(application), application]));
  const changed = changedBetween(base.tree, head.tree);
  const pairs = [...new Set([...before.keys(), ...after.keys()])].map(
    (key) => [before.get(key) ?? null, after.get(key) ?? null] as const,
  );
  return pairs.flatMap(([old, now]): readonly AffectedApplication[] => {
    if (old !== null && now !== null && readTheSame(old, now, changed)) return [];
    const application = now ?? old;
    return application === null ? [] : [{ application, base: old, head: now }];
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
  if (old.renderer !== now.renderer || old.inputs.length !== now.inputs.length) return false;
  return now.inputs.every((input, index) => input === old.inputs[index] && !changed.has(input));
}

/**
 * A digest over everything the render of an application reads, by object id. The same digest means the
 * same manifests, in whatever revision.
 */
export function fingerprint(application: DiscoveredApplication, tree: SourceTree): string {
  const wanted = new Set(application.inputs.filter(isDirectory));
  return digest(application, tree, wanted.size === 0 ? new Map() : listingsOf(tree));
}

/** The names directly in each directory, with what they are. */
type Listings = ReadonlyMap<string, readonly string[]>;

const listings = new WeakMap<SourceTree["entries"], Listings>();

function digest({ renderer, path, inputs }: DiscoveredApplication, tree: SourceTree, lists: Listings): string {
  const hash = createHash("sha256").update(JSON.stringify([renderer, path]));
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

function keyOf({ path, environment }: Application): string {
  return JSON.stringify([path, environment]);
}
