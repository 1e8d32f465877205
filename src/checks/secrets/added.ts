import type { SourceTree } from "../../ports/git.ts";
import { addedLines } from "../../sources/added-lines.ts";
import type { CheckScope } from "../check.ts";

/** Whether the change added a line; with nothing to compare with, everything counts. */
export async function addedIn(
  scope: CheckScope,
  paths: readonly string[],
): Promise<(path: string, line: number) => boolean> {
  if (scope.base === null || scope.mode === "all") return () => true;
  const [before, after] = await Promise.all([baseContents(scope, paths), scope.head.read(paths)]);
  const texts = new Map(
    paths.map((path) => [path, addedLines(textOf(before.get(path)), textOf(after.get(path)) ?? "")] as const),
  );
  return (path, line) => texts.get(path)?.(line) ?? true;
}

/** What the base has of these files; nothing where nothing is compared. */
export async function baseContents(
  scope: CheckScope,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (scope.base === null || scope.mode === "all") return new Map();
  return scope.base.read(paths);
}

export function filesOf(tree: SourceTree, paths: readonly string[]): string[] {
  return paths.filter((path) => ["file", "executable"].includes(tree.entries.get(path)?.kind ?? ""));
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString("utf8");
}
