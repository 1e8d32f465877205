import type { BlobId, TreeId } from "../domain/revision.ts";
import type { TreeEntry } from "../domain/source.ts";
import { InvariantError } from "../errors.ts";
import type { Repository, SourceTree } from "../ports/git.ts";
import { ByteCache } from "./byte-cache.ts";

/** What trees hold, by tree id: every push to a repository is compared with the same few. 100,000 entries are kept. */
const listed = new ByteCache<TreeId, SourceTree["entries"]>(100_000);

/** One revision's files, listed at once and read when asked for. Trees of one id have the very same entries. */
export async function openTree(repository: Pick<Repository, "list" | "read">, id: TreeId): Promise<SourceTree> {
  const entries = listed.get(id) ?? new Map((await repository.list(id)).map((entry) => [entry.path, entry]));
  listed.set(id, entries, entries.size);
  return {
    id,
    entries,
    async read(paths) {
      const files: TreeEntry[] = [];
      for (const path of paths) {
        const entry = fileAt(entries, path);
        if (entry !== undefined) files.push(entry);
      }
      const contents = await repository.read([...new Set(files.map(({ blob }) => blob))]);
      const read = new Map<string, Uint8Array>();
      for (const { path, blob } of files) read.set(path, contentOf(contents, blob));
      return read;
    },
    async links() {
      const links = [...entries.values()].filter(({ kind }) => kind === "symlink");
      if (links.length === 0) return new Map();
      const contents = await repository.read([...new Set(links.map(({ blob }) => blob))]);
      return new Map(links.map(({ path, blob }) => [path, Buffer.from(contentOf(contents, blob)).toString("utf8")]));
    },
  };
}

/**
 * The same repository, remembering what was read up to `maxBytes`, so that a second revision costs only
 * the blobs that differ. An object id names its content for ever, so nothing kept can be out of date.
 */
export function cachedRepository<Given extends Pick<Repository, "list" | "read">>(
  repository: Given,
  maxBytes: number,
): Given {
  const blobs = new ByteCache<BlobId, Uint8Array>(maxBytes);
  return {
    ...repository,
    async read(wanted: readonly BlobId[], signal?: AbortSignal) {
      const found = new Map<BlobId, Uint8Array>();
      const missing: BlobId[] = [];
      for (const blob of wanted) {
        const kept = blobs.get(blob);
        if (kept === undefined) missing.push(blob);
        else found.set(blob, kept);
      }
      if (missing.length === 0) return found;
      for (const [blob, content] of await repository.read(missing, signal)) {
        found.set(blob, content);
        blobs.set(blob, content, content.length);
      }
      return found;
    },
  };
}

/** Whether a path is a file of the tree, and not a symbolic link or a submodule. */
export function isFile(tree: Pick<SourceTree, "entries">, path: string): boolean {
  return fileAt(tree.entries, path) !== undefined;
}

function fileAt(entries: ReadonlyMap<string, TreeEntry>, path: string): TreeEntry | undefined {
  const entry = entries.get(path);
  return entry?.kind === "file" || entry?.kind === "executable" ? entry : undefined;
}

function contentOf(contents: ReadonlyMap<BlobId, Uint8Array>, blob: BlobId): Uint8Array {
  const content = contents.get(blob);
  if (content === undefined)
    throw new InvariantError(`Repository.read answers every blob it is asked for, and not ${blob}.`);
  return content;
}
