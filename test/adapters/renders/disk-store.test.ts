import { mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDiskStore } from "../../../src/adapters/renders/disk-store.ts";
import { programDigest } from "../../../src/adapters/renders/program-digest.ts";
import type { KeptRendering } from "../../../src/ports/renders.ts";

let parent: string;
let directory: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "fairlead-renders-"));
  directory = join(parent, "renders");
});

afterEach(() => rm(parent, { recursive: true, force: true }));

test("what one process wrote another reads, by its key and no other", async () => {
  await open().write("key", rendering("web"));

  expect(await open().read("key")).toEqual(rendering("web"));
  expect(await open().read("other")).toBeUndefined();
});

test("another version of the program finds nothing of it", async () => {
  await open().write("key", rendering("web"));

  expect(await open({ program: async () => "other" }).read("key")).toBeUndefined();
});

test("files are for our user alone", async () => {
  await open().write("key", rendering("web"));

  const modes = await Promise.all([directory, ...(await files())].map(async (path) => (await stat(path)).mode & 0o777));
  expect(modes.toSorted()).toEqual([0o600, 0o600, 0o700].toSorted());
});

test.each([
  ["cut", (path: string) => truncate(path, 80)],
  ["empty", (path: string) => writeFile(path, "")],
  [
    "changed",
    async (path: string) =>
      writeFile(
        path,
        (await readFile(path)).map((byte, at) => (at === 90 ? byte ^ 1 : byte)),
      ),
  ],
])("an entry that was %s counts as absent and is written anew", async (_, spoil) => {
  const store = open();
  await store.write("key", rendering("web"));
  const [path = ""] = await entries();
  await spoil(path);

  expect(await store.read("key")).toBeUndefined();
  await store.write("key", rendering("web"));

  expect(await store.read("key")).toEqual(rendering("web"));
});

test("an entry under another's name counts as absent", async () => {
  const store = open();
  await store.write("key", rendering("web"));
  const [first = ""] = await entries();
  await store.write("other", rendering("other"));
  const second = (await entries()).find((path) => path !== first) ?? "";
  await writeFile(second, await readFile(first));

  expect(await store.read("other")).toBeUndefined();
});

test("what nobody used for longest goes first when all together are too large", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `key ${index}`);
  for (const name of names) await open().write(name, rendering(name));
  const [first = "", second = ""] = names;
  for (const [index, path] of (await entries()).entries()) await utimes(path, index, index);
  const store = open({ mostBytes: 1500 });
  expect(await store.read(first), "reading counts as use").toBeDefined();
  await rm(join(directory, "pruned"));

  await store.write("last", rendering("last"));

  const left = await Promise.all((await entries()).map((path) => stat(path)));
  expect(left.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(1500);
  expect(left.length).toBeGreaterThan(1);
  expect(await store.read(first)).toEqual(rendering(first));
  expect(await store.read("last")).toEqual(rendering("last"));
  expect([await store.read(second), ...(await Promise.all(names.map((name) => store.read(name))))]).toContain(
    undefined,
  );
});

test("a folder that cannot be written costs nothing but the cache", async () => {
  await writeFile(directory, "in the way");

  await open().write("key", rendering("web"));

  expect(await open().read("key")).toBeUndefined();
});

test("the program's digest is the same until its code is not", async () => {
  const [one, other] = await Promise.all([programDigest(), programDigest()]);

  expect(one).toBe(other);
  expect(one).toMatch(/^[0-9a-f]{64}$/);
});

function open(options: Partial<Parameters<typeof openDiskStore>[0]> = {}) {
  return openDiskStore({ directory, program: async () => "this one", ...options });
}

function rendering(name: string): KeptRendering {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name } };
  const origin = { path: "web.yaml", line: 1, document: 0, role: "resource", within: ["items", 0] } as const;
  const id = { group: "", kind: "ConfigMap", namespace: null, name };
  return { manifests: [{ id, apiVersion: "v1", object, origins: [origin] }], findings: [], charts: [] };
}

async function files(): Promise<readonly string[]> {
  return (await readdir(directory)).map((name) => join(directory, name));
}

async function entries(): Promise<readonly string[]> {
  return (await files()).filter((path) => path.endsWith(".render"));
}
