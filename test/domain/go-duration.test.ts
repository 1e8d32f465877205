import { expect, test } from "vitest";
import { parseGoDuration } from "../../src/domain/go-duration.ts";

test.each([
  ["1h30m", 5_400_000_000_000n],
  ["1.5s", 1_500_000_000n],
  ["-2ms", -2_000_000n],
  ["3us", 3_000n],
  ["0", 0n],
  ["-0", 0n],
  ["-2562047h47m16.854775808s", -(1n << 63n)],
  ["1h1h", 7_200_000_000_000n],
])("the duration %s", (text, wanted) => {
  expect(parseGoDuration(text)).toBe(wanted);
});

test.each(["", "5", "1d", "1 h", "h", "1h 2m", "9999999999h", "1.s.", "2562047h47m16.854775808s"])(
  "%j is no duration",
  (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  },
);
