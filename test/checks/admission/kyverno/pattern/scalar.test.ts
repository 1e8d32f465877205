import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesScalar } from "../../../../../src/checks/admission/kyverno/pattern/scalar.ts";
import type { Json } from "../../../../../src/domain/json.ts";

const rows: readonly (readonly [
  pattern: Json,
  matching: readonly (Json | undefined)[],
  others: readonly (Json | undefined)[],
])[] = [
  ["web", ["web"], ["webs", "we", "", null, undefined, 1, true]],
  ["*", ["", "web", 1, false], [null, undefined]],
  ["?*", ["w", "web", 8080], ["", null, undefined]],
  ["w?b", ["web", "wab"], ["wb", "weeb"]],
  ["registry/*", ["registry/web", "registry/"], ["registry", "my-registry/web"]],
  ["*:*", ["web:1", "r:5000/web:1"], ["web"]],
  ["!latest", ["1", ""], ["latest", null, undefined]],
  ["!*:latest", ["web:1", "web"], ["web:latest"]],
  ["a | b", ["a", "b"], ["c", "a | c"]],
  ["!a & !b", ["c"], ["a", "b"]],
  [">5", [6, "6", "5.5"], [5, "4", undefined, "many"]],
  [">=5", [5, 6, "5"], [4, "4.9"]],
  ["<5", [4, "4", undefined, null], [5, "many"]],
  ["<=5", [5, "5", undefined], [6]],
  ["< 5", [4], [5]],
  [">0 & <10", [1, 9], [0, 10]],
  ["1-5", [1, 3, 5, "2.5"], [0, 6, undefined]],
  ["!1-5", [0], []],
  ["1!-5", [0, 6, "7"], [1, 3, 5]],
  ["100Mi-1Gi", ["100Mi", "512Mi", "1Gi", 536870912], ["99Mi", "2Gi"]],
  ["<=1Gi", ["1024Mi", "1Gi", 1073741824, "500M"], ["1025Mi", "2G"]],
  ["500m", ["500m", "0.5", 0.5], ["501m", 1]],
  [">250m", ["300m", "1", 1], ["250m", "0.25", "100m"]],
  ["1h", ["1h", "60m", "3600s"], ["59m"]],
  ["<=1h30m", ["90m", "1h", "5s"], ["91m", "2h"]],
  [5, [5, "5"], [6, "5.0", "five", null, true]],
  [0.5, [0.5, "0.5", "5e-1"], [0.6, 1]],
  [true, [true], ["true", false, 1, undefined]],
  [false, [false], ["false", undefined, null]],
  [null, [undefined, null, "", 0, false], ["x", 1, true, {}]],
  ["true", ["true", true], [false, "yes"]],
  ["1.5", [1.5, "1.5", "1500m"], ["1.6"]],
];

test.each(rows)("%j matches what it is written for, and nothing else", (pattern, matching, others) => {
  expect(matching.filter((value) => !matchesScalar(value, pattern))).toEqual([]);
  expect(others.filter((value) => matchesScalar(value, pattern))).toEqual([]);
});

test("a text matches itself, whatever is in it", () => {
  fc.assert(fc.property(fc.string(), (text) => matchesScalar(text, text)));
});

test("a negation is the complement of what it negates", () => {
  const word = fc.stringMatching(/^[a-z*?0-9]{2,6}$/);
  fc.assert(
    fc.property(word, fc.oneof(fc.stringMatching(/^[a-z0-9]{0,6}$/), fc.integer()), (pattern, value) => {
      expect(matchesScalar(value, `!${pattern}`)).toBe(!matchesScalar(value, pattern));
    }),
  );
});

test("a range holds exactly between its ends", () => {
  const whole = fc.integer({ min: 0, max: 1_000 });
  fc.assert(
    fc.property(whole, whole, whole, (least, most, value) => {
      expect(matchesScalar(value, `${least}-${most}`)).toBe(least <= value && value <= most);
      expect(matchesScalar(value, `${least}!-${most}`)).toBe(value < least || value > most);
    }),
  );
});

test("a dot in a wildcard pattern is not guessed where versions of Kyverno differ", () => {
  expect(matchesScalar("ghcr.io/web", "ghcr.io/*")).toBe(true);
  expect(() => matchesScalar("ghcr-io/web", "ghcr.io/*")).toThrow(/versions of Kyverno differ/);
});
