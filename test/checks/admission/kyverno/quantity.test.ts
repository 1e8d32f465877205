import fc from "fast-check";
import { expect, test } from "vitest";
import { goJson, goSprint, scientific } from "../../../../src/checks/admission/kyverno/go-text.ts";
import { compareQuantities, parseQuantity } from "../../../../src/checks/admission/kyverno/quantity.ts";

function compare(one: string, other: string): number | undefined {
  const [a, b] = [parseQuantity(one), parseQuantity(other)];
  return a === undefined || b === undefined ? undefined : compareQuantities(a, b);
}

test.each([
  ["1Gi", "1024Mi", 0],
  ["1G", "1Gi", -1],
  ["1000m", "1", 0],
  ["0.1", "100m", 0],
  ["1e3", "1k", 0],
  ["1E3", "1000", 0],
  ["1E", "1000P", 0],
  ["-1", "1", -1],
  ["0.0000000001", "1n", 0],
  ["9007199254740993", "9007199254740992", 1],
  ["16Ei", "8Ei", 0],
  ["5.", "5", 0],
  [".5", "500m", 0],
])("%s against %s is %i", (one, other, wanted) => {
  expect(compare(one, other)).toBe(wanted);
});

test.each(["", ".", "Gi", "1gi", "1K", "1mi", "1 Gi", "0x1", "1e", "--1", "1.2.3", "ten"])(
  "%j is no quantity",
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);

test("quantities of whole numbers are in the order of the numbers", () => {
  const whole = fc.maxSafeInteger();
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      expect(compare(String(a), String(b))).toBe(a < b ? -1 : Number(a > b));
    }),
  );
});

test("values are written as Go writes them", () => {
  expect(goJson({ b: "<&>", a: [1, null] })).toBe('{"a":[1,null],"b":"\\u003c\\u0026\\u003e"}');
  expect([80, 1e6, 0.00001, 1.5, true, null, "a"].map(goSprint)).toEqual([
    "80",
    "1e+06",
    "1e-05",
    "1.5",
    "true",
    "<nil>",
    "a",
  ]);
  expect(scientific(1.5, "E")).toBe("1.5E+00");
});
