import { expect, test } from "vitest";
import { percentOf, rangesOf } from "../../../src/cli/policy/test-report.ts";

test("lines are told in ranges, each once", () => {
  expect(rangesOf([9, 3, 7, 8, 8])).toBe("3, 7-9");
  expect(rangesOf([])).toBe("");
});

test("of nothing that could be reached all is reached, and files weigh by their lines", () => {
  expect(percentOf([])).toBe(100);
  expect(
    percentOf([
      { path: "a", covered: 3, uncovered: [4] },
      { path: "b", covered: 0, uncovered: [1, 2, 3, 4] },
    ]),
  ).toBe(37.5);
});
