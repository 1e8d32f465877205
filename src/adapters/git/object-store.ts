import type { BlobId, Revision } from "../../domain/revision.ts";
import { parseBlobId, parseRevision, parseTreeId } from "../../domain/revision.ts";
import type { DiffLines } from "../../domain/source.ts";
import { InvariantError, TerminalError } from "../../errors.ts";
import type { MergeResult, Repository } from "../../ports/git.ts";
import type { Git } from "./git.ts";
import { fileChange, parseHunks, parseRawChanges, parseTree } from "./parse-output.ts";

/** Everything of `Repository` that objects on disk answer; where they come from is the caller's. */
type ObjectStore = Omit<Repository, "fetch" | "resolve"> & {
  /** Those of the commits that are not on disk. Never asks a remote. */
  missingCommits(revisions: readonly Revision[]): Promise<readonly Revision[]>;
  resolve(name: string): Promise<Revision | undefined>;
};

/** How objects that a partial clone left out are had. */
export type Absent = {
  fetch(blobs: readonly BlobId[], signal?: AbortSignal): Promise<void>;
  /** What lets git itself fetch while it merges: it asks in batches only there. */
  lazyEnv(): Promise<Readonly<Record<string, string>>>;
};

/** A manifest is kilobytes, and what is read stands in memory. */
const maxBlobBytes = 32 * 1024 * 1024;

/** The objects of a git directory. `absent` is null for a clone that holds everything. */
export function objectStore(git: Git, absent: Absent | null): ObjectStore {
  return {
    resolve: async (name) => parseRevision(await nameOf(git, `${name}^{commit}`)),
    async treeOf(revision) {
      const tree = parseTreeId(await nameOf(git, `${revision}^{tree}`));
      if (tree === undefined) throw new TerminalError(`There is no commit ${revision} here.`);
      return tree;
    },
    async mergeBase(one, other) {
      const { code, stdout } = await git.run(["merge-base", one, other], { accept: [0, 1] });
      return code === 0 ? parseRevision(text(stdout)) : undefined;
    },
    mergeTree: (base, head) => mergeTree(git, absent, base, head),
    async list(tree) {
      return parseTree((await git.run(["ls-tree", "-r", "-z", "--full-tree", tree])).stdout);
    },
    async changes(from, to) {
      return (await rawChanges(git, from, to)).map(fileChange);
    },
    read: (blobs, signal) => readBlobs(git, absent, blobs, signal),
    diffLines: (base, head) => diffLines(git, absent, base, head),
    missingCommits: (revisions) => missingFrom(git, revisions, []),
  };
}

async function nameOf(git: Git, name: string): Promise<string> {
  // A name with a NUL cannot be an argument, and no ref has one.
  if (name.includes("\0")) return "";
  const { stdout } = await git.run(["rev-parse", "--verify", "--quiet", "--end-of-options", name], {
    accept: [0, 1, 128],
  });
  return text(stdout);
}

/** Objects git does not have on disk. With `--ignore-missing` it prints those it has and passes over the others. */
async function missingFrom<Id extends string>(git: Git, ids: readonly Id[], how: readonly string[]): Promise<Id[]> {
  if (ids.length === 0) return [];
  const args = ["rev-list", "--no-walk=unsorted", "--ignore-missing", "--missing=allow-any", ...how, "--stdin"];
  const { stdout } = await git.run(args, { input: `${ids.join("\n")}\n` });
  const present = new Set(text(stdout).split("\n"));
  return [...new Set(ids)].filter((id) => !present.has(id));
}

async function mergeTree(git: Git, absent: Absent | null, base: Revision, head: Revision): Promise<MergeResult> {
  const { code, stdout } = await git.run(
    ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", base, head],
    { accept: [0, 1], env: (await absent?.lazyEnv()) ?? {} },
  );
  const [id = "", ...paths] = stdout.toString("utf8").split("\0").filter(Boolean);
  const tree = parseTreeId(id.trim());
  if (tree === undefined) throw new InvariantError("git merge-tree printed no tree");
  return code === 0 ? { status: "merged", tree } : { status: "conflicts", paths };
}

async function rawChanges(git: Git, from: string, to: string) {
  const { stdout } = await git.run(["diff-tree", "-r", "-z", "--raw", "--no-renames", "--full-index", from, to]);
  return parseRawChanges(stdout);
}

