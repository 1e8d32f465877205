import type { Manifest } from "../domain/manifest.ts";
import type { BlobId } from "../domain/revision.ts";
import type { TreeEntry } from "../domain/source.ts";
import type { SourceTree } from "../ports.ts";
import { ByteCache } from "../sources/byte-cache.ts";
import { keepDocuments } from "../sources/documents.ts";
import { looksLikeResource, toManifest, unwrapLists } from "../sources/manifests.ts";

/** Objects as they stand in a file, for whatever path it has there: equal files are read once. */
type Standing = readonly ((path: string) => Manifest)[];

/** Whether a file's bytes mention what is looked for; 400,000 answers are kept. */
const mentioned = new ByteCache<string, boolean>(400_000);
const standing = new ByteCache<BlobId, Standing>(32 * 1024 * 1024);

/**
 * The resources of the files that mention one of these words, in the order of the tree. Files that cannot
 * be read hold none: whoever renders them says what is wrong.
 */
export async function readObjects(tree: SourceTree, words: readonly string[]): Promise<readonly Manifest[]> {
  const holding = await filesMentioning(tree, [...tree.entries.values()].filter(mayHold), words);
  const known = new Map(holding.map(({ blob }) => [blob, standing.get(blob)]));
  const contents = await tree.read(holding.filter(({ blob }) => !known.get(blob)).map(({ path }) => path));
  return holding.flatMap(({ path, blob }) => {
    const bytes = contents.get(path);
    const objects = known.get(blob) ?? (bytes === undefined ? [] : objectsOf(bytes));
    if (bytes !== undefined) standing.set(blob, objects, 4 * bytes.length + 256);
    return objects.map((make) => make(path));
  });
}

function mayHold({ path, kind }: TreeEntry): boolean {
  return (kind === "file" || kind === "executable") && /\.(?:ya?ml|json)$/.test(path);
}

/** Those of the entries whose bytes hold one of the words. */
export async function filesMentioning(
  tree: Pick<SourceTree, "read">,
  entries: readonly TreeEntry[],
  words: readonly string[],
): Promise<readonly TreeEntry[]> {
  const pattern = new RegExp(words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|"));
  const keyOf = ({ blob }: TreeEntry) => `${blob} ${pattern.source}`;
  const unknown = entries.filter((entry) => mentioned.get(keyOf(entry)) === undefined);
  const contents = await tree.read(unknown.map(({ path }) => path));
  for (const entry of unknown) {
    const bytes = contents.get(entry.path);
    const holds =
      bytes !== undefined &&
      pattern.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1"));
    mentioned.set(keyOf(entry), holds, 1);
  }
  return entries.filter((entry) => mentioned.get(keyOf(entry)) === true);
}

function objectsOf(bytes: Uint8Array): Standing {
  const { documents, problems } = keepDocuments(bytes);
  if (problems.length > 0) return [];
  return documents.flatMap(({ object, line, index }) =>
    unwrapLists(object).flatMap(({ object: one, within }) => {
      if (!looksLikeResource(one)) return [];
      const manifest = toManifest(one, []);
      if (typeof manifest === "string") return [];
      return [
        (path: string): Manifest => ({
          ...manifest,
          origins: [{ path, line, document: index, role: "resource", within }],
        }),
      ];
    }),
  );
}
