import { isJsonObject, type JsonObject } from "../domain/json.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { Rendering, RenderSubject } from "./renderer.ts";

/**
 * Labels and annotations that are set on every object itself, and on nothing within it (`commonMetadata` of
 * Flux's Kustomization): after variables were replaced, so none in them are (kustomize-controller).
 */
export function withCommonMetadata(rendering: Rendering, { recipe, path }: RenderSubject): Rendering {
  const common = recipe.kustomize?.overlay.commonMetadata;
  if (rendering.status !== "rendered" || !isJsonObject(common)) return rendering;
  const at = recipe.declaredAt ?? { path, line: 1 };
  const manifests = rendering.manifests.map((manifest) => setOn(manifest, common, at));
  return { ...rendering, manifests };
}

function setOn(manifest: Manifest, common: JsonObject, at: { readonly path: string; readonly line: number }): Manifest {
  const metadata = manifest.object.metadata;
  if (!isJsonObject(metadata)) return manifest;
  const added: { [key: string]: JsonObject } = {};
  for (const field of ["labels", "annotations"]) {
    const [old, more] = [metadata[field], common[field]];
    if (isJsonObject(more)) added[field] = { ...(isJsonObject(old) ? old : {}), ...more };
  }
  if (Object.keys(added).length === 0) return manifest;
  const written = { field: "commonMetadata", value: common };
  return {
    ...manifest,
    object: { ...manifest.object, metadata: { ...metadata, ...added } },
    origins: [{ ...at, document: 0, role: "patch", within: [], written }, ...manifest.origins],
  };
}