/** GitHub compares with the merge base, and shows renamed files against their old content. */
async function diffLines(
  git: Git,
  absent: Absent | null,
  base: Revision,
  head: Revision,
): Promise<readonly DiffLines[]> {
  const { stdout } = await git.run(["merge-base", base, head], { accept: [0, 1] });
  const from = text(stdout);
  if (from === "") return [];
  const changed = await rawChanges(git, from, head);
  const blobs = changed.flatMap(({ before, after }) => [before, after].filter((id) => id !== null));
  await fetchAbsent(git, absent, blobs);
  // GitHub shows no diff of a file above 1 MB either.
  const quick = ["-c", "core.bigFileThreshold=1m"];
  const options = ["-r", "-z", "-M", "-l5000", "--no-color", "--no-ext-diff", "--no-textconv", "--full-index"];
  const patch = await git.run([...quick, "diff-tree", ...options, "-p", "-U3", "--raw", from, head]);
  return linesByPath(patch.stdout);
}

/** `--raw -p -z` prints every record, one more NUL, and then the patches in the same order. */
function linesByPath(output: Buffer): readonly DiffLines[] {
  const end = output.indexOf("\0\0");
  if (end < 0) return [];
  const changes = parseRawChanges(output.subarray(0, end + 1));
  const hunks = parseHunks(output.subarray(end + 2));
  // A change of type, such as file to link, is printed as a deletion and an addition.
  const sections = changes.flatMap(({ status, path }) => (status === "T" ? [path, path] : [path]));
  if (sections.length !== hunks.length) throw new InvariantError("git diff-tree's records and patches do not match");
  const result = new Map<string, DiffLines["ranges"]>();
  for (const [index, path] of sections.entries()) {
    result.set(path, [...(result.get(path) ?? []), ...(hunks[index] ?? [])]);
  }
  return [...result].filter(([, ranges]) => ranges.length > 0).map(([path, ranges]) => ({ path, ranges }));
}

async function fetchAbsent(git: Git, absent: Absent | null, blobs: readonly BlobId[], signal?: AbortSignal) {
  if (absent === null) return;
  const missing = await missingFrom(git, blobs, ["--objects", "--no-object-names"]);
  if (missing.length > 0) await absent.fetch(missing, signal);
}

async function readBlobs(
  git: Git,
  absent: Absent | null,
  blobs: readonly BlobId[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<BlobId, Uint8Array>> {
  const wanted = [...new Set(blobs)];
  if (wanted.length === 0) return new Map();
  await fetchAbsent(git, absent, wanted, signal);
  const input = `${wanted.join("\n")}\n`;
  const refused = new AbortController();
  const signals = signal === undefined ? refused.signal : AbortSignal.any([signal, refused.signal]);
  const printsMuch = wanted.length > 500;
  // Side by side: to look at the sizes alone takes a good part of what it takes to read.
  const printing = git.run(["cat-file", "--batch", "--buffer"], { input, signal: signals, printsMuch });
  printing.catch(() => undefined);
  try {
    await refuseTooLarge(git, input, signal);
  } catch (error) {
    refused.abort();
    throw error;
  }
  return parseBatch((await printing).stdout);
}

async function refuseTooLarge(git: Git, input: string, signal: AbortSignal | undefined): Promise<void> {
  const { stdout } = await git.run(["cat-file", "--batch-check", "--buffer"], { input, signal });
  for (const line of text(stdout).split("\n")) {
    const [id = "", type, size] = line.split(" ");
    if (type === "missing") throw new TerminalError(`There is no object ${id} here.`);
    if (Number(size) > maxBlobBytes) throw new TerminalError(`The file with object id ${id} is larger than 32 MiB.`);
  }
}

/** `id SP type SP size LF content LF`, again and again. https://git-scm.com/docs/git-cat-file#_batch_output */
function parseBatch(output: Buffer): ReadonlyMap<BlobId, Uint8Array> {
  const contents = new Map<BlobId, Uint8Array>();
  for (let at = 0; at < output.length; ) {
    const newline = output.indexOf(0x0a, at);
    const [name = "", type = "", size = ""] = output.toString("latin1", at, newline).split(" ");
    const id = parseBlobId(name);
    if (id === undefined || type !== "blob") throw new InvariantError(`git cat-file printed no blob: ${name} ${type}`);
    const start = newline + 1;
    const end = start + Number(size);
    contents.set(id, output.subarray(start, end));
    at = end + 1;
  }
  return contents;
}

function text(output: Buffer): string {
  return output.toString("utf8").trim();
}
