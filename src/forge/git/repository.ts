import { appendFile, cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { git, gitText } from "./git.ts";
import { remembered } from "./remember.ts";

type Identity = { readonly name: string; readonly email: string };

export type Commit = {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity & { readonly date: string };
  readonly committer: Identity & { readonly date: string };
  readonly message: string;
};

type Merge =
  | { readonly status: "merged"; readonly tree: string }
  | { readonly status: "conflicts"; readonly paths: readonly string[] };

/** Makes a bare repository that serves partial clones and single commits, and hides the forge's own refs from pushes. */
export async function createBare(directory: string, branch: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await git(["init", "--quiet", "--bare", `--initial-branch=${branch}`, directory]);
  await configure(directory);
}

/** A fork starts as a copy of everything but the pull requests. */
export async function copyBare(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  for (const ref of (await refs(to)).keys()) {
    if (ref.startsWith("refs/pull/")) await git(["update-ref", "-d", ref], { directory: to });
  }
}

/** One file instead of a process for each setting. */
async function configure(directory: string): Promise<void> {
  const settings = `[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[receive]
	hideRefs = refs/pull
[gc]
	auto = 0
[maintenance]
	auto = false
`;
  await appendFile(join(directory, "config"), settings);
}

/** Every ref and the object it names. */
export async function refs(directory: string, prefix = "refs/"): Promise<Map<string, string>> {
  const text = await gitText(["for-each-ref", "--format=%(refname) %(objectname)", prefix], { directory });
  return new Map(
    text
      .split("\n")
      .filter(Boolean)
      .map((line) => {
        const [name = "", sha = ""] = line.split(" ");
        return [name, sha] as const;
      }),
  );
}

/** The commit a name stands for; undefined when there is none. */
export async function resolve(directory: string, name: string): Promise<string | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
  const { code, stdout } = await git(args, { directory, allow: [1, 128] });
  return code === 0 ? stdout.toString().trim() : undefined;
}

/** Undefined where the histories have nothing in common. */
export const mergeBase = remembered(askMergeBase);

async function askMergeBase(directory: string, one: string, other: string): Promise<string | undefined> {
  const { code, stdout } = await git(["merge-base", one, other], { directory, allow: [1] });
  return code === 0 ? stdout.toString().trim() : undefined;
}

export async function isAncestor(directory: string, ancestor: string, of: string): Promise<boolean> {
  return (await git(["merge-base", "--is-ancestor", ancestor, of], { directory, allow: [1] })).code === 0;
}

/** What a merge of the head into the base holds; its tree is written, and nothing is ever cleaned away. */
export const mergeTree = remembered(askMergeTree);

async function askMergeTree(directory: string, base: string, head: string): Promise<Merge> {
  const args = ["merge-tree", "--write-tree", "--no-messages", "--name-only", "-z", base, head];
  const { code, stdout } = await git(args, { directory, allow: [1] });
  const [tree = "", ...paths] = stdout.toString().split("\0").filter(Boolean);
  return code === 0 ? { status: "merged", tree } : { status: "conflicts", paths };
}

type NewCommit = {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Identity;
  readonly at: number;
};

export function commitTree(directory: string, { tree, parents, message, author, at }: NewCommit): Promise<string> {
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"];
  return gitText(args, { directory, input: message, environment: identity(author, at) });
}

export async function updateRef(directory: string, ref: string, sha: string, old?: string): Promise<void> {
  await git(["update-ref", ref, sha, ...(old === undefined ? [] : [old])], { directory });
}

export async function deleteRef(directory: string, ref: string): Promise<void> {
  await git(["update-ref", "-d", ref], { directory });
}

