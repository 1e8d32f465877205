import { expect, test } from "vitest";
import type { TreeEntry } from "../../src/domain/source.ts";
import { linkOnTheWay, resolveWithin } from "../../src/renderers/paths.ts";

const entries = new Map<string, TreeEntry>(
  (["apps/web.yaml", "apps/linked", "vendor/charts"] as const).map((path, index) => {
    const kind = (["file", "symlink", "submodule"] as const)[index] ?? "file";
    return [path, { path, blob: "0".repeat(40), kind } as TreeEntry];
  }),
);

test.each([
  ["apps/linked", "apps/linked"],
  ["apps/linked/base/web.yaml", "apps/linked"],
  ["vendor/charts", "vendor/charts"],
  ["vendor/charts/web/kustomization.yaml", "vendor/charts"],
  ["apps/web.yaml", undefined],
  ["apps/none.yaml", undefined],
])("what is on the way to %s is known", (path, link) => {
  expect(linkOnTheWay({ entries }, path)).toBe(link);
});

test.each([
  ["apps/web", "../base", "apps/base"],
  ["apps/web", "../../", "."],
  ["apps/web", "../../../etc", undefined],
  ["apps/web", "/etc/passwd", undefined],
  ["apps/web", "base/../../../..", undefined],
])("in %s, %s is %s", (directory, target, path) => {
  expect(resolveWithin(directory, target)).toBe(path);
});
