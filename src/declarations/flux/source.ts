import type { Json } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import { isSameRepository, type RepositoryIdentity } from "../../domain/repository.ts";
import type { DeclarationContext } from "../engine.ts";
import { objectAt, textAt } from "../fields.ts";
import { nearest, type Viewpoint } from "../near.ts";

export type SourceReference = { readonly kind: string; readonly name: string; readonly namespace: string | null };

/** What a reference to a source is resolved among. */
export type Among = {
  readonly objects: readonly Manifest[];
  readonly from: Viewpoint;
  readonly context: DeclarationContext;
};

/** Where a path of a source is in this repository, or why it is not. */
export type Placed =
  | { readonly status: "here"; readonly path: string }
  | { readonly status: "elsewhere"; readonly reason: string };

export function referenceOf(value: Json | undefined, namespace: string | null): SourceReference | undefined {
  const [kind, name] = [textAt(value, "kind"), textAt(value, "name")];
  if (kind === undefined || name === undefined) return undefined;
  return { kind, name, namespace: textAt(value, "namespace") ?? namespace };
}

/** For people: `GitRepository flux-system/shop`. */
export function sourceName({ kind, namespace, name }: SourceReference): string {
  return `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
}

/** The object a reference means: one that is rendered with it, or that stands in the repository. */
export async function findObject(
  { kind, namespace, name }: SourceReference,
  { objects, from, context }: Among,
): Promise<Manifest | undefined> {
  const given = named(objects, kind, name).filter(
    ({ id }) => namespace === null || id.namespace === null || id.namespace === namespace,
  );
  return nearest(given.length > 0 ? given : await context.lookUp(kind, namespace, name), from);
}

/**
 * Files that hold what a reference may mean: before everything is rendered nobody knows which of several it is,
 * and a change of any of them may matter.
 */
export async function filesOf(
  { kind, namespace, name }: SourceReference,
  { context }: Among,
): Promise<readonly string[]> {
  const candidates = await context.lookUp(kind, namespace, name);
  return [...new Set(candidates.flatMap(({ origins }) => origins.map(({ path }) => path)))];
}

type ByName = ReadonlyMap<string, readonly Manifest[]>;

const indexed = new WeakMap<readonly Manifest[], ByName>();

/** By an index: thousands of objects may each name another. */
function named(objects: readonly Manifest[], kind: string, name: string): readonly Manifest[] {
  const index = indexed.get(objects) ?? Map.groupBy(objects, ({ id }) => `${id.kind} ${id.name}`);
  indexed.set(objects, index);
  return index.get(`${kind} ${name}`) ?? [];
}

/** A path of what a Git repository, an OCI artifact or a bucket holds, from this repository's root. */
export async function placeInSource(reference: SourceReference, path: string, among: Among): Promise<Placed> {
  const source = await findObject(reference, among);
  // As with what bootstrap or a FluxInstance makes: what exists here is taken to be meant.
  if (source === undefined) return { status: "here", path };
  const self = among.context.self ?? (await bootstrapped(among));
  const reason = reasonElsewhere(reference, objectAt(source.object, "spec"), path, self);
  return reason === null ? { status: "here", path } : elsewhere(reason);
}

/** What `flux bootstrap` writes names the repository that it is written into, also in a folder without a remote. */
async function bootstrapped(among: Among): Promise<RepositoryIdentity | null> {
  const own = await findObject({ kind: "GitRepository", name: "flux-system", namespace: null }, among);
  const url = textAt(own?.object, "spec", "url");
  return url === undefined ? null : { url, branch: null };
}

/** Why what a source object fetches is not this repository at the branch that a change goes to; null when it is. */
export function reasonElsewhere(
  reference: SourceReference,
  spec: Json,
  path: string,
  self: RepositoryIdentity | null,
): string | null {
  const url = textAt(spec, "url") ?? textAt(spec, "endpoint") ?? "";
  const name = sourceName(reference);
  if (reference.kind !== "GitRepository") return reasonForArtifact(name, url, path, self);
  if (self === null) {
    const known = path !== "." || reference.name === "flux-system";
    return known ? null : `It comes from ${url} (${name}), and nobody knows here whether that is this repository.`;
  }
  if (!isSameRepository(url, self.url)) return `It comes from ${url} (${name}), which is another repository.`;
  return reasonForRevision(objectAt(spec, "ref"), self, name);
}

/** Flux takes the first of these that is set (source-controller, GitRepositoryRef). */
function reasonForRevision(ref: Json, { branch }: RepositoryIdentity, name: string): string | null {
  const reference = textAt(ref, "name");
  const followed = reference?.replace(/^refs\/heads\//, "");
  const pinned = textAt(ref, "commit") ?? (reference === followed ? reference : undefined);
  const [commit, semver, tag] = [pinned, textAt(ref, "semver"), textAt(ref, "tag")];
  if (commit !== undefined) return `It is pinned to ${commit} (${name}), which no merge changes.`;
  if (reference === undefined) {
    if (semver !== undefined) return `It follows tags like ${semver} (${name}), and no branch.`;
    if (tag !== undefined) return `It follows the tag ${tag} (${name}), and no branch.`;
  }
  const wanted = followed ?? textAt(ref, "branch");
  if (wanted === undefined || branch === null || wanted === branch) return null;
  return `It follows the branch ${wanted} (${name}), and the change goes to ${branch}.`;
}

/**
 * What an OCI artifact or a bucket holds is made elsewhere. One that is called like this repository is made
 * from it, and so is one of which a path deep enough to be no accident is here.
 */
function reasonForArtifact(name: string, url: string, path: string, self: RepositoryIdentity | null): string | null {
  const called = self?.url
    .toLowerCase()
    .replace(/\/$|\.git$/g, "")
    .split(/[/:]/)
    .at(-1);
  const isCalledSo = called !== undefined && url.toLowerCase().split(/[/:@]/).includes(called);
  if (isCalledSo || path.split("/").length > 1) return null;
  return `It comes from ${url} (${name}), and nobody can tell that it is made from this repository.`;
}

export function elsewhere(reason: string): Placed {
  return { status: "elsewhere", reason };
}
