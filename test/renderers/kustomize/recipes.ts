import type { Manifest } from "../../../src/domain/manifest.ts";
import type { KustomizeRecipe, Recipe } from "../../../src/domain/recipe.ts";
import { renderers } from "../../../src/renderers/index.ts";
import type { Rendering, RenderPorts } from "../../../src/renderers/renderer.ts";
import { createLocator } from "../../../src/sources/locate.ts";
import { treeOf } from "../../sources/trees.ts";
import { application, type Files, ports } from "../rendering.ts";

/** Where the engine's object of these tests stands. */
const declaredAt = { path: "clusters/prod/web.yaml", line: 3 };

export function kustomizeRecipe(given: Partial<KustomizeRecipe>): Recipe {
  return { declaredAt, kustomize: { overlay: {}, generate: false, openRoot: true, ...given } };
}

export function renderBy(files: Files, path: string, recipe: Recipe, given: Partial<RenderPorts> = {}) {
  return renderers.kustomize.render(application(path, "kustomize", recipe), treeOf(files), { ...ports, ...given });
}

export function manifestsOf(rendering: Rendering): readonly Manifest[] {
  if (rendering.status !== "rendered") throw new Error(JSON.stringify(rendering));
  return rendering.manifests;
}

/** `path:line` of a field of a rendered manifest. */
export async function placeOf(files: Files, manifest: Manifest | undefined, pointer: string): Promise<string> {
  if (manifest === undefined) throw new Error("There is no such manifest.");
  const { path, line } = await createLocator(treeOf(files))(manifest, pointer);
  return `${path}:${line}`;
}
