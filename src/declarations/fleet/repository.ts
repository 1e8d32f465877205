import { parseGlob } from "../../domain/glob.ts";
import type { Manifest } from "../../domain/manifest.ts";
import { isSameRepository, type RepositoryIdentity } from "../../domain/repository.ts";
import type { SourceTree } from "../../ports/git.ts";
import { listAt, objectAt, textAt, textsAt } from "../fields.ts";
import { directoriesOf, isDirectory, pathWithin } from "../paths.ts";

/** A directory that a GitRepo deploys, and the file that configures it where it is called otherwise. */
type Scanned = { readonly directory: string; readonly options: string | null };

/** Why what a GitRepo deploys is not this repository at the branch a change goes to; null when it is. */
export function reasonElsewhere({ object }: Manifest, self: RepositoryIdentity | null): string | null {
  const spec = objectAt(object, "spec");
  const [repo, branch, revision] = [textAt(spec, "repo") ?? "", textAt(spec, "branch"), textAt(spec, "revision")];
  if (self !== null && !isSameRepository(repo, self.url))
    return `It deploys from ${repo}, which is another repository.`;
  if (revision !== undefined) return `It is pinned to ${revision}, which no merge changes.`;
  const followed = branch ?? "master";
  const isOther = self !== null && self.branch !== null && followed !== self.branch;
  return isOther ? `It follows the branch ${followed}, and the change goes to ${self.branch}.` : null;
}

/** The directories it scans, and what in its paths is none. */
export function scannedBy(
  { object }: Manifest,
  tree: SourceTree,
): { readonly found: readonly Scanned[]; readonly missing: readonly string[] } {
  const spec = objectAt(object, "spec");
  const [paths, bundles] = [textsAt(spec, "paths"), listAt(spec, "bundles")];
  const found: Scanned[] = [];
  const missing: string[] = [];
  for (const bundle of bundles) {
    const base = pathWithin(".", textAt(bundle, "base") ?? "");
    const options = textAt(bundle, "options");
    if (base === null || !isDirectory(tree, base)) missing.push(textAt(bundle, "base") ?? "");
    else found.push({ directory: base, options: options === undefined ? null : pathWithin(base, options) });
  }
  for (const written of paths.length > 0 || bundles.length > 0 ? paths : ["."]) {
    const directories = directoriesAt(written, tree);
    if (directories.length === 0) missing.push(written);
    found.push(...directories.map((directory) => ({ directory, options: null })));
  }
  return { found, missing };
}

/** Fleet takes shell-like globs, each for directories of one depth. */
function directoriesAt(written: string, tree: SourceTree): readonly string[] {
  const path = pathWithin(".", written);
  if (path === null) return [];
  if (!/[*?[]/.test(path)) return isDirectory(tree, path) ? [path] : [];
  const matches = parseGlob(`/${path}`);
  const depth = path.split("/").length;
  return [...directoriesOf(tree)].filter((one) => one.split("/").length === depth && matches(one));
}
