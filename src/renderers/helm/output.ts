import type { Json } from "../../domain/json.ts";
import { readDocumentText } from "../../sources/documents.ts";

/** One document that Helm printed. */
export type RenderedDocument = {
  /** The file that it comes from as Helm names it: `web/charts/db/templates/x.yaml`. */
  readonly source: string;
  readonly text: string;
  readonly object: Json;
};

export type HelmOutput = {
  readonly documents: readonly RenderedDocument[];
  readonly problems: readonly { readonly source: string; readonly text: string; readonly message: string }[];
};

/**
 * What `helm template` printed, document by document. Helm begins each with a separator and a comment that
 * names its source; files of `crds/` are printed as they are, and what follows in them has none of its own.
 */
export function readOutput(stdout: string): HelmOutput {
  const documents: RenderedDocument[] = [];
  const problems: { source: string; text: string; message: string }[] = [];
  let source = "";
  for (const part of `\n${stdout}`.split(/\n---(?=\s|$)[^\n]*/)) {
    const [, named] = /^\s*# Source: ([^\n]+)\n/.exec(part) ?? [];
    source = named?.trim() ?? source;
    const text = named === undefined ? part : part.slice(part.indexOf("\n", part.indexOf("# Source: ")) + 1);
    if (text.trim() === "") continue;
    const read = readDocumentText(text);
    for (const { message } of read.problems) problems.push({ source, text, message });
    for (const { object } of read.documents) documents.push({ source, text, object });
  }
  return { documents, problems };
}
