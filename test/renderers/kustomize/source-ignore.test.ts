import { expect, test } from "vitest";
import { renderers } from "../../../src/renderers/index.ts";
import { isLeftOut, rulesOf, sourceIgnoreRules } from "../../../src/renderers/kustomize/source-ignore.ts";
import { treeOf } from "../../sources/trees.ts";
import { deployment, type Files, hasKustomize } from "../rendering.ts";
import { kustomizeRecipe, manifestsOf, renderBy } from "./recipes.ts";

test.each([
  ["", "a/x.yaml", false],
  ["", ".github/workflows/ci.yaml", true],
  ["", "a/.sops.yaml", true],
  ["!.sops.yaml", "a/.sops.yaml", false],
  ["# x.yaml", "x.yaml", false],
  ["*.draft.yaml", "a/b.draft.yaml", true],
  ["/x.yaml", "a/x.yaml", false],
  ["docs/", "a/docs/x.yaml", true],
  ["docs/", "docs", false],
  ["/*\n!/clusters", "clusters/prod/x.yaml", false],
  ["/*\n!/clusters", "docs/x.yaml", true],
  ["!keep.yaml\n*.yaml", "keep.yaml", true],
  ["a/**/x.yaml \r", "a/b/c/x.yaml", true],
  ["\\!x.yaml", "!x.yaml", true],
])("by %j, that %s is left out is %s", (text, path, expected) => {
  expect(isLeftOut(path, rulesOf(text, "."))).toBe(expected);
});

const files: Files = {
  ".sourceignore": "*.old.yaml\n",
  "apps/.sourceignore": "/draft\n!kept.old.yaml\n",
  "apps/web.yaml": deployment("web"),
  "apps/db.old.yaml": deployment("db"),
  "apps/kept.old.yaml": deployment("kept"),
  "apps/draft/kustomization.yaml": "resources: [x.yaml]\n",
  "apps/draft/x.yaml": deployment("x"),
  "apps/values.yaml": "a: 1\n",
  "other/draft/x.yaml": deployment("y"),
};
const generate = kustomizeRecipe({ generate: true, ignore: "values.yaml\n" });

test("rules are about what is below the directory in which they are written, and those below come later", async () => {
  const rules = await sourceIgnoreRules(treeOf(files));

  expect(Object.keys(files).filter((path) => isLeftOut(path, rules))).toEqual([
    "apps/db.old.yaml",
    "apps/draft/kustomization.yaml",
    "apps/draft/x.yaml",
  ]);
});

test.skipIf(!hasKustomize)("what Flux leaves out of its archives is in no kustomization made for them", async () => {
  const rendering = await renderBy(files, "apps", generate);

  expect(manifestsOf(rendering).map(({ id }) => id.name)).toEqual(["kept", "web"]);
  expect(rendering).toMatchObject({ findings: [] });
});

test("files that may leave something out are among the inputs, there or not", async () => {
  const { "apps/.sourceignore": _, ".sourceignore": __, ...without } = files;

  for (const some of [files, without]) {
    const inputs = await renderers.kustomize.inputs(treeOf(some), "apps", generate);
    expect(inputs).toEqual(expect.arrayContaining([".sourceignore", "apps/.sourceignore"]));
  }
});
