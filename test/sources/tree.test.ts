import { expect, test } from "vitest";
import { type BlobId, parseBlobId, parseTreeId } from "../../src/domain/revision.ts";
import type { TreeEntry } from "../../src/domain/source.ts";
import { ByteCache } from "../../src/sources/byte-cache.ts";
import { cachedRepository, openTree } from "../../src/sources/tree.ts";

const [one, two, three] = ["1", "2", "3"].map((digit) => parseBlobId(digit.repeat(40))!) as [BlobId, BlobId, BlobId];
const id = parseTreeId("a".repeat(40))!;

function repository(entries: readonly TreeEntry[]) {
  const asked: BlobId[][] = [];
  return {
    asked,
    list: async () => entries,
    async read(blobs: readonly BlobId[]) {
      asked.push([...blobs]);
      return new Map(blobs.map((blob) => [blob, Buffer.from(blob.slice(0, 4))]));
    },
  };
}

test("files are read in one batch, and links and submodules are never followed", async () => {
  const git = repository([
    { path: "a", blob: one, kind: "file" },
    { path: "b", blob: one, kind: "executable" },
    { path: "link", blob: two, kind: "symlink" },
    { path: "module", blob: three, kind: "submodule" },
  ]);
  const tree = await openTree(git, id);

  const read = await tree.read(["a", "b", "link", "module", "missing"]);

  expect([...read.keys()]).toEqual(["a", "b"]);
  expect(git.asked).toEqual([[one]]);
});

test("a tree is listed once, however often it is opened", async () => {
  const once = parseTreeId("b".repeat(40))!;
  const opened = await openTree(repository([{ path: "a", blob: one, kind: "file" }]), once);

  const again = await openTree({ ...repository([]), list: () => Promise.reject(new Error("listed again")) }, once);

  expect(again.entries).toBe(opened.entries);
});

test("a second revision reads only the blobs that differ", async () => {
  const git = repository([]);
  const cached = cachedRepository(git, 100);

  await cached.read([one, two]);
  await cached.read([two, three]);

  expect(git.asked).toEqual([[one, two], [three]]);
});

test("the cache forgets what was used longest ago and keeps to its weight", () => {
  const cache = new ByteCache<string, number>(10);
  cache.set("a", 1, 4);
  cache.set("b", 2, 4);
  cache.get("a");
  cache.set("c", 3, 4);
  cache.set("huge", 4, 11);

  expect(["a", "b", "c", "huge"].map((key) => cache.get(key))).toEqual([1, undefined, 3, undefined]);
});
