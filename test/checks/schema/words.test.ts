import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutNulls } from "../../../src/checks/schema/nulls.ts";
import { parseQuantity } from "../../../src/checks/schema/quantity.ts";
import { wrongSchedule } from "../../../src/checks/schema/rules/cron.ts";
import type { Json } from "../../../src/domain/json.ts";

test.each([
  ["1", 1],
  ["500m", 0.5],
  ["1.5Gi", 1.5 * 2 ** 30],
  [".5", 0.5],
  ["1e3", 1000],
  ["-2k", -2000],
  ["128974848000m", 128974848],
])("the quantity %s is %d", (text, value) => {
  expect(parseQuantity(text)).toBeCloseTo(value);
});

test.each(["", "1 Gi", "1gi", "1GB", "abc", "1,5", "0x10", "Mi", "1e", "--1", "1mi"])("%j is no quantity", (text) => {
  expect(parseQuantity(text)).toBeUndefined();
});

test.each(["* * * * *", "*/5 0-6,22 1,15 jan-mar SUN", "0 0 ? * 1-5/2", "@hourly", "@every 1h30m", "5/15 * * * *"])(
  "%j is a schedule",
  (text) => {
    expect(wrongSchedule(text)).toBeUndefined();
  },
);

test.each([
  "* * * *",
  "* * * * * *",
  "60 * * * *",
  "* 24 * * *",
  "* * 0 * *",
  "* * * 13 *",
  "* * * * 7",
  "5-1 * * * *",
  "*/0 * * * *",
  "a * * * *",
  "@fortnightly",
  "@every day",
  "CRON_TZ=UTC * * * * *",
])("%j is no schedule", (text) => {
  expect(wrongSchedule(text)).toBeTypeOf("string");
});

test("a schedule of numbers in range is always a schedule", () => {
  const field = (first: number, last: number) => fc.integer({ min: first, max: last }).map(String);
  fc.assert(
    fc.property(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6), (...parts) => {
      expect(wrongSchedule(parts.join(" "))).toBeUndefined();
    }),
  );
});

test("no field is null afterwards, and a value without nulls stays the very same", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (given) => {
      const value = given as Json;
      const clean = withoutNulls(value);
      expect(JSON.stringify(clean)).not.toMatch(/:null/);
      if (!/:null/.test(JSON.stringify(value))) expect(clean).toBe(value);
    }),
  );
});
