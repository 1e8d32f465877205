import { expect, test } from "vitest";
import { renderers } from "../../../src/renderers/index.ts";
import { treeOf } from "../../sources/trees.ts";
import { complaints, deployment, type Files, hasKustomize, noTools } from "../rendering.ts";
import { kustomizeRecipe, manifestsOf, placeOf, renderBy } from "./recipes.ts";

const files: Files = {
  "apps/web.yaml": deployment("web"),
  "apps/deep/er/db.yml": deployment("db"),
  "apps/own/kustomization.yaml": "namePrefix: own-\nresources: [x.yaml, sub]\n",
  "apps/own/x.yaml": deployment("x"),
  "apps/own/left-out.yaml": deployment("left-out"),
  "apps/own/sub/kustomization.yaml": "resources: []\n",
  "apps/notes.md": "",
  "apps/data.json": "{}",
  "apps/.github/workflows/ci.yaml": "on: push\n",
  "apps/.sops.yaml": "creation_rules: []\n",
  "other/web.yaml": deployment("no"),
};
const generate = kustomizeRecipe({ generate: true, overlay: { namespace: "shop" } });

test.skipIf(!hasKustomize)(
  "a directory without a kustomization is built as one of all that lies below it",
  async () => {
    const rendering = await renderBy(files, "apps", generate);
    const manifests = manifestsOf(rendering);

    expect(manifests.map(({ id }) => `${id.namespace}/${id.name}`).toSorted()).toEqual([
      "shop/db",
      "shop/own-x",
      "shop/web",
    ]);
    expect(complaints(rendering)).toEqual([]);
    expect(
      await placeOf(
        files,
        manifests.find(({ id }) => id.name === "db"),
        "/spec/replicas",
      ),
    ).toBe("apps/deep/er/db.yml:5");
  },
);

test("what comes and goes below such a directory is among its inputs", async () => {
  const inputs = await renderers.kustomize.inputs(treeOf(files), "apps", generate);

  expect(inputs).toEqual(expect.arrayContaining(["apps/", "apps/deep/", "apps/deep/er/", "apps/deep/er/db.yml"]));
  expect(inputs).toContain("apps/own/x.yaml");
  expect(inputs).not.toContain("apps/own/");
  expect(inputs).not.toContain("apps/own/left-out.yaml");
});

test.skipIf(!hasKustomize)("a file that holds no object is left out and told, and a broken one fails", async () => {
  const odd = { ...files, "apps/values.yaml": "a: 1\n" };

  expect(complaints(await renderBy(odd, "apps", generate))).toEqual(["apps/values.yaml:1 no-resource"]);
  expect(complaints(await renderBy({ ...odd, "apps/bad.yaml": "a: [\n" }, "apps", generate))).toEqual([
    "apps/bad.yaml:2 syntax",
  ]);
});

test.skipIf(!hasKustomize)("a directory that has a kustomization is built by that", async () => {
  const manifests = manifestsOf(await renderBy(files, "apps/own", generate));

  expect(manifests.map(({ id }) => id.name)).toEqual(["own-x"]);
});

test("without leave to make one, a directory without a kustomization cannot be rendered", async () => {
  const rendering = await renderBy(files, "apps", kustomizeRecipe({}), { tools: noTools });

  expect(complaints(rendering)).toEqual(["clusters/prod/web.yaml:3 errored"]);
});
