import { matchesGlob } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseGlob } from "../../src/domain/glob.ts";

test.each([
  ["**/testdata/**", "a/testdata/b.yaml", true],
  ["**/testdata/**", "testdata/b.yaml", true],
  ["**/testdata/**", "testdata", false],
  ["testdata", "a/testdata/b.yaml", true],
  ["*.json", "a/b/c.json", true],
  ["/apps/*.yaml", "apps/web/a.yaml", false],
  ["apps/*", "apps/web/a.yaml", true],
  ["apps/{web,db}/", "apps/db/a.yaml", true],
  ["apps/{web,db}/", "apps/dbs/a.yaml", false],
  ["v[0-9].yaml", "x/v3.yaml", true],
  ["v[!0-9].yaml", "x/v3.yaml", false],
  ["a?c", "abc", true],
  ["a/**/b", "a/b", true],
  ["a/**/b", "a/x/y/b/z", true],
])("%s on %s: %s", (pattern, path, expected) => {
  expect(parseGlob(pattern)(path)).toBe(expected);
});

test("patterns with a slash match files as Node's own globs do", () => {
  const part = fc.constantFrom("a", "b", "*", "**", "a*", "?", "*b*");
  const segment = fc.constantFrom("a", "b", "ab", "ba");
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 2, maxLength: 4 }),
      fc.array(segment, { minLength: 1, maxLength: 5 }),
      (parts, path) => {
        const prefixes = path.map((_, index) => path.slice(0, index + 1).join("/"));
        // `x/**` is what lies in x; Node counts x as well.
        const trailing = parts.at(-1) === "**" ? [...parts, "*"] : parts;
        const expected = prefixes.some((prefix) => matchesGlob(prefix, trailing.join("/")));
        expect(parseGlob(parts.join("/"))(path.join("/"))).toBe(expected);
      },
    ),
    { numRuns: 2000 },
  );
});

test("a pattern made to blow up is answered", () => {
  expect(parseGlob(`${"*a".repeat(50)}b`)("a".repeat(5000))).toBe(false);
  expect(parseGlob(`${"**/a/".repeat(30)}b`)("a/".repeat(200))).toBe(false);
  expect(parseGlob("{a,b}".repeat(20))("c")).toBe(false);
});
