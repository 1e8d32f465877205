import type { Json } from "../domain/json.ts";
import type { SourceTree } from "../ports/git.ts";
import type { Offsets } from "./compose.ts";
import { decodeText, readPlaces } from "./documents.ts";
import { lineStarts, placeOf } from "./lines.ts";

/** A file's documents by index, with the place of everything in them. */
export type Places = {
  readonly documents: ReadonlyMap<number, Json>;
  readonly offsets: Offsets;
  readonly lineOf: (offset: number) => number;
  readonly textOfLine: (line: number) => string;
};

/** A file's text; undefined for what is no file, or no text. */
export async function textAt(tree: SourceTree, path: string): Promise<string | undefined> {
  const bytes = (await tree.read([path])).get(path);
  const text = bytes === undefined ? undefined : decodeText(bytes);
  return typeof text === "string" ? text : undefined;
}

/** `keep` is told how long the text is, once there is one. */
export async function readPlacesOf(
  tree: SourceTree,
  path: string,
  keep: (length: number) => void,
): Promise<Places | undefined> {
  const text = await textAt(tree, path);
  if (text === undefined) return undefined;
  keep(text.length);
  return toPlaces(text);
}

export function toPlaces(given: string): Places {
  const { documents, offsets, text } = readPlaces(given);
  const starts = lineStarts(text);
  return {
    documents: new Map(documents.map(({ index, object }) => [index, object])),
    offsets,
    lineOf: (offset) => placeOf(starts, offset).line,
    textOfLine: (line) => text.slice(starts[line - 1] ?? 0, starts[line] ?? text.length).trimEnd(),
  };
}

/** Whether a text that stands on this line begins on the next, as after `key: |`. */
export function isBlockOfText(line: string): boolean {
  return /[|>][-+0-9]*(?:\s+#.*)?$/.test(line);
}
