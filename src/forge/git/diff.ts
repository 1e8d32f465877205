import { git } from "./git.ts";
import { remembered } from "./remember.ts";

type DiffStatus = "added" | "removed" | "modified" | "renamed";

export type DiffFile = {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: DiffStatus;
  readonly blob: string;
  readonly additions: number;
  readonly deletions: number;
  /** From the first `@@` on; null for a binary file or a pure rename. */
  readonly patch: string | null;
  readonly hunks: readonly Hunk[];
};

type Hunk = { readonly header: string; readonly lines: readonly DiffLine[] };

/** `old` is null for an added line, `new` for a removed one. */
export type DiffLine = { readonly text: string; readonly old: number | null; readonly new: number | null };

/** What changed between two trees or commits, with three lines of context, renames found. */
export const diffFiles = remembered(askDiffFiles);

async function askDiffFiles(directory: string, from: string, to: string): Promise<readonly DiffFile[]> {
  const options = ["--no-color", "--no-ext-diff", "--find-renames", "--full-index"];
  const [{ stdout: raw }, { stdout: text }] = await Promise.all([
    git(["diff-tree", "-r", "--raw", "-z", ...options, from, to], { directory }),
    git(["diff-tree", "-r", "-p", ...options, from, to], { directory }),
  ]);
  const patches = text
    .toString()
    .split(/(?<=^|\n)(?=diff --git )/)
    .filter((part) => part.startsWith("diff --git "));
  return parseRaw(raw.toString()).map((entry, index) => ({ ...entry, ...parsePatch(patches[index] ?? "") }));
}

/** Whether the diff shows the line, so that it can be commented on. */
export function lineIsIn(files: readonly DiffFile[], path: string, side: "LEFT" | "RIGHT", line: number): boolean {
  const file = files.find((candidate) => candidate.path === path);
  const number = side === "LEFT" ? "old" : "new";
  return file?.hunks.some((hunk) => hunk.lines.some((entry) => entry[number] === line)) ?? false;
}

/** The hunk's lines down to the one commented on, as GitHub shows them above a comment. */
export function hunkUpTo(files: readonly DiffFile[], path: string, side: "LEFT" | "RIGHT", line: number): string {
  const number = side === "LEFT" ? "old" : "new";
  for (const hunk of files.find((candidate) => candidate.path === path)?.hunks ?? []) {
    const index = hunk.lines.findIndex((entry) => entry[number] === line);
    if (index >= 0) return [hunk.header, ...hunk.lines.slice(0, index + 1).map(({ text }) => text)].join("\n");
  }
  return "";
}

/** Where a line of the old text is in the new text; null when it was changed or removed. */
export function lineAfter(file: DiffFile | undefined, line: number): number | null {
  let shift = 0;
  for (const entry of file?.hunks.flatMap((hunk) => hunk.lines) ?? []) {
    if (entry.old !== null && entry.old > line) break;
    if (entry.old === line) return entry.new;
    if (entry.old === null) shift += 1;
    else if (entry.new === null) shift -= 1;
  }
  return line + shift;
}

function parseRaw(raw: string): readonly Pick<DiffFile, "path" | "previousPath" | "status" | "blob">[] {
  const fields = raw.split("\0");
  const entries = [];
  for (let index = 0; fields[index]; ) {
    const [, , old = "", blob = "", letter = ""] = (fields[index] ?? "").split(" ");
    const renamed = letter.startsWith("R");
    const first = fields[index + 1] ?? "";
    const path = renamed ? (fields[index + 2] ?? "") : first;
    entries.push({
      path,
      previousPath: renamed ? first : null,
      status: statusOf(letter),
      blob: /^0+$/.test(blob) ? old : blob,
    });
    index += renamed ? 3 : 2;
  }
  return entries;
}

function statusOf(letter: string): DiffStatus {
  if (letter.startsWith("R")) return "renamed";
  return letter === "A" ? "added" : letter === "D" ? "removed" : "modified";
}

function parsePatch(text: string): Pick<DiffFile, "additions" | "deletions" | "patch" | "hunks"> {
  const start = text.search(/(?<=^|\n)@@ /);
  const patch = start < 0 ? null : text.slice(start).replace(/\n$/, "");
  const hunks = patch === null ? [] : patch.split(/(?<=^|\n)(?=@@ )/).map(parseHunk);
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return {
    patch,
    hunks,
    additions: lines.filter((line) => line.old === null && line.new !== null).length,
    deletions: lines.filter((line) => line.new === null && line.old !== null).length,
  };
}

function parseHunk(text: string): Hunk {
  const [header = "", ...rest] = text.replace(/\n$/, "").split("\n");
  const [, from = "0", to = "0"] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(header) ?? [];
  let old = Number(from);
  let next = Number(to);
  const lines = rest.map((line): DiffLine => {
    if (line.startsWith("+")) return { text: line, old: null, new: next++ };
    if (line.startsWith("-")) return { text: line, old: old++, new: null };
    if (line.startsWith("\\")) return { text: line, old: null, new: null };
    return { text: line, old: old++, new: next++ };
  });
  return { header, lines };
}
