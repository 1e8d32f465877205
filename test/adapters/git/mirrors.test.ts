import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createMirrors } from "../../../src/adapters/git/mirrors.ts";
import type { HostedRepository } from "../../../src/domain/pull-request.ts";
import { parseRevision, type Revision } from "../../../src/domain/revision.ts";
import { TerminalError } from "../../../src/errors.ts";
import type { Repository } from "../../../src/ports/git.ts";
import { commit, createRepository, git, gitEnv, serveGit, temporaryDirectory } from "./repositories.ts";

const folder = temporaryDirectory();
const token = "ghs_verysecret";
const server = await serveGit(folder.path, { token });
afterAll(async () => {
  await server.close();
  folder.remove();
});

const shop: HostedRepository = { installation: 1, id: 42, owner: "acme", name: "shop" };

test("a commit is fetched by its id with one request for everything that is missing", async () => {
  const { origin, mirrors } = setUp("one-batch");
  const files = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`f${index}.yaml`, `content ${index}`]));
  const revision = commit(origin, files);
  const mirror = await mirrors.open(shop);

  await mirror.fetch([revision]);
  const entries = await mirror.list(await mirror.treeOf(revision));
  const before = packRequests("one-batch");
  const contents = await mirror.read(entries.map(({ blob }) => blob));

  expect([...contents.values()].map(toText).toSorted()).toEqual(Object.values(files).toSorted());
  expect(packRequests("one-batch") - before).toBe(1);
});

test("what is there already is not asked for again", async () => {
  const { origin, mirrors } = setUp("again");
  const revision = commit(origin, { a: "1" });
  const mirror = await mirrors.open(shop);
  await mirror.fetch([revision]);
  await readAll(mirror, revision);
  const before = server.requests.length;

  await mirror.fetch([revision]);
  await readAll(mirror, revision);

  expect(server.requests.length).toBe(before);
});

test("a fork's head is fetched from the base repository", async () => {
  const { origin, mirrors } = setUp("fork");
  const base = commit(origin, { a: "1" });
  git(origin, "checkout", "--quiet", "--detach");
  const head = commit(origin, { a: "2" });
  git(origin, "update-ref", "refs/pull/7/head", head);
  git(origin, "checkout", "--quiet", "main");
  const mirror = await mirrors.open(shop);

  await mirror.fetch([base, head]);

  expect(await mirror.changes(await mirror.treeOf(base), await mirror.treeOf(head))).toEqual([
    { path: "a", status: "modified" },
  ]);
  expect(await mirror.diffLines(base, head)).toEqual([{ path: "a", ranges: [{ first: 1, last: 1 }] }]);
});

test("a merge that needs contents gets them", async () => {
  const { origin, mirrors } = setUp("merging");
  const start = commit(origin, { a: "1\n2\n3\n4\n5\n" });
  const base = commit(origin, { a: "one\n2\n3\n4\n5\n" });
  git(origin, "checkout", "--quiet", "-b", "topic", start);
  const head = commit(origin, { a: "1\n2\n3\n4\nfive\n" });
  const mirror = await mirrors.open(shop);
  await mirror.fetch([base, head]);

  const merge = await mirror.mergeTree(base, head);

  if (merge.status !== "merged") throw new Error("expected a merge");
  const entries = await mirror.list(merge.tree);
  const contents = await mirror.read(entries.map(({ blob }) => blob));
  expect([...contents.values()].map(toText)).toEqual(["one\n2\n3\n4\nfive\n"]);
});

test("branches and tags resolve to what they are at the remote now", async () => {
  const { origin, mirrors } = setUp("names");
  const first = commit(origin, { a: "1" });
  git(origin, "tag", "-a", "v1", "-m", "one");
  const mirror = await mirrors.open(shop);

  expect(await mirror.resolve("main")).toBe(first);
  expect(await mirror.resolve("v1")).toBe(first);
  const second = commit(origin, { a: "2" });
  expect(await mirror.resolve("main")).toBe(second);
  expect(await mirror.resolve("nope")).toBeUndefined();
});

test("a commit that GitHub has not got is final, and one it gets a moment later is found", async () => {
  const { origin, mirrors } = setUp("unknown");
  commit(origin, { a: "1" });
  const mirror = await mirrors.open(shop);
  const strange = revisionOf("3".repeat(40));

  await expect(mirror.fetch([strange])).rejects.toThrow(TerminalError);
  await expect(mirror.fetch([strange])).rejects.toThrow(/has no commit 3{40}\.$/);
});

test("a token that opens nothing is final, and no error tells it", async () => {
  const { origin, mirrors } = setUp("denied", "ghs_wrongtoken");
  const revision = commit(origin, { a: "1" });
  const mirror = await mirrors.open(shop);

  const error = await mirror.fetch([revision]).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(TerminalError);
  expect(String(error)).toContain("cannot be read");
  expect(String(error)).not.toContain("ghs_wrongtoken");
});

test("a server that cannot be reached may be tried again", async () => {
  const directory = join(folder.path, "unreachable-mirrors");
  const remote = { url: "http://127.0.0.1:1/acme/shop.git", token: async () => token };
  const mirrors = createMirrors({ directory, remoteOf: () => remote, env: gitEnv, retryPausesMs: [0] });
  const mirror = await mirrors.open(shop);

  const error = await mirror.fetch([revisionOf("4".repeat(40))]).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(TerminalError);
  expect(String(error)).toContain("could not be reached");
});

