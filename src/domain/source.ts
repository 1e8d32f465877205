import type { BlobId } from "./revision.ts";

/** A place in the repository. Paths are relative to its root, with `/`; lines count from 1. */
export type SourceLocation = { readonly path: string; readonly line: number };

/** One file of a revision, as git lists it: content stays in git until it is asked for. */
export type TreeEntry = {
  readonly path: string;
  readonly blob: BlobId;
  readonly kind: "file" | "executable" | "symlink" | "submodule";
};

/**
 * How a path differs between two trees. A rename is reported as one removal and one addition,
 * so that whatever read the old path notices.
 */
export type FileChange = { readonly path: string; readonly status: "added" | "modified" | "removed" };

/** The lines of the new file that a unified diff with three lines of context shows. */
export type DiffLines = { readonly path: string; readonly ranges: readonly LineRange[] };

/** Both ends count. */
export type LineRange = { readonly first: number; readonly last: number };
