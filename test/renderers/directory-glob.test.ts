import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDirectoryGlob } from "../../src/renderers/directory-glob.ts";

test.each([
  ["*.yaml", "a.yaml", true],
  ["*.yaml", "deep/er/a.yaml", true],
  ["*.yaml", "a.yml", false],
  ["config.json", "config.json", true],
  ["{a.yaml,dev/*.json}", "dev/x.json", true],
  ["{a.yaml,dev/*.json}", "b.yaml", false],
  ["{,x}a", "a", true],
  ["env-?/**", "env-1/a/b.yaml", true],
  ["[a-c].yaml", "b.yaml", true],
  ["[!ab].yaml", "b.yaml", false],
  ["[xyz].yaml", "y.yaml", true],
  ["a\\*", "a*", true],
  ["", "", true],
])("%s for %s is %s", (glob, path, expected) => {
  expect(parseDirectoryGlob(glob)?.(path)).toBe(expected);
});

test.each(["{a", "[a", "a\\", "{a,{b}"])("%s is no glob", (glob) => {
  expect(parseDirectoryGlob(glob)).toBeUndefined();
});

test("whatever is written, it is matched, and soon", () => {
  const globs = fc.string({
    unit: fc.constantFrom("a", "*", "?", "{", "}", ",", "[", "]", "!", "-", "/", "\\"),
    maxLength: 40,
  });
  fc.assert(
    fc.property(globs, (glob) => {
      const matches = parseDirectoryGlob(glob);

      if (matches !== undefined) expect(typeof matches(`${"a".repeat(200)}b`)).toBe("boolean");
    }),
  );
  expect(parseDirectoryGlob(`${"{*a,*b}".repeat(30)}c`)?.("ab".repeat(200))).toBe(false);
});
