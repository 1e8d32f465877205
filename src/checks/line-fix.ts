import type { LineFix } from "../domain/finding.ts";
import type { SourceLocation } from "../domain/source.ts";
import type { SourceTree } from "../ports/git.ts";
import { decodeText } from "../sources/documents.ts";

/** What is to stand in a line's place; undefined when the line is not what the edit is for. */
export type LineEdit = (line: string) => string | undefined;

/** The edit of one line of the head's file, or undefined where it does not apply word for word. */
export async function fixOfLine(
  tree: SourceTree,
  { path, line }: SourceLocation,
  edit: LineEdit,
): Promise<LineFix | undefined> {
  const before = (await linesOf(tree, path))[line - 1];
  // A review's suggestion would lose the carriage return.
  if (before === undefined || before.endsWith("\r")) return undefined;
  const after = edit(before);
  return after === undefined || after === before ? undefined : { line, before, after };
}

/** Puts one plain value of a key in place of another. */
export function replaceValue(key: string, from: string, to: string): LineEdit {
  return (line) => {
    const found = /^(\s*(?:- +)?["']?)([\w.-]+)(["']? *: +)(["']?)([^\s"'#]+)(["']?)(\s*(?:#.*)?)$/.exec(line);
    if (found === null) return undefined;
    const [, start, name, colon, open, value, close, end] = found;
    if (name !== key || value !== from || open !== close) return undefined;
    return `${start}${name}${colon}${open}${to}${close}${end}`;
  };
}

/**
 * Calls a key something else. Only where nothing on its line could be a secret: what a misspelt key holds, no
 * rule about secret fields has seen.
 */
export function renameKey(from: string, to: string): LineEdit {
  return (line) => {
    const found = /^(\s*(?:- +)?["']?)([\w$-]+)(["']? *:)(.*)$/.exec(line);
    if (found === null || found[2] !== from || secretWords.test(`${from} ${to}`)) return undefined;
    const [, start = "", , colon = "", rest = ""] = found;
    return harmless.test(rest) ? `${start}${to}${colon}${rest}` : undefined;
  };
}

const secretWords = /pass|secret|token|key|cred|auth|data|value|args|command|env/i;

/** Nothing, or one word, number or image; a comment may say anything, so there is none. */
const harmless = /^(?: +["']?(?!\w+:\/\/)[\w./:%-]{1,100}["']?)? *$/;

const kept = new WeakMap<SourceTree, Map<string, Promise<readonly string[]>>>();

/** Findings come by the thousand, and often from one file. */
const mostKept = 64;

function linesOf(tree: SourceTree, path: string): Promise<readonly string[]> {
  const files = kept.get(tree) ?? new Map<string, Promise<readonly string[]>>();
  kept.set(tree, files);
  const known = files.get(path);
  if (known !== undefined) return known;
  if (files.size >= mostKept) files.clear();
  const lines = readLines(tree, path);
  files.set(path, lines);
  return lines;
}

async function readLines(tree: SourceTree, path: string): Promise<readonly string[]> {
  const bytes = (await tree.read([path])).get(path);
  const text = bytes === undefined ? undefined : decodeText(bytes);
  return typeof text === "string" ? text.split("\n") : [];
}
