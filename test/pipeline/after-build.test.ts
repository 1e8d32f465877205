import { expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Recipe } from "../../src/domain/recipe.ts";
import { afterBuild } from "../../src/pipeline/after-build.ts";
import { toManifest } from "../../src/sources/manifests.ts";
import { application } from "../renderers/rendering.ts";

function built(recipe: Recipe, metadata: JsonObject = {}) {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cm", ...metadata }, data: { a: "${who}" } };
  const manifest = toManifest(object, [{ path: "cm.yaml", line: 1, document: 0, role: "resource", within: [] }]);
  if (typeof manifest === "string") throw new Error(manifest);
  const subject = application("apps", "kustomize", recipe);
  return afterBuild({ status: "rendered", manifests: [manifest], findings: [] }, subject);
}

test("common metadata is set after variables were replaced: none in it are, and it cannot forbid them", () => {
  const labels = { note: "${who}", "kustomize.toolkit.fluxcd.io/substitute": "disabled" };
  const recipe = {
    declaredAt: { path: "clusters/prod/web.yaml", line: 3 },
    kustomize: { overlay: { commonMetadata: { labels } }, generate: false, openRoot: true },
    substitution: { variables: { who: "me" }, incomplete: false },
  };

  expect(built(recipe)).toMatchObject({
    manifests: [
      { object: { metadata: { labels }, data: { a: "me" } }, origins: [{ path: "clusters/prod/web.yaml" }, {}] },
    ],
  });
});
