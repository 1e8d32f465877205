import { isUtf8 } from "node:buffer";
import type { BlobId } from "../../domain/revision.ts";
import { parseBlobId } from "../../domain/revision.ts";
import type { FileChange, LineRange, TreeEntry } from "../../domain/source.ts";
import { InvariantError, TerminalError } from "../../errors.ts";

/*
 * Readers of git's plumbing output with `-z`: records end in NUL and paths are never quoted,
 * so any name survives. https://git-scm.com/docs/git-ls-tree, https://git-scm.com/docs/diff-format
 */

const kinds: Readonly<Record<string, TreeEntry["kind"]>> = {
  "100644": "file",
  // What very old versions of git wrote for group-writable files.
  "100664": "file",
  "100755": "executable",
  "120000": "symlink",
  "160000": "submodule",
};

/** `git ls-tree -r -z`: one entry a record, `mode type id TAB path`. */
export function parseTree(output: Buffer): readonly TreeEntry[] {
  const entries = records(output).map((record) => {
    const tab = record.indexOf("\t");
    const [mode = "", , id = ""] = record.slice(0, tab).split(" ");
    const kind = kinds[mode];
    if (tab < 0 || kind === undefined) throw new InvariantError(`git ls-tree printed an unknown entry: ${record}`);
    return { path: record.slice(tab + 1), blob: blobId(id), kind };
  });
  refuseTwins(entries);
  return entries;
}

/** One of two files of a name would be judged, and the other applied. */
function refuseTwins(entries: readonly TreeEntry[]): void {
  const seen = new Set<string>();
  for (const { path } of entries) {
    if (seen.has(path))
      throw new TerminalError(`Two files are called ${JSON.stringify(path)}, one of them not in UTF-8; rename it.`);
    seen.add(path);
  }
}

/** One record of `git diff-tree --raw`; ids are null where the side has no file. */
type RawChange = {
  readonly status: string;
  readonly path: string;
  readonly before: BlobId | null;
  readonly after: BlobId | null;
};

/** `git diff-tree -r -z --raw`: `:mode mode id id status NUL path NUL`, with a second path for renames and copies. */
export function parseRawChanges(output: Buffer): readonly RawChange[] {
  const fields = records(output);
  const changes: RawChange[] = [];
  for (let at = 0; at < fields.length; ) {
    const [modeBefore = "", modeAfter = "", before = "", after = "", status = ""] = (fields[at] ?? "")
      .slice(1)
      .split(" ");
    const paths = /^[RC]/.test(status) ? 2 : 1;
    const path = fields[at + paths];
    if (path === undefined) throw new InvariantError("git diff-tree ended in the middle of a record");
    changes.push({
      status: status.slice(0, 1),
      path,
      before: isBlobMode(modeBefore) ? blobId(before) : null,
      after: isBlobMode(modeAfter) ? blobId(after) : null,
    });
    at += paths + 1;
  }
  return changes;
}

/** What a raw record without rename detection says to the rest of the program. */
export function fileChange({ status, path }: RawChange): FileChange {
  if (status === "A") return { path, status: "added" };
  return { path, status: status === "D" ? "removed" : "modified" };
}

/**
 * The new file's line ranges in a unified diff, one list per `diff --git` header, in order. Hunks are
 * read by the counts in their header, so that no line of a file can pass for a header.
 */
export function parseHunks(patch: Buffer): readonly (readonly LineRange[])[] {
  const files: LineRange[][] = [];
  let left = { before: 0, after: 0 };
  for (const line of lines(patch)) {
    if (left.before > 0 || left.after > 0) {
      left = afterLine(left, line);
    } else if (startsWith(line, "diff --git ")) {
      files.push([]);
    } else if (startsWith(line, "@@ ")) {
      const hunk = parseHunkHeader(line.toString("latin1"));
      left = { before: hunk.before, after: hunk.after };
      if (hunk.after > 0) files.at(-1)?.push({ first: hunk.first, last: hunk.first + hunk.after - 1 });
    }
  }
  return files;
}

function afterLine(left: { before: number; after: number }, line: Buffer): { before: number; after: number } {
  const mark = line[0];
  if (mark === 0x2b) return { before: left.before, after: left.after - 1 };
  if (mark === 0x2d) return { before: left.before - 1, after: left.after };
  // "\ No newline at end of file" is no line of either side.
  if (mark === 0x5c) return left;
  return { before: left.before - 1, after: left.after - 1 };
}

function parseHunkHeader(line: string): { before: number; first: number; after: number } {
  const match = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
  if (match === null) throw new InvariantError(`git diff-tree printed an unknown hunk header: ${line}`);
  return { before: Number(match[1] ?? 1), first: Number(match[2]), after: Number(match[3] ?? 1) };
}

function* lines(text: Buffer): Generator<Buffer> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf(0x0a, start);
    const stop = end < 0 ? text.length : end;
    yield text.subarray(start, stop);
    start = stop + 1;
  }
}

function startsWith(line: Buffer, prefix: string): boolean {
  return line.length >= prefix.length && line.toString("latin1", 0, prefix.length) === prefix;
}

function records(output: Buffer): string[] {
  const text = output.toString("utf8");
  const fields = text.includes("\uFFFD") ? [...fieldsOf(output)].map(decode) : text.split("\0");
  fields.pop();
  return fields;
}

function* fieldsOf(output: Buffer): Generator<Buffer> {
  for (let start = 0; ; ) {
    const end = output.indexOf(0, start);
    yield output.subarray(start, end < 0 ? output.length : end);
    if (end < 0) return;
    start = end + 1;
  }
}

/** Names of files need not be UTF-8. Bytes that are none are spelt out, so that two names never become one. */
function decode(field: Buffer): string {
  if (isUtf8(field)) return field.toString("utf8");
  return field.toString("latin1").replaceAll(/[^\x20-\x7e\t\n]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}

/** A commit's id in a submodule is no blob that could be read. */
function isBlobMode(mode: string): boolean {
  return mode !== "000000" && mode !== "160000";
}

function blobId(text: string): BlobId {
  const id = parseBlobId(text);
  if (id === undefined) throw new InvariantError(`git printed something that is no object id: ${text}`);
  return id;
}
