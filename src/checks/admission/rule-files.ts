import type { TreeEntry } from "../../domain/source.ts";
import type { SourceTree } from "../../ports/git.ts";
import { ByteCache } from "../../sources/byte-cache.ts";

/** Which markers a file holds, by its content and the markers: of another revision only what differs is read. */
const known = new ByteCache<string, readonly string[]>(200_000);

/** The YAML and JSON files that hold each of the markers; every file is looked through once for all of them. */
export async function filesWith(
  markers: readonly string[],
  tree: SourceTree,
  sources: readonly string[] | undefined,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const wanted = [...tree.entries.values()].filter((entry) => mayHold(entry) && isBelow(entry.path, sources));
  const held = new Map(wanted.map((entry) => [entry.path, known.get(keyOf(entry, markers))]));
  const unread = wanted.filter(({ path }) => held.get(path) === undefined);
  const contents = unread.length === 0 ? new Map() : await tree.read(unread.map(({ path }) => path));
  for (const entry of unread) {
    const found = markersIn(contents.get(entry.path), markers);
    held.set(entry.path, found);
    known.set(keyOf(entry, markers), found, 1);
  }
  return new Map(
    markers.map((marker) => [marker, [...held].flatMap(([path, found]) => (found?.includes(marker) ? [path] : []))]),
  );
}

function markersIn(content: Uint8Array | undefined, markers: readonly string[]): readonly string[] {
  if (content === undefined) return [];
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return markers.filter((marker) => bytes.includes(marker));
}

function keyOf({ blob }: TreeEntry, markers: readonly string[]): string {
  return `${blob} ${markers.join(" ")}`;
}

function mayHold({ kind, path }: TreeEntry): boolean {
  return (kind === "file" || kind === "executable") && /\.(?:ya?ml|json)$/.test(path);
}

/** Whether the configuration names the file, itself or by a folder; without any name all files count. */
export function isBelow(path: string, sources: readonly string[] | undefined): boolean {
  if (sources === undefined) return true;
  return sources
    .map((source) => source.replace(/^\.\//, "").replace(/\/+$/, ""))
    .some((source) => source === "." || path === source || path.startsWith(`${source}/`));
}
