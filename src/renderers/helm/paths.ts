import { posix } from "node:path";
import type { SourceTree } from "../../ports/git.ts";
import { isFile } from "../../sources/tree.ts";
import { type Followed, followLinks } from "../kustomize/links.ts";
import { directoriesOf, resolveWithin } from "../paths.ts";

/** Whether a directory is a chart. */
export function isChart(tree: Pick<SourceTree, "entries">, directory: string): boolean {
  return isFile(tree, posix.join(directory, "Chart.yaml"));
}

/** Where `file://../common` leads from a chart's directory; undefined when that is out of the repository. */
export function localDependency(directory: string, repository: string): string | undefined {
  const target = repository.slice("file://".length);
  return target === "" ? undefined : resolveWithin(directory, target);
}

/** A path below a directory, relative to it; undefined for what lies elsewhere. */
export function below(directory: string, path: string): string | undefined {
  if (directory === ".") return path;
  return path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : undefined;
}

/** Where a path of the tree is in the end, over symbolic links within the tree. */
export async function reach(tree: SourceTree, path: string): Promise<Followed> {
  if (isFile(tree, path)) return { status: "reached", path, links: new Map() };
  return followLinks({ tree, directories: directoriesOf(tree), links: await tree.links() }, path);
}
