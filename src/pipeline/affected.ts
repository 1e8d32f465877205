import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Application, DiscoveredApplication } from "../domain/application.ts";
import { compareText } from "../domain/finding.ts";
import type { SourceTree } from "../ports.ts";

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
  const [was, is] = [listingsOf(base.tree), listingsOf(head.tree)];
  const pairs = [...new Set([...before.keys(), ...after.keys()])].map(
    (key) => [before.get(key) ?? null, after.get(key) ?? null] as const,
  );
  return pairs.flatMap(([old, now]): readonly AffectedApplication[] => {
    if (old !== null && now !== null && digest(old, base.tree, was) === digest(now, head.tree, is)) return [];
    const application = now ?? old;
    return application === null ? [] : [{ application, base: old, head: now }];
  });
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

const listings = new WeakMap<SourceTree, Listings>();

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
  const known = listings.get(tree);
  if (known !== undefined) return known;
  const lists = new Map<string, string[]>();
  for (const { path, kind } of tree.entries.values()) {
    const directory = posix.dirname(path);
    const name = `${kind} ${posix.basename(path)}`;
    const list = lists.get(directory);
    if (list === undefined) lists.set(directory, [name]);
    else list.push(name);
  }
  for (const list of lists.values()) list.sort();
  listings.set(tree, lists);
  return lists;
}

function keyOf({ path, environment }: Application): string {
  return JSON.stringify([path, environment]);
}
