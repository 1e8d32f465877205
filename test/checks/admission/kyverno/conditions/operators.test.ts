import fc from "fast-check";
import { expect, test } from "vitest";
import { holdsCondition } from "../../../../../src/checks/admission/kyverno/conditions/operators.ts";
import { NotEvaluated } from "../../../../../src/checks/admission/kyverno/outcome.ts";
import type { Json } from "../../../../../src/domain/json.ts";

test.each<[Json, string, Json, boolean]>([
  ["a", "Equals", "a", true],
  ["a", "equals", "b", false],
  ["abc", "Equals", "a*", true],
  ["a*", "Equals", "abc", false],
  ["1Gi", "Equals", "1024Mi", true],
  ["1h", "Equals", "60m", true],
  ["60s", "Equals", 60, true],
  [5, "Equals", "5", true],
  [5, "Equals", 5, true],
  [5.5, "Equals", "5.5", true],
  [true, "Equals", true, true],
  [true, "Equals", "true", false],
  [["a"], "Equals", ["a"], true],
  [{ a: 1 }, "Equals", { a: 1 }, true],
  [{ a: 1 }, "Equals", "a", false],
  ["a", "NotEquals", "b", true],
  ["abc", "NotEquals", "a*", false],
  [5, "NotEquals", "six", true],
  ["a", "AnyIn", ["a", "b"], true],
  ["c", "AnyIn", ["a", "b"], false],
  ["abc", "AnyIn", ["a*"], true],
  ["a*", "AnyIn", ["abc"], true],
  [["a", "c"], "AnyIn", ["a", "b"], true],
  [["a", "c"], "AllIn", ["a", "b"], false],
  [["a", "b"], "AllIn", ["a", "b", "c"], true],
  [["a", "c"], "AnyNotIn", ["a", "b"], true],
  [["a", "b"], "AnyNotIn", ["a", "b"], false],
  [["a", "c"], "AllNotIn", ["a", "b"], false],
  [["c", "d"], "AllNotIn", ["a", "b"], true],
  [[], "AnyNotIn", ["a"], false],
  [[], "AllIn", ["a"], true],
  [8080, "AnyIn", ["8080"], true],
  [5, "AnyIn", "1-10", true],
  [11, "AnyIn", "1-10", false],
  [[5, 11], "AnyNotIn", "1-10", true],
  [[5, 11], "AllNotIn", "1-10", false],
  ["1Gi", "AnyIn", "512Mi-2Gi", true],
  ["a", "AnyIn", '["a", "b"]', true],
  [["b"], "AllIn", '["a", "b"]', true],
  ["a", "In", ["a", "b"], true],
  ["c", "NotIn", ["a", "b"], true],
  [["a"], "In", ["a*"], false],
  [null, "AnyIn", ["a"], false],
  [null, "AnyNotIn", ["a"], false],
  ["a", "AnyNotIn", null, false],
  [5, "GreaterThan", 4, true],
  [5, "GreaterThan", 5, false],
  [5, "GreaterThanOrEquals", "5", true],
  ["1Gi", "GreaterThan", "512Mi", true],
  ["500m", "LessThan", "1", true],
  // Beside a number it is a duration, and a number is seconds.
  ["500m", "LessThan", 1, false],
  ["90m", "LessThanOrEquals", "1h30m", true],
  ["1h", "GreaterThan", 60, true],
  ["1.10.0", "GreaterThan", "1.9.0", true],
  ["1.10.0-rc.1", "LessThan", "1.10.0", true],
  ["many", "GreaterThan", 1, false],
  [null, "LessThan", 1, false],
  ["90s", "DurationGreaterThan", "1m", true],
  [90, "DurationLessThan", "1m", false],
])("%j %s %j is %j", (key, operator, value, wanted) => {
  expect(holdsCondition(key, operator, value)).toBe(wanted);
});

test.each<[Json, string, Json]>([
  [null, "Equals", "a"],
  ["5", "NotEquals", "five"],
  [[["a"]], "AnyIn", ["a"]],
  ["a", "Resembles", "b"],
])("%j %s %j is not guessed", (key, operator, value) => {
  expect(() => holdsCondition(key, operator, value)).toThrow(NotEvaluated);
});

test("of words and lists, an operator is the opposite of its negation", () => {
  const word = fc.constantFrom("a", "b", "c", "ab", "*", "a?");
  const words = fc.array(word, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.oneof(word, words), words, (key, value) => {
      expect(holdsCondition(key, "AllNotIn", value)).toBe(!holdsCondition(key, "AnyIn", value));
      expect(holdsCondition(key, "AnyNotIn", value)).toBe(!holdsCondition(key, "AllIn", value));
    }),
  );
});
