import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diffFiles, lineAfter, lineIsIn } from "../../src/forge/git/diff.ts";
import { commitFiles, createBare } from "../../src/forge/git/repository.ts";

const author = { name: "A", email: "a@b.example" };

async function diffOf(before: string | null, after: string | null) {
  const directory = await mkdtemp(join(tmpdir(), "forge-diff-"));
  await createBare(directory, "main");
  const commit = (content: string | null) =>
    commitFiles(directory, "main", {
      files: new Map([
        ["a b\u2028.yaml", content === null ? null : { content }],
        ["keep", { content: "" }],
      ]),
      message: "m",
      author,
      at: 0,
    });
  const from = await commit(before);
  const to = await commit(after);
  const files = await diffFiles(directory, from, to);
  await rm(directory, { recursive: true });
  return files;
}

test("added, removed and binary files are told apart, whatever their names", async () => {
  expect(await diffOf(null, "x\n")).toMatchObject([
    { path: "a b\u2028.yaml", status: "added", additions: 1, patch: "@@ -0,0 +1 @@\n+x" },
  ]);
  expect(await diffOf("x\n", null)).toMatchObject([{ status: "removed", deletions: 1 }]);
  expect(await diffOf("x\0", "y\0")).toMatchObject([{ status: "modified", patch: null, additions: 0 }]);
});

test("a line that was not touched is found again by its text", async () => {
  const lines = fc.uniqueArray(fc.stringMatching(/^[a-z@+-]{1,6}$/), { minLength: 1, maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(lines, lines, async (before, after) => {
      const [file] = await diffOf(`${before.join("\n")}\n`, `${after.join("\n")}\n`);

      for (const [index, text] of before.entries()) {
        const line = lineAfter(file, index + 1);
        if (line !== null) expect(after[line - 1]).toBe(text);
      }
      const added =
        file?.hunks.flatMap((hunk) => hunk.lines).filter((line) => line.old === null && line.new !== null) ?? [];
      for (const line of added) expect(after[(line.new ?? 0) - 1]).toBe(line.text.slice(1));
    }),
    { numRuns: 15 },
  );
});

test("a comment may lie on the diff's lines and its context, on either side", async () => {
  const before = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`);
  const files = await diffOf(`${before.join("\n")}\n`, `${before.with(5, "changed").join("\n")}\n`);
  const path = "a b\u2028.yaml";

  const shown = before.map((_, index) => index + 1).filter((line) => lineIsIn(files, path, "RIGHT", line));
  expect(shown).toEqual([3, 4, 5, 6, 7, 8, 9]);
  expect(lineIsIn(files, path, "LEFT", 6)).toBe(true);
  expect(lineIsIn(files, "other", "RIGHT", 6)).toBe(false);
});
