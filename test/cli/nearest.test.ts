import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearest } from "../../src/cli/nearest.ts";

const word = fc.string({ maxLength: 8 });

test("the distance between words is a metric", () => {
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
    }),
  );
});

test("one letter added is one step", () => {
  fc.assert(
    fc.property(word, fc.nat(8), (text, at) => {
      const longer = `${text.slice(0, at)}x${text.slice(at)}`;
      expect(editDistance(text, longer)).toBe(1);
    }),
  );
});

test("a slip of the finger is understood, and another word is not guessed", () => {
  const names = ["check", "plan", "render", "doctor"];

  expect(nearest("chek", names)).toBe("check");
  expect(nearest("plna", names)).toBe("plan");
  expect(nearest("doctro", names)).toBe("doctor");
  expect(nearest("serve", names)).toBeUndefined();
  expect(nearest("", names)).toBeUndefined();
});
