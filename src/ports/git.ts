import type { BlobId, Revision, TreeId } from "../domain/revision.ts";
import type { DiffLines, FileChange, TreeEntry } from "../domain/source.ts";

/** Git objects of one repository. Everything is asked for by object id, so every answer can be kept. */
export type Repository = {
  /** A branch, tag, or abbreviation → the commit it names now; undefined when there is none. */
  resolve(name: string): Promise<Revision | undefined>;
  /** Makes these commits available, in one round trip; rejects with `TerminalError` when GitHub has not got one. */
  fetch(revisions: readonly Revision[], signal?: AbortSignal): Promise<void>;
  treeOf(revision: Revision): Promise<TreeId>;
  /** The newest common ancestor; undefined for unrelated histories. */
  mergeBase(one: Revision, other: Revision): Promise<Revision | undefined>;
  /** What a merge of head into base would hold, by `git merge-tree`; nothing is written to a work tree. */
  mergeTree(base: Revision, head: Revision): Promise<MergeResult>;
  /** Every entry of a tree, recursively, by path. Costs one process and no file content. */
  list(tree: TreeId): Promise<readonly TreeEntry[]>;
  /** Paths that differ between two trees, renames as removal and addition. */
  changes(from: TreeId, to: TreeId): Promise<readonly FileChange[]>;
  /** Contents, in one batch; missing blobs are fetched together. Rejects when one cannot be had. */
  read(blobs: readonly BlobId[], signal?: AbortSignal): Promise<ReadonlyMap<BlobId, Uint8Array>>;
  /** The new file's lines that GitHub shows in the diff of a pull request: merge base to head, three lines of context. */
  diffLines(base: Revision, head: Revision): Promise<readonly DiffLines[]>;
};

export type MergeResult =
  | { readonly status: "merged"; readonly tree: TreeId }
  | { readonly status: "conflicts"; readonly paths: readonly string[] };

/** One revision's files. Symbolic links and submodules are listed as such and never followed. */
export type SourceTree = {
  readonly id: TreeId;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Contents by path, in one batch. Paths the tree does not hold as files are left out. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** What every symbolic link of the tree says, by its path; it may lead anywhere. */
  links(): Promise<ReadonlyMap<string, string>>;
};
