import fc from "fast-check";
import { expect, test } from "vitest";
import { headLines } from "../../src/verdicts/head-lines.ts";

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
