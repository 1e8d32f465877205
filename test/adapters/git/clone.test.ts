import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openClone } from "../../../src/adapters/git/clone.ts";
import { parseRevision } from "../../../src/domain/revision.ts";
import { TerminalError } from "../../../src/errors.ts";
import { commit, createRepository, git, gitEnv, link, temporaryDirectory } from "./repositories.ts";

const folder = temporaryDirectory();
afterAll(() => folder.remove());

const oddNames = [
  "with space.yaml",
  'quote"d.yaml',
  "tab\tbed.yaml",
  "new\nline.yaml",
  "ünï/cødé ☃.yaml",
  "-dash.yaml",
  "b\\s.yaml",
];

test("every kind of entry is listed with its path as it is", async () => {
  const directory = createRepository(join(folder.path, "kinds"));
  link(directory, "link", "/etc/passwd");
  commit(directory, Object.fromEntries(oddNames.map((name) => [name, name])));
  git(directory, "update-index", "--chmod=+x", "--", "-dash.yaml");
  git(directory, "update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},module`);
  git(directory, "commit", "--quiet", "-m", "kinds");
  const clone = await openClone(directory, gitEnv);

  const entries = await clone.list(await clone.treeOf(await head(clone)));

  const kinds = new Map(entries.map(({ path, kind }) => [path, kind]));
  expect([...kinds.keys()].toSorted()).toEqual([...oddNames, "link", "module"].toSorted());
  expect(kinds.get("-dash.yaml")).toBe("executable");
  expect(kinds.get("link")).toBe("symlink");
  expect(kinds.get("module")).toBe("submodule");
  expect(kinds.get("new\nline.yaml")).toBe("file");
});

test("contents are read byte for byte in one batch, whatever the name of their file", async () => {
  const directory = createRepository(join(folder.path, "contents"));
  const binary = Buffer.from([0, 10, 255, 10, 10, 0]);
  commit(directory, { ...Object.fromEntries(oddNames.map((name) => [name, name])), binary, empty: "" });
  const clone = await openClone(directory, gitEnv);
  const entries = await clone.list(await clone.treeOf(await head(clone)));

  const contents = await clone.read(entries.map(({ blob }) => blob));

  for (const { path, blob } of entries) {
    const expected = path === "binary" ? binary : Buffer.from(path === "empty" ? "" : path);
    expect(Buffer.from(contents.get(blob) ?? []), path).toEqual(expected);
  }
});

test("an object that is not there is a clear refusal, not an empty file", async () => {
  const directory = createRepository(join(folder.path, "absent"));
  const revision = commit(directory, { a: "1" });
  const clone = await openClone(directory, gitEnv);
  const [entry] = await clone.list(await clone.treeOf(revision));
  const strange = entry!.blob.replace(/./g, "1") as NonNullable<typeof entry>["blob"];

  await expect(clone.read([strange])).rejects.toThrow(new TerminalError(`There is no object ${"1".repeat(40)} here.`));
  await expect(clone.fetch([parseRevision("2".repeat(40))!])).rejects.toThrow(/has no commit 2{40}; fetch it first/);
});

test("a file that is too large to be read is refused by its id, and small ones beside it do not hide it", async () => {
  const directory = createRepository(join(folder.path, "large"));
  commit(directory, { "large.bin": Buffer.alloc(32 * 1024 * 1024 + 1), "small.yaml": "a: 1\n" });
  const clone = await openClone(directory, gitEnv);
  const blobs = (await clone.list(await clone.treeOf(await head(clone)))).map(({ blob }) => blob);
  const large = git(directory, "rev-parse", "HEAD:large.bin");

  await expect(clone.read(blobs)).rejects.toThrow(
    new TerminalError(`The file with object id ${large} is larger than 32 MiB.`),
  );
});

test("changes name every path that differs, a rename as removal and addition", async () => {
  const directory = createRepository(join(folder.path, "changes"));
  const base = commit(directory, {
    "kept.yaml": "k",
    "edited.yaml": "1",
    "new\nline.yaml": "moved content\n",
    gone: "g",
  });
  const to = commit(directory, {
    "edited.yaml": "2",
    "new\nline.yaml": null,
    'to "here".yaml': "moved content\n",
    gone: null,
  });
  const clone = await openClone(directory, gitEnv);

  const changes = await clone.changes(await clone.treeOf(base), await clone.treeOf(to));

  expect(changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: "edited.yaml", status: "modified" },
    { path: "gone", status: "removed" },
    { path: "new\nline.yaml", status: "removed" },
    { path: 'to "here".yaml', status: "added" },
  ]);
});

