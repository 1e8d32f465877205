import type { Json } from "../domain/json.ts";
import { type Composed, compose, type Offsets } from "./compose.ts";
import { lineStarts, placeOf } from "./lines.ts";

/** One document of a file. An empty document is no document, yet it counts in `index`. */
export type SourceDocument = {
  readonly object: Json;
  /** Where its content begins. */
  readonly line: number;
  readonly index: number;
};

/** `rule` is stable: `syntax`, `duplicate-key`, `alias-bomb`, `encoding` and so on. */
export type SourceProblem = {
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly message: string;
};

export type Documents = { readonly documents: readonly SourceDocument[]; readonly problems: readonly SourceProblem[] };

/** Far above what a cluster takes: etcd refuses objects over 1.5 MiB. */
const maxSourceBytes = 16 * 1024 * 1024;

const kept = new WeakMap<Uint8Array, Documents>();

/** Reads YAML or JSON as Kubernetes does. Never throws on what it reads: that is in `problems`. */
export function readDocuments(bytes: Uint8Array): Documents {
  const known = kept.get(bytes);
  if (known !== undefined) return known;
  const text = decodeText(bytes);
  if (typeof text !== "string") return { documents: [], problems: [text] };
  return readDocumentText(text);
}

/**
 * The same, kept as long as the bytes themselves are: for whoever holds on to the objects anyway, so that
 * others who read the same file need not parse it again.
 */
export function keepDocuments(bytes: Uint8Array): Documents {
  const documents = readDocuments(bytes);
  kept.set(bytes, documents);
  return documents;
}

/** The same for text that is decoded already, such as a tool's output. */
export function readDocumentText(text: string): Documents {
  return placed(text, compose(text));
}

/** The same, with the place of every key and item as an offset in the text. */
export function readPlaces(text: string): Documents & { readonly text: string; readonly offsets: Offsets } {
  const offsets: Offsets = new Map();
  return { ...placed(text, compose(text, offsets)), text, offsets };
}

/** The file's text without its byte order mark, or why Kubernetes could not read it. */
export function decodeText(bytes: Uint8Array): string | SourceProblem {
  if (bytes.length > maxSourceBytes)
    return wholeFile("size", `This file is over ${maxSourceBytes / 1024 / 1024} MiB; split it.`);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes.includes(0)) {
    return wholeFile("encoding", "This file is not UTF-8 text; save it as UTF-8, without NUL characters.");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return wholeFile("encoding", "This file is not valid UTF-8; save it as UTF-8.");
  }
}

function wholeFile(rule: string, message: string): SourceProblem {
  return { line: 1, column: 1, rule, message };
}

function placed(text: string, composed: Composed): Documents {
  const starts = lineStarts(text);
  return {
    documents: composed.documents
      .filter(({ empty }) => !empty)
      .map(({ value, offset, index }) => ({ object: value, line: placeOf(starts, offset).line, index })),
    problems: composed.problems.map(({ offset, rule, message }) => ({ ...placeOf(starts, offset), rule, message })),
  };
}
