import { expect, test } from "vitest";
import { complaints, type Files, hasKustomize, noTools } from "../rendering.ts";
import { kustomizeRecipe, renderBy } from "./recipes.ts";

const files: Files = {
  "apps/web/kustomization.yaml": "resources:\n  - ../../shared/cm.yaml\n",
  "shared/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shared}\n",
};

test.skipIf(!hasKustomize)("a file outside the directory is read, and told unless something allows it", async () => {
  const told = await renderBy(files, "apps/web", {});
  const flux = await renderBy(files, "apps/web", kustomizeRecipe({ openRoot: true }));
  const configured = await renderBy(files, "apps/web", kustomizeRecipe({ openRoot: false, loadRestrictor: "none" }));

  expect(told).toMatchObject({ status: "rendered", findings: [{ severity: "notice" }] });
  expect(complaints(told)).toEqual(["apps/web/kustomization.yaml:2 load-restrictor"]);
  expect([flux, configured].map(complaints)).toEqual([[], []]);
});

test("where the configuration keeps the restriction, such a file is the author's mistake", async () => {
  const rendering = await renderBy(files, "apps/web", kustomizeRecipe({ loadRestrictor: "root" }), { tools: noTools });

  expect(rendering.status).toBe("failed");
  expect(complaints(rendering)).toEqual(["apps/web/kustomization.yaml:2 load-restrictor"]);
});