test("a merge gives the tree of both sides, or the paths that conflict, and leaves the work tree alone", async () => {
  const directory = createRepository(join(folder.path, "merge"));
  const start = commit(directory, { a: "1\n2\n3\n4\n5\n", "odd\nname": "x\n" });
  const base = commit(directory, { a: "one\n2\n3\n4\n5\n" });
  git(directory, "checkout", "--quiet", "-b", "clean", start);
  const clean = commit(directory, { a: "1\n2\n3\n4\nfive\n" });
  git(directory, "checkout", "--quiet", "-b", "clash", start);
  const clash = commit(directory, { a: "uno\n2\n3\n4\n5\n" });
  const clone = await openClone(directory, gitEnv);

  const merged = await clone.mergeTree(base, clean);
  const conflict = await clone.mergeTree(base, clash);

  if (merged.status !== "merged") throw new Error("expected a merge");
  const entry = (await clone.list(merged.tree)).find(({ path }) => path === "a");
  const content = (await clone.read([entry!.blob])).get(entry!.blob);
  expect(Buffer.from(content ?? []).toString()).toBe("one\n2\n3\n4\nfive\n");
  expect(conflict).toEqual({ status: "conflicts", paths: ["a"] });
  expect(git(directory, "status", "--porcelain")).toBe("");
});

test("the lines of a diff are those GitHub shows: hunks with three lines of context, from the merge base", async () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);
  const directory = createRepository(join(folder.path, "lines"));
  const start = commit(directory, {
    "two hunks": lines.join("\n"),
    moved: `${lines.join("\n")}\n`,
    removed: "x\n",
    same: "s",
  });
  const base = commit(directory, { same: "only on the base" });
  git(directory, "checkout", "--quiet", "-b", "topic", start);
  const edited = lines.with(9, "TEN\ndiff --git a/x b/x\n@@ -1 +1 @@").with(34, "THIRTY-FIVE");
  const renamed = `${lines.with(0, "first").join("\n")}\n`;
  const to = commit(directory, {
    "two hunks": edited.join("\n"),
    moved: null,
    "new\nname": renamed,
    removed: null,
    added: "1\n2\n3\n",
    link: "to become a link",
  });
  const clone = await openClone(directory, gitEnv);

  const ranges = await clone.diffLines(base, to);

  expect(Object.fromEntries(ranges.map(({ path, ranges }) => [path, ranges]))).toEqual({
    added: [{ first: 1, last: 3 }],
    link: [{ first: 1, last: 1 }],
    "new\nname": [{ first: 1, last: 4 }],
    "two hunks": [
      { first: 7, last: 15 },
      { first: 34, last: 40 },
    ],
  });
});

test("a file that turns into a link keeps records and patches together", async () => {
  const directory = createRepository(join(folder.path, "typechange"));
  const base = commit(directory, { a: "1\n", b: "2\n", z: "3\n" });
  commit(directory, { b: null });
  link(directory, "b", "a");
  const to = commit(directory, { z: "4\n" });
  const clone = await openClone(directory, gitEnv);

  const ranges = await clone.diffLines(base, to);

  expect(ranges).toEqual([
    { path: "b", ranges: [{ first: 1, last: 1 }] },
    { path: "z", ranges: [{ first: 1, last: 1 }] },
  ]);
});

test("names resolve to commits, and what is no name resolves to nothing", async () => {
  const directory = createRepository(join(folder.path, "names"));
  const first = commit(directory, { a: "1" });
  git(directory, "tag", "-a", "v1", "-m", "one");
  const second = commit(directory, { a: "2" });
  const clone = await openClone(directory, gitEnv);

  expect(await clone.resolve("main")).toBe(second);
  expect(await clone.resolve("v1")).toBe(first);
  expect(await clone.resolve("HEAD~1")).toBe(first);
  expect(await clone.resolve(first.slice(0, 10))).toBe(first);
  for (const none of ["nope", "--all", "-x", "", "a\0b", "HEAD:a"])
    expect(await clone.resolve(none), none).toBeUndefined();
});

test("the merge base is the common ancestor, and unrelated histories have none", async () => {
  const directory = createRepository(join(folder.path, "base"));
  const start = commit(directory, { a: "1" });
  const main = commit(directory, { a: "2" });
  git(directory, "checkout", "--quiet", "-b", "topic", start);
  const topic = commit(directory, { b: "1" });
  git(directory, "checkout", "--quiet", "--orphan", "other");
  const other = commit(directory, { c: "1" });
  const clone = await openClone(directory, gitEnv);

  expect(await clone.mergeBase(main, topic)).toBe(start);
  expect(await clone.mergeBase(main, other)).toBeUndefined();
});

