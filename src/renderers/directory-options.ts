import { posix } from "node:path";
import type { DirectoryRecipe } from "../domain/recipe.ts";
import type { TreeEntry } from "../domain/source.ts";
import type { SourceTree } from "../ports/git.ts";
import { type PathMatcher, parseDirectoryGlob } from "./directory-glob.ts";
import { directoryOf } from "./paths.ts";

/** What a directory holds by Argo CD's options for one (reposerver/repository, `getPotentiallyValidManifests`). */
type Chosen = {
  readonly manifests: readonly TreeEntry[];
  /** Programs that would make manifests; they are not run here. */
  readonly jsonnet: readonly string[];
  /** Directories, with a slash at the end, whose listing decides it. */
  readonly listed: readonly string[];
  readonly brokenGlobs: readonly string[];
};

/** Files of the directory, and of those below it where the options say so. */
export function chooseFiles(tree: Pick<SourceTree, "entries">, directory: string, options: DirectoryRecipe): Chosen {
  const include = matchersOf(options.include);
  const exclude = matchersOf(options.exclude);
  const prefix = directory === "." ? "" : `${directory}/`;
  const listed = new Set([`${directory}/`]);
  const chosen: TreeEntry[] = [];
  for (const entry of tree.entries.values()) {
    if (!entry.path.startsWith(prefix)) continue;
    const parent = directoryOf(entry.path);
    if (parent !== directory && !options.recurse) continue;
    listed.add(`${parent}/`);
    const relative = posix.relative(directory, entry.path);
    const isWanted = include.matchers.length === 0 || include.matchers.some((matches) => matches(relative));
    if (isWanted && !exclude.matchers.some((matches) => matches(relative)) && isPlainFile(entry)) chosen.push(entry);
  }
  return {
    manifests: chosen.filter(({ path }) => /\.(?:ya?ml|json)$/.test(path)),
    jsonnet: chosen.filter(({ path }) => path.endsWith(".jsonnet")).map(({ path }) => path),
    listed: [...listed],
    brokenGlobs: [...include.broken, ...exclude.broken],
  };
}

function isPlainFile({ kind }: TreeEntry): boolean {
  return kind === "file" || kind === "executable";
}

function matchersOf(globs: readonly string[]): {
  readonly matchers: readonly PathMatcher[];
  readonly broken: readonly string[];
} {
  const parsed = globs.filter((glob) => glob !== "").map((glob) => [glob, parseDirectoryGlob(glob)] as const);
  return {
    matchers: parsed.flatMap(([, matcher]) => matcher ?? []),
    broken: parsed.filter(([, matcher]) => matcher === undefined).map(([glob]) => glob),
  };
}
