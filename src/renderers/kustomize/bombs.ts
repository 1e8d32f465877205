import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import { readDocumentText, type SourceProblem } from "../../sources/documents.ts";
import type { GraphProblem } from "./closure.ts";
import type { Root } from "./root.ts";
import type { SourceFiles } from "./source-files.ts";

/**
 * Aliases that grow without end, found before kustomize sees them: it takes all memory there is over them.
 */
export function aliasBombs({ closure }: Root, contents: ReadonlyMap<string, Uint8Array>, files: SourceFiles) {
  const problems: GraphProblem[] = [];
  for (const [path, bytes] of contents) {
    if (!/\.(?:ya?ml|json)$/.test(path) || !hasAliases(bytes)) continue;
    for (const bomb of files.problems(path).filter(isBomb)) problems.push({ status: "failed", path, ...bomb });
  }
  for (const node of closure.nodes) {
    for (const text of inlineTexts(node.object)) {
      const [bomb] = hasAliases(Buffer.from(text)) ? readDocumentText(text).problems.filter(isBomb) : [];
      if (bomb !== undefined) problems.push({ status: "failed", ...bomb, path: node.path, line: node.lineOf([]) });
    }
  }
  return problems;
}

/** A cheap look: few files have any. */
function hasAliases(bytes: Uint8Array): boolean {
  return bytes.includes(0x26) && bytes.includes(0x2a);
}

function isBomb({ rule }: SourceProblem): boolean {
  return rule === "alias-bomb";
}

function inlineTexts(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (isJsonArray(value)) return value.flatMap(inlineTexts);
  return isJsonObject(value) ? Object.values(value).flatMap(inlineTexts) : [];
}
