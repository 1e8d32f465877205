import { directoryOf } from "../paths.ts";
import type { Graph } from "./node.ts";
import { type IgnoreRule, ignoreFile, isLeftOut, rulesOf } from "./source-ignore.ts";

/** What the kustomization made for a directory lists. */
type Generated = {
  readonly files: readonly string[];
  /** Those with a kustomization of their own; what lies in them is theirs. */
  readonly directories: readonly string[];
};

/**
 * What kustomize-controller lists for a directory without a kustomization (fluxcd/pkg/kustomize): all YAML
 * files below it, and directories that have a kustomization themselves. What source-controller leaves out of
 * its archives, by `ignore` of the source and by files of the repository, is not there for it.
 */
export function generatedResources(graph: Graph, directory: string, ignore = ""): Generated {
  const rules = [...graph.ignored, ...rulesOf(ignore, ".")];
  const directories = new Set<string>();
  const files: string[] = [];
  for (const { path, kind } of entriesBelow(graph, directory)) {
    const own = kustomizedParent(graph, directory, path, rules);
    if (own !== undefined) directories.add(own);
    else if (kind !== "submodule" && /\.ya?ml$/.test(path) && !isLeftOut(path, rules)) files.push(path);
  }
  return { files, directories: [...directories] };
}

/** The directories whose listing decides what is generated, with a slash at the end. */
export function listedDirectories(graph: Graph, directory: string): readonly string[] {
  const prefix = directory === "." ? "" : `${directory}/`;
  const below = [...graph.directories].filter((path) => path === directory || path.startsWith(prefix));
  return below
    .filter((path) => kustomizedParent(graph, directory, `${path}/x`, graph.ignored) === undefined)
    .map((path) => `${path}/`);
}

/** The files that may leave out something below a directory: those on the way to it, and those that are in it. */
export function ignoreFilesAround({ tree }: Graph, directory: string): readonly string[] {
  const around = [ignoreFile];
  for (let at = directory; at !== "."; at = directoryOf(at)) around.push(`${at}/${ignoreFile}`);
  const below = directory === "." ? "" : `${directory}/`;
  const within = [...tree.entries.keys()].filter((path) => path.startsWith(below) && path.endsWith(`/${ignoreFile}`));
  return [...new Set([...around, ...within])];
}

function entriesBelow({ tree }: Graph, directory: string) {
  const prefix = directory === "." ? "" : `${directory}/`;
  return [...tree.entries.values()].filter(({ path }) => path.startsWith(prefix));
}

/** The outermost directory below `directory` on the way to a path that has a kustomization. */
function kustomizedParent(
  { nodes }: Graph,
  directory: string,
  path: string,
  rules: readonly IgnoreRule[],
): string | undefined {
  let found: string | undefined;
  for (let at = directoryOf(path); at !== directory && at !== "."; at = directoryOf(at)) {
    if (nodes.get(at)?.some((node) => !isLeftOut(node.path, rules))) found = at;
  }
  return found;
}
