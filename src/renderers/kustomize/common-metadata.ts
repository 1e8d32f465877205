import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { Node } from "./node.ts";

/**
 * Labels and annotations that are set on every object after the build, and on nothing within it
 * (`commonMetadata` of Flux's Kustomization).
 */
export function setCommonMetadata(manifest: Manifest, overlay: Node | undefined): Manifest {
  const common = overlay?.object.commonMetadata;
  const metadata = manifest.object.metadata;
  if (overlay === undefined || !isJsonObject(common) || !isJsonObject(metadata)) return manifest;
  const added: { [key: string]: JsonObject } = {};
  for (const field of ["labels", "annotations"]) {
    const [old, more] = [metadata[field], common[field]];
    if (isJsonObject(more)) added[field] = { ...(isJsonObject(old) ? old : {}), ...more };
  }
  if (Object.keys(added).length === 0) return manifest;
  const line = overlay.lineOf(["commonMetadata"]);
  const written = { field: "commonMetadata", value: common };
  return {
    ...manifest,
    object: { ...manifest.object, metadata: { ...metadata, ...added } },
    origins: [{ path: overlay.path, line, document: 0, role: "patch", within: [], written }, ...manifest.origins],
  };
}
