import fc from "fast-check";
import { expect, test } from "vitest";
import { prefixesOf } from "../../../src/renderers/substitute/prefixes.ts";

test.each([
  ["a.b.c", "*.", [2, 4]],
  ["abc", "?", [1]],
  ["abc", "[^b-z]*", [1, 2, 3]],
  ["a*c", "a\\*", [2]],
  ["abc", "", []],
  ["abc", "[a", []],
  ["]a", "[]]", [1]],
])("of %s the pattern %s matches the beginnings %j", (text, pattern, expected) => {
  expect(prefixesOf([...text], pattern)).toEqual(expected);
});

test("it agrees with a regular expression of the same meaning", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
  const patterns = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
  fc.assert(
    fc.property(letters, patterns, (text, pattern) => {
      const same = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      const lengths = Array.from({ length: text.length }, (_, index) => index + 1);

      expect(prefixesOf([...text], pattern)).toEqual(lengths.filter((length) => same.test(text.slice(0, length))));
    }),
  );
});
