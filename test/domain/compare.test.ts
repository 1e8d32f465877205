import { expect, test } from "vitest";
import { compare } from "../../src/domain/compare.ts";

test("numbers go by their value, texts by code unit", () => {
  expect([10, 9, 2].toSorted(compare)).toEqual([2, 9, 10]);
  expect([10n, 9n, 2n].toSorted(compare)).toEqual([2n, 9n, 10n]);
  expect(["b", "a", "B", "10", "9"].toSorted(compare)).toEqual(["10", "9", "B", "a", "b"]);
  expect(compare("a", "a")).toBe(0);
});
