import fc from "fast-check";
import { expect, test } from "vitest";
import { pathMatcher, pathspecMatcher } from "../../../src/declarations/argocd/go-match.ts";

test.each([
  ["apps/*", "apps/web", true],
  ["apps/*", "apps/web/deep", false],
  ["apps/*", "apps", false],
  ["*/web", "apps/web", true],
  ["apps/w?b", "apps/web", true],
  ["apps/[a-w]eb", "apps/web", true],
  ["apps/[^w]eb", "apps/web", false],
  ["apps/\\*", "apps/*", true],
  ["apps/\\*", "apps/web", false],
  ["a*b*c", "aXbbYc", true],
  ["a*/b*", "a1/b2", true],
  ["a*/b*", "a1/x/b2", false],
  ["apps/[", "apps/[", false],
])("the path %s matches %s: %s", (pattern, name, expected) => {
  expect(pathMatcher(pattern)(name)).toBe(expected);
});

test.each([
  ["clusters/*/config.yaml", "clusters/a/b/config.yaml", true],
  ["clusters/**/config.yaml", "clusters/a/config.yaml", true],
  ["*.yaml", "a/b/c.yaml", true],
  ["clusters", "clusters/a/config.yaml", true],
  ["clusters/", "clusters/a/config.yaml", true],
  ["clusters", "clusters-old/config.yaml", false],
  ["config.yaml", "a/config.yaml", false],
  [".", "anything", true],
])("git's %s matches %s: %s", (pattern, name, expected) => {
  expect(pathspecMatcher(pattern)(name)).toBe(expected);
});

/** The same by a regular expression, which takes exponential time for some. */
function expected(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.replaceAll("*", "[^/]*").replaceAll("?", "[^/]")}$`, "u").test(name);
}

test("stars and question marks match what a regular expression would", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "/", "*", "?"), maxLength: 10 });
  const name = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 12 });

  fc.assert(
    fc.property(pattern, name, (given, path) => {
      expect(pathMatcher(given)(path)).toBe(expected(given, path));
    }),
    { numRuns: 2000 },
  );
});

test("a pattern of many stars takes no time", () => {
  expect(pathMatcher(`${"a*".repeat(5000)}b`)("a".repeat(10_000))).toBe(false);
});