/** Brings objects of another repository on this disk, and names their tip. */
export async function fetchFrom(directory: string, other: string, from: string, to: string): Promise<void> {
  await git(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", other, `+${from}:${to}`], { directory });
}

/** Newest first, as `git log` walks. */
export async function log(directory: string, range: readonly string[], limit = 250): Promise<readonly Commit[]> {
  const format = ["%H", "%T", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B"].join("%x00");
  const args = ["log", "-z", `--max-count=${limit}`, `--format=${format}%x00%x01`, "--end-of-options", ...range, "--"];
  const text = await gitText(args, { directory });
  return text
    .split("\0\u0001")
    .map((entry) => entry.replace(/^\0/, ""))
    .filter(Boolean)
    .map(parseCommit);
}

function parseCommit(entry: string): Commit {
  const [sha = "", tree = "", parents = "", an = "", ae = "", ad = "", cn = "", ce = "", cd = "", ...message] =
    entry.split("\0");
  return {
    sha,
    tree,
    parents: parents.split(" ").filter(Boolean),
    author: { name: an, email: ae, date: utc(ad) },
    committer: { name: cn, email: ce, date: utc(cd) },
    message: message.join("\0").trimEnd(),
  };
}

function utc(date: string): string {
  return new Date(date).toISOString().replace(".000Z", "Z");
}

export async function readFileAt(directory: string, revision: string, path: string): Promise<Buffer | undefined> {
  const { code, stdout } = await git(["cat-file", "blob", `${revision}:${path}`], { directory, allow: [128] });
  return code === 0 ? stdout : undefined;
}

type TreeEntry = {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number | null;
  readonly path: string;
};

/** Entries of a tree or commit: one level, all levels, or the one at a path. */
export async function listTree(
  directory: string,
  tree: string,
  { recursive = false, path }: { readonly recursive?: boolean; readonly path?: string } = {},
): Promise<readonly TreeEntry[]> {
  const args = [
    "ls-tree",
    "-l",
    "-z",
    ...(recursive ? ["-r", "-t"] : []),
    tree,
    ...(path === undefined ? [] : ["--", path]),
  ];
  const { code, stdout } = await git(args, { directory, allow: [128] });
  if (code !== 0) return [];
  return stdout
    .toString()
    .split("\0")
    .filter(Boolean)
    .map((line) => {
      const [facts = "", name = ""] = line.split("\t");
      const [mode = "", type = "", sha = "", size = ""] = facts.split(/ +/);
      return { mode, type, sha, size: size === "-" ? null : Number(size), path: name };
    });
}

/** A file's new content; null removes it. */
export type FileChange = {
  readonly content: string | Uint8Array;
  readonly mode?: "100644" | "100755" | "120000";
} | null;

/** Commits files on a branch without a work tree, as `git fast-import` does it; answers the new tip. */
export async function commitFiles(
  directory: string,
  branch: string,
  commit: {
    readonly files: ReadonlyMap<string, FileChange>;
    readonly message: string;
    readonly author: Identity;
    readonly at: number;
    /** Where a new branch starts; by default the branch's own tip. */
    readonly from?: string;
  },
): Promise<string> {
  const parent = (await resolve(directory, `refs/heads/${branch}`)) ?? commit.from;
  const when = `${commit.author.name} <${commit.author.email}> ${Math.floor(commit.at / 1000)} +0000`;
  const parts: (string | Uint8Array)[] = [`commit refs/heads/${branch}\nauthor ${when}\ncommitter ${when}\n`];
  parts.push(`data ${Buffer.byteLength(commit.message)}\n${commit.message}\n`);
  if (parent !== undefined) parts.push(`from ${parent}\n`);
  for (const [path, change] of commit.files) {
    const name = JSON.stringify(path);
    if (change === null) {
      parts.push(`D ${name}\n`);
    } else {
      const content = Buffer.from(change.content);
      parts.push(`M ${change.mode ?? "100644"} inline ${name}\ndata ${content.length}\n`, content, "\n");
    }
  }
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)));
  await git(["fast-import", "--quiet", "--force"], { directory, input });
  return gitText(["rev-parse", `refs/heads/${branch}`], { directory });
}

function identity({ name, email }: Identity, at: number): { readonly [name: string]: string } {
  const date = `${Math.floor(at / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}
