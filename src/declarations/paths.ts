import { posix } from "node:path";
import type { SourceTree } from "../ports/git.ts";

/** The directory of a path of the tree; `.` for the root. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash);
}

/** A path as it is written in `directory`, from the repository's root; null when it leads out of it. */
export function pathWithin(directory: string, written: string): string | null {
  if (written.includes("\0")) return null;
  const path = posix.join(directory, written).replace(/(?<=.)\/$/, "");
  return path === ".." || path.startsWith("../") ? null : path.replace(/^\/+/, "") || ".";
}

const directories = new WeakMap<SourceTree["entries"], ReadonlySet<string>>();

/** Every directory of the tree; the root is `.`. */
export function directoriesOf({ entries }: Pick<SourceTree, "entries">): ReadonlySet<string> {
  const known = directories.get(entries) ?? allDirectories(entries);
  directories.set(entries, known);
  return known;
}

export function isDirectory(tree: Pick<SourceTree, "entries">, path: string): boolean {
  return directoriesOf(tree).has(path);
}

/** The first symbolic link or submodule on the way to a path: what lies behind it is not in the tree. */
export function linkTo({ entries }: Pick<SourceTree, "entries">, path: string): string | undefined {
  const parts = path.split("/");
  return parts
    .map((_, index) => parts.slice(0, index + 1).join("/"))
    .find((part) => ["symlink", "submodule"].includes(entries.get(part)?.kind ?? ""));
}

function allDirectories(entries: SourceTree["entries"]): ReadonlySet<string> {
  const found = new Set(["."]);
  for (const path of entries.keys()) {
    for (let at = directoryOf(path); !found.has(at); at = directoryOf(at)) found.add(at);
  }
  return found;
}

/** How many directories from the root two paths share: what stands nearer is more likely meant. */
export function nearness(one: string, other: string): number {
  const [a, b] = [one.split("/"), other.split("/")];
  const differs = a.findIndex((segment, index) => segment !== b[index]);
  return differs < 0 ? a.length : differs;
}
