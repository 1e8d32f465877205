import { parseGlob } from "../../domain/glob.ts";
import type { SourceTree } from "../../ports/git.ts";
import { isFile } from "../../sources/tree.ts";
import { directoryOf } from "../paths.ts";

/** The file by which a repository says what Flux's source-controller leaves out of its archives. */
export const ignoreFile = ".sourceignore";

/** A line of such a file: whether it speaks of a path, and what it says of it. */
export type IgnoreRule = { readonly leavesOut: boolean; readonly matches: (path: string) => boolean };

/** What every `.sourceignore` of a tree says, those of the root first. */
export async function sourceIgnoreRules(tree: SourceTree): Promise<readonly IgnoreRule[]> {
  const isIgnoreFile = (path: string) => path === ignoreFile || path.endsWith(`/${ignoreFile}`);
  const paths = [...tree.entries.keys()].filter((path) => isIgnoreFile(path) && isFile(tree, path));
  if (paths.length === 0) return [];
  const contents = await tree.read(paths);
  return paths
    .toSorted()
    .flatMap((path) => rulesOf(Buffer.from(contents.get(path) ?? []).toString(), directoryOf(path)));
}

/** Lines as in `.gitignore`, about paths below the directory in which they are written. */
export function rulesOf(text: string, directory: string): readonly IgnoreRule[] {
  const prefix = directory === "." ? "" : `${directory}/`;
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const leavesOut = !line.startsWith("!");
      const matches = matcherOf(leavesOut ? line : line.slice(1));
      return { leavesOut, matches: (path) => path.startsWith(prefix) && matches(path.slice(prefix.length)) };
    });
}

/**
 * Whether source-controller leaves a file out: the last rule that speaks of it decides, and its own come first.
 * https://fluxcd.io/flux/components/source/gitrepositories/#excluding-files
 */
export function isLeftOut(path: string, rules: readonly IgnoreRule[]): boolean {
  return rules.findLast(({ matches }) => matches(path))?.leavesOut ?? defaults.test(path);
}

/** https://fluxcd.io/flux/components/source/gitrepositories/#default-exclusions */
const defaults =
  /(?:^|\/)(?:\.git|\.github|\.circleci)\/|(?:^|\/)(?:\.travis\.yml|\.gitlab-ci\.yml|appveyor\.yml|\.drone\.yml|cloudbuild\.yaml|codeship-services\.yml|codeship-steps\.yml|\.goreleaser\.yml|\.sops\.yaml|\.flux\.yaml)$/;

/** A pattern that ends in a slash is about directories, and so about what is in them. */
function matcherOf(pattern: string): (path: string) => boolean {
  const matches = parseGlob(pattern.replace(/^\\(?=[#!])/, ""));
  if (!pattern.endsWith("/")) return matches;
  return (path) => path.includes("/") && matches(directoryOf(path));
}