test("the token reaches the server and nothing on disk", async () => {
  const { origin, mirrors, directory } = setUp("secret");
  const revision = commit(origin, { a: "1" });
  const mirror = await mirrors.open(shop);

  await mirror.fetch([revision]);
  await readAll(mirror, revision);

  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  expect(server.requests.some(({ authorization }) => authorization === `Basic ${basic}`)).toBe(true);
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toContain("config");
  for (const { parentPath, name } of files) {
    const content = readFileSync(join(parentPath, name), "latin1");
    expect(
      [token, basic, server.url].filter((text) => content.includes(text)),
      name,
    ).toEqual([]);
  }
});

test("the folder is named after the number of the repository, whatever its name says", async () => {
  const { origin, mirrors, directory } = setUp("named");
  const revision = commit(origin, { a: "1" });
  const mirror = await mirrors.open({ ...shop, owner: "..", name: "../../etc" });

  await mirror.fetch([revision]);

  expect(readdirSync(directory).map((name) => basename(name))).toEqual(["42.git"]);
});

test("many callers and several programs share one mirror", async () => {
  const { origin, mirrors, directory, remoteOf } = setUp("shared");
  const revisions = Array.from({ length: 6 }, (_, index) => commit(origin, { [`f${index}`]: `${index}` }));
  const other = createMirrors({ directory, remoteOf, env: gitEnv, retryPausesMs: [0, 50, 100, 200] });

  const texts = await Promise.all(
    revisions.flatMap((revision) =>
      [mirrors, other].map(async (each) => {
        const mirror = await each.open(shop);
        await mirror.fetch([revision]);
        return (await readAll(mirror, revision)).length;
      }),
    ),
  );

  expect(texts).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
  expect(readdirSync(directory)).toEqual(["42.git"]);
});

test("a mirror that is deleted while it is used is made anew", async () => {
  const { origin, mirrors, directory } = setUp("deleted");
  const revision = commit(origin, { a: "1", b: "2" });
  const mirror = await mirrors.open(shop);
  await mirror.fetch([revision]);

  rmSync(directory, { recursive: true });

  expect(await readAll(mirror, revision)).toEqual(["1", "2"]);
});

test("a mirror that somebody else made anew fetches its commits again", async () => {
  const { origin, mirrors, directory, remoteOf } = setUp("replaced");
  const revision = commit(origin, { a: "1" });
  const mirror = await mirrors.open(shop);
  await mirror.fetch([revision]);

  rmSync(directory, { recursive: true });
  await createMirrors({ directory, remoteOf, env: gitEnv }).open(shop);

  expect(await readAll(mirror, revision)).toEqual(["1"]);
});

test.each(["truncated pack", "no HEAD", "garbage config"])("a broken mirror is made anew: %s", async (damage) => {
  const { origin, mirrors, directory } = setUp(`broken-${damage.replaceAll(" ", "-")}`);
  const revision = commit(origin, { a: "1", "b/c": "2" });
  const mirror = await mirrors.open(shop);
  await mirror.fetch([revision]);
  await readAll(mirror, revision);

  const at = join(directory, "42.git");
  if (damage === "no HEAD") rmSync(join(at, "HEAD"));
  if (damage === "garbage config") writeFileSync(join(at, "config"), "[core\nnonsense");
  if (damage === "truncated pack") {
    for (const name of readdirSync(join(at, "objects", "pack"))) {
      rmSync(join(at, "objects", "pack", name), { force: true });
      writeFileSync(join(at, "objects", "pack", name), "");
      truncateSync(join(at, "objects", "pack", name), 40);
    }
  }

  expect(await readAll(mirror, revision)).toEqual(["1", "2"]);
  expect(readdirSync(directory)).toEqual(["42.git"]);
});

test("an aborted fetch stops with the signal's reason and leaves a mirror that works", async () => {
  const { origin, mirrors } = setUp("aborted");
  const revision = commit(origin, { a: "1" });
  const mirror = await mirrors.open(shop);
  const reason = new Error("superseded");

  await expect(mirror.fetch([revision], AbortSignal.abort(reason))).rejects.toBe(reason);

  await mirror.fetch([revision]);
  expect(await readAll(mirror, revision)).toEqual(["1"]);
});

test("after many fetches the packs are put together and everything is still there", async () => {
  const { origin, mirrors, directory } = setUp("packs");
  const revisions = Array.from({ length: 51 }, (_, index) => commit(origin, { a: `${index}` }));
  const mirror = await mirrors.open(shop);
  for (const revision of revisions) await mirror.fetch([revision]);

  const packs = readdirSync(join(directory, "42.git", "objects", "pack")).filter((name) => name.endsWith(".pack"));

  expect(packs.length).toBeLessThan(10);
  for (const at of [0, 25, 50]) expect(await readAll(mirror, revisions[at]!)).toEqual([`${at}`]);
});

function setUp(name: string, secret = token) {
  const origin = createRepository(join(folder.path, name));
  const directory = join(folder.path, `${name}-mirrors`);
  const remoteOf = () => ({ url: `${server.url}/${name}/.git`, token: async () => secret });
  return {
    origin,
    directory,
    remoteOf,
    mirrors: createMirrors({ directory, remoteOf, env: gitEnv, retryPausesMs: [0, 0] }),
  };
}

async function readAll(mirror: Repository, revision: Revision): Promise<string[]> {
  const entries = await mirror.list(await mirror.treeOf(revision));
  const contents = await mirror.read(entries.map(({ blob }) => blob));
  return entries.map(({ blob }) => toText(contents.get(blob) ?? new Uint8Array()));
}

function packRequests(name: string): number {
  // A fetch posts once to learn the refs (only without an id to ask for) and once for the pack.
  return server.requests.filter(
    ({ url, authorization }) => authorization && url.startsWith(`/${name}/`) && url.includes("info/refs"),
  ).length;
}

function revisionOf(text: string): Revision {
  const revision = parseRevision(text);
  if (revision === undefined) throw new Error(text);
  return revision;
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