test("a clone is found from any folder in it, from a linked work tree, and by its default branch", async () => {
  const directory = createRepository(join(folder.path, "inside"));
  const revision = commit(directory, { "deep/er/a": "1" });
  git(directory, "worktree", "add", "--quiet", join(folder.path, "linked"), "-b", "linked");

  const inside = await openClone(join(directory, "deep", "er"), gitEnv);
  const linked = await openClone(join(folder.path, "linked"), { ...gitEnv, GIT_DIR: "/nonexistent" });

  expect(inside.root).toBe(directory);
  expect(await inside.defaultBranch()).toBe("main");
  expect(await linked.resolve("linked")).toBe(revision);
  expect(await linked.mergeTree(revision, revision)).toEqual({ status: "merged", tree: await linked.treeOf(revision) });
});

test("the work tree is read as it is, and neither it nor the clone is touched", async () => {
  const directory = createRepository(join(folder.path, "work:tree"));
  commit(directory, { ".gitignore": "ignored\n", edited: "1", gone: "1", kept: "1" });
  writeFileSync(join(directory, "edited"), "2");
  writeFileSync(join(directory, "new\nfile"), "3");
  writeFileSync(join(directory, "ignored"), "4");
  rmSync(join(directory, "gone"));
  const before = [git(directory, "status", "--porcelain"), git(directory, "count-objects")];
  const clone = await openClone(directory, gitEnv);

  const files = await clone.withWorkTree(async ({ tree, repository }) => {
    const entries = await repository.list(tree);
    const contents = await repository.read(entries.map(({ blob }) => blob));
    return entries.map(({ path, blob }) => [path, Buffer.from(contents.get(blob) ?? []).toString()]);
  });

  expect(Object.fromEntries(files ?? [])).toEqual({
    ".gitignore": "ignored\n",
    edited: "2",
    kept: "1",
    "new\nfile": "3",
  });
  expect([git(directory, "status", "--porcelain"), git(directory, "count-objects")]).toEqual(before);
});

test("a shallow clone says that it is one", async () => {
  const directory = createRepository(join(folder.path, "deep"));
  commit(directory, { a: "1" });
  commit(directory, { a: "2" });
  git(folder.path, "clone", "--quiet", "--depth=1", `file://${directory}`, "shallow");

  expect(await (await openClone(join(folder.path, "shallow"), gitEnv)).isShallow()).toBe(true);
  expect(await (await openClone(directory, gitEnv)).isShallow()).toBe(false);
});

test("a clone without file contents fetches what is missing from its own remote", async () => {
  const directory = createRepository(join(folder.path, "origin"));
  commit(directory, { a: "content a", b: "content b" });
  git(folder.path, "clone", "--quiet", "--filter=blob:none", "--no-checkout", `file://${directory}`, "blobless");
  const clone = await openClone(join(folder.path, "blobless"), gitEnv);
  const entries = await clone.list(await clone.treeOf(await head(clone)));

  const contents = await clone.read(entries.map(({ blob }) => blob));

  expect([...contents.values()].map((bytes) => Buffer.from(bytes).toString())).toEqual(["content a", "content b"]);
});

test("the repository's and the user's configuration change nothing that is read", async () => {
  const directory = createRepository(join(folder.path, "configured"));
  const base = commit(directory, { "a.txt": "1\n" });
  const to = commit(directory, { "a.txt": "2\n" });
  git(directory, "config", "diff.external", "/bin/false");
  git(directory, "config", "diff.noprefix", "true");
  git(directory, "config", "color.ui", "always");
  git(directory, "config", "diff.context", "0");
  git(directory, "config", "core.quotePath", "false");
  git(directory, "config", "diff.bad.textconv", "/bin/false");
  const clone = await openClone(directory, gitEnv);

  expect(await clone.diffLines(base, to)).toEqual([{ path: "a.txt", ranges: [{ first: 1, last: 1 }] }]);
});

test("a folder that cannot be opened is named in one sentence", async () => {
  const plain = join(folder.path, "plain");
  mkdirSync(plain);

  await expect(openClone(plain, gitEnv)).rejects.toThrow(new TerminalError(`${plain} is not in a git repository.`));
  await expect(openClone(join(plain, "nope"), gitEnv)).rejects.toThrow(`There is no folder ${join(plain, "nope")}.`);
  await expect(openClone(plain, { PATH: "/nonexistent" })).rejects.toThrow(/^git is not installed, or not on PATH/);
});

async function head(clone: Awaited<ReturnType<typeof openClone>>) {
  const revision = await clone.resolve("HEAD");
  if (revision === undefined) throw new Error("no HEAD");
  return revision;
}
