import fc from "fast-check";
import { expect, test } from "vitest";
import { parseBlobId, parseTreeId } from "../../src/domain/revision.ts";
import { headLines, onHeadLines } from "../../src/verdicts/head-lines.ts";
import { change, finding, planned, report } from "../report/builders.ts";

test("a line below what only the base added moves up to where the head has it", () => {
  expect(headLines("base\nbase\na\nb\n", "a\nb\n").slice(1)).toEqual([1, 1, 1, 2, 3]);
});

test("a line below what only the head has moves down", () => {
  expect(headLines("a\nb", "new\na\nb").slice(1)).toEqual([2, 3]);
});

test("the same text keeps its lines, and every line stays inside the head", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 1 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (merged, head) => {
      const lines = merged.split("\n");
      const last = head.split("\n").length;

      expect(headLines(merged, merged).slice(1)).toEqual(lines.map((_, index) => index + 1));
      expect(
        headLines(merged, head)
          .slice(1)
          .every((line) => line >= 1 && line <= last),
      ).toBe(true);
      expect(headLines(merged, head)).toHaveLength(lines.length + 1);
    }),
  );
});

const path = "apps/web/base/deployment.yaml";

/** A merge result and a head that hold one file each. */
function trees(merged: string, head: string): Parameters<typeof onHeadLines>[1] {
  const ids = { merged: known(parseTreeId("1".repeat(40))), head: known(parseTreeId("2".repeat(40))) };
  const blobs = { merged: known(parseBlobId("3".repeat(40))), head: known(parseBlobId("4".repeat(40))) };
  const bytes = new Map([
    [blobs.merged, Buffer.from(merged)],
    [blobs.head, Buffer.from(head)],
  ]);
  return {
    mergeTree: () => Promise.resolve({ status: "merged", tree: ids.merged }),
    treeOf: () => Promise.resolve(ids.head),
    changes: () => Promise.resolve([{ path, status: "modified" }]),
    list: (tree) => Promise.resolve([{ path, kind: "file", blob: tree === ids.head ? blobs.head : blobs.merged }]),
    read: () => Promise.resolve(bytes),
  };
}

function known<Id>(id: Id | undefined): Id {
  if (id === undefined) throw new Error("no id");
  return id;
}

const { signal } = new AbortController();

test("findings, their fixes and the lines of changes move to where the head has them", async () => {
  const fix = { line: 3, before: "wrong", after: "right" };
  const given = report({
    findings: [finding({ line: 3, fix })],
    applications: [
      planned({}, [
        change({ sources: [{ path, line: 3 }] }),
        change({ action: "delete", sources: [{ path, line: 3 }] }),
      ]),
    ],
  });

  const { findings, applications } = await onHeadLines(given, trees("base\nbase\nwrong\n", "wrong\n"), signal);

  expect(findings[0]).toMatchObject({ line: 1, fix: { line: 1, after: "right" } });
  const plan = applications[0]?.plan;
  const lines = plan?.status === "known" ? plan.changes.map(({ sources }) => sources[0]?.line) : [];
  expect(lines).toEqual([1, 3]);
});

test("a fix of a line that the head has otherwise is left out", async () => {
  const given = report({ findings: [finding({ line: 1, fix: { line: 1, before: "merged", after: "right" } })] });

  const { findings } = await onHeadLines(given, trees("merged\n", "head\n"), signal);

  expect(findings[0]?.fix).toBeUndefined();
});
