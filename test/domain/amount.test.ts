import { expect, test } from "vitest";
import { amount } from "../../src/domain/amount.ts";

test.each([
  [0, "0 errors"],
  [1, "1 error"],
  [999, "999 errors"],
  [1000, "1,000 errors"],
  [1234567, "1,234,567 errors"],
])("%d is %s", (count, words) => {
  expect(amount(count, "error")).toBe(words);
});
