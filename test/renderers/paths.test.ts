import { expect, test } from "vitest";
import { resolveWithin } from "../../src/renderers/paths.ts";

test.each([
  ["apps/web", "../base", "apps/base"],
  ["apps/web", "../../", "."],
  ["apps/web", "../../../etc", undefined],
  ["apps/web", "/etc/passwd", undefined],
  ["apps/web", "base/../../../..", undefined],
])("in %s, %s is %s", (directory, target, path) => {
  expect(resolveWithin(directory, target)).toBe(path);
});
