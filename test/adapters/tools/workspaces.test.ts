import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { createWorkspaces } from "../../../src/adapters/tools/workspaces.ts";
import { TerminalError } from "../../../src/errors.ts";

const text = (content: string) => new TextEncoder().encode(content);

test("files are written as they are, for our user only, and gone afterwards", async () => {
  const files = new Map([
    ["a.yaml", text("a")],
    ["deep/er/new\nline ü.yaml", text("b")],
  ]);

  const seen = await createWorkspaces().with(files, async (directory) => {
    expect(readFileSync(join(directory, "a.yaml"), "utf8")).toBe("a");
    expect(readFileSync(join(directory, "deep/er/new\nline ü.yaml"), "utf8")).toBe("b");
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, "deep")).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, "a.yaml")).mode & 0o777).toBe(0o600);
    return directory;
  });

  expect(existsSync(seen)).toBe(false);
});

test("the folder is gone after a failure too", async () => {
  let seen = "";
  const failing = createWorkspaces().with(new Map([["a", text("a")]]), async (directory) => {
    seen = directory;
    throw new Error("render failed");
  });

  await expect(failing).rejects.toThrow("render failed");
  expect(seen).not.toBe("");
  expect(existsSync(seen)).toBe(false);
});

test.each(["../a", "/etc/passwd", "a/../../b", "a//b", "./a", "", "a/", "a\0b", "..", "a/."])(
  "a path that leads elsewhere is refused: %j",
  async (path) => {
    const opened = createWorkspaces().with(new Map([[path, text("x")]]), async () => "used");

    await expect(opened).rejects.toThrow(TerminalError);
  },
);

test("names that only look like leading out are files like others", async () => {
  const files = new Map([
    ["..a/b..", text("1")],
    ["...", text("2")],
  ]);

  expect(await createWorkspaces().with(files, async (directory) => existsSync(join(directory, "..a/b..")))).toBe(true);
});

test("leftovers of dead processes are swept, and those of living ones are not", async () => {
  const machine = hostname().replaceAll(/[^0-9A-Za-z]/g, "") || "localhost";
  // Beyond the largest number Linux gives a process.
  const dead = mkdtempSync(join(tmpdir(), `fairlead-${machine}-4999999-`));
  const alive = mkdtempSync(join(tmpdir(), `fairlead-${machine}-${process.pid}-`));
  const elsewhere = mkdtempSync(join(tmpdir(), "fairlead-othermachine-4999999-"));
  const old = mkdtempSync(join(tmpdir(), "fairlead-othermachine-4999999-"));
  mkdirSync(join(dead, "deep"));
  writeFileSync(join(dead, "deep", "file"), "x");
  const keep = mkdtempSync(join(tmpdir(), "fairlead-keep-"));
  writeFileSync(join(keep, "file"), "x");
  symlinkSync(keep, join(dead, "link"));
  utimesSync(old, new Date(0), new Date(0));

  await createWorkspaces().with(new Map(), async () => {});

  expect([dead, alive, elsewhere, old, keep].filter((path) => existsSync(path)).map((path) => basename(path))).toEqual(
    [alive, elsewhere, keep].map((path) => basename(path)),
  );
  expect(existsSync(join(keep, "file"))).toBe(true);
});

test("a folder for temporary files that cannot be used is told in one sentence", async () => {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = join(tmpdir(), "fairlead-is-not-here");
  try {
    await expect(createWorkspaces().with(new Map(), async () => {})).rejects.toThrow(
      /^No folder can be made in .*fairlead-is-not-here \(ENOENT\): set TMPDIR to one that can be written\.$/,
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
