declare const revision: unique symbol;
declare const treeId: unique symbol;
declare const blobId: unique symbol;

/** A full commit SHA, lower case: 40 hexadecimal digits, or 64 in a SHA-256 repository. */
export type Revision = string & { readonly [revision]: true };

/** The object id of a git tree: two revisions with the same tree hold the same files. */
export type TreeId = string & { readonly [treeId]: true };

/** The object id of a git blob: the same id is the same content, for ever. */
export type BlobId = string & { readonly [blobId]: true };

/** A full commit SHA, or undefined; abbreviations and branch names are not revisions. */
export function parseRevision(text: string): Revision | undefined {
  return isObjectId(text) ? (text as Revision) : undefined;
}

/** A tree's object id, or undefined. */
export function parseTreeId(text: string): TreeId | undefined {
  return isObjectId(text) ? (text as TreeId) : undefined;
}

/** A blob's object id, or undefined. */
export function parseBlobId(text: string): BlobId | undefined {
  return isObjectId(text) ? (text as BlobId) : undefined;
}

/** How a revision is shown to people; never used to look one up. */
export function shortRevision(full: Revision): string {
  return full.slice(0, 7);
}

function isObjectId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
