import { createHash } from "node:crypto";
import { parseBlobId, parseTreeId } from "../../src/domain/revision.ts";
import type { TreeEntry } from "../../src/domain/source.ts";
import type { SourceTree } from "../../src/ports/git.ts";

/** A revision's files out of plain text; a value of `{ link: "…" }` makes a symbolic link. */
export function treeOf(files: Readonly<Record<string, string | Uint8Array | { readonly link: string }>>): SourceTree {
  const contents = new Map<string, Uint8Array>();
  const entries = new Map<string, TreeEntry>();
  const links = new Map<string, string>();
  for (const [path, file] of Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const link = typeof file === "object" && "link" in file;
    const bytes = typeof file === "string" ? Buffer.from(file) : link ? Buffer.from(file.link) : file;
    const blob = parseBlobId(hash(bytes))!;
    entries.set(path, { path, blob, kind: link ? "symlink" : "file" });
    if (link) links.set(path, file.link);
    else contents.set(path, bytes);
  }
  const id = parseTreeId(hash(Buffer.from(JSON.stringify([...entries.values()]))))!;
  return {
    id,
    entries,
    async read(paths) {
      return new Map(paths.flatMap((path) => (contents.has(path) ? [[path, contents.get(path)!]] : [])));
    },
    links: async () => links,
  };
}

function hash(bytes: Uint8Array): string {
  return createHash("sha1").update(bytes).digest("hex");
}
