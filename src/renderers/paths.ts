import { posix } from "node:path";
import type { SourceTree } from "../ports/git.ts";

/** Every directory of a tree, without a slash at the end; the root is `.`. */
export function directoriesOf(tree: Pick<SourceTree, "entries">): ReadonlySet<string> {
  const directories = new Set<string>(["."]);
  for (const path of tree.entries.keys()) {
    for (let parent = directoryOf(path); !directories.has(parent); parent = directoryOf(parent))
      directories.add(parent);
  }
  return directories;
}

/** Where a path of a tree lies. Those are normal already, and `posix.dirname` takes many times as long. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash);
}

/** A path as written in a file of `directory`, from the repository's root; undefined when it leads out. */
export function resolveWithin(directory: string, target: string): string | undefined {
  if (posix.isAbsolute(target)) return undefined;
  const path = posix.join(directory, target).replace(/\/$/, "") || ".";
  return path === ".." || path.startsWith("../") ? undefined : path;
}
