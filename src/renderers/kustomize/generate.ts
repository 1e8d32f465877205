import { directoryOf } from "../paths.ts";
import type { Graph } from "./node.ts";

/** What the kustomization made for a directory lists. */
export type Generated = {
  readonly files: readonly string[];
  /** Those with a kustomization of their own; what lies in them is theirs. */
  readonly directories: readonly string[];
};

/**
 * What kustomize-controller lists for a directory without a kustomization (fluxcd/pkg/kustomize): all YAML
 * files below it, and directories that have a kustomization themselves. What source-controller leaves out of
 * its archives is not there for it.
 */
export function generatedResources(graph: Graph, directory: string): Generated {
  const directories = new Set<string>();
  const files: string[] = [];
  for (const { path, kind } of entriesBelow(graph, directory)) {
    const own = kustomizedParent(graph, directory, path);
    if (own !== undefined) directories.add(own);
    else if (kind !== "submodule" && /\.ya?ml$/.test(path) && !isLeftOut(path)) files.push(path);
  }
  return { files, directories: [...directories] };
}

/** The directories whose listing decides what is generated, with a slash at the end. */
export function listedDirectories(graph: Graph, directory: string): readonly string[] {
  const prefix = directory === "." ? "" : `${directory}/`;
  const below = [...graph.directories].filter((path) => path === directory || path.startsWith(prefix));
  return below
    .filter((path) => kustomizedParent(graph, directory, `${path}/x`) === undefined)
    .map((path) => `${path}/`);
}

function entriesBelow({ tree }: Graph, directory: string) {
  const prefix = directory === "." ? "" : `${directory}/`;
  return [...tree.entries.values()].filter(({ path }) => path.startsWith(prefix));
}

/** The outermost directory below `directory` on the way to a path that has a kustomization. */
function kustomizedParent({ nodes }: Graph, directory: string, path: string): string | undefined {
  let found: string | undefined;
  for (let at = directoryOf(path); at !== directory && at !== "."; at = directoryOf(at)) if (nodes.has(at)) found = at;
  return found;
}

/** https://fluxcd.io/flux/components/source/gitrepositories/#default-exclusions */
const leftOut =
  /(?:^|\/)(?:\.git|\.github|\.circleci)\/|(?:^|\/)(?:\.travis\.yml|\.gitlab-ci\.yml|appveyor\.yml|\.drone\.yml|cloudbuild\.yaml|codeship-services\.yml|codeship-steps\.yml|\.goreleaser\.yml|\.sops\.yaml|\.flux\.yaml)$/;

function isLeftOut(path: string): boolean {
  return leftOut.test(path);
}
