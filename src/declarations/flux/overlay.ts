import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { fieldAt, listAt, objectAt, textAt, textsAt } from "../fields.ts";

/**
 * What Flux's Kustomization writes into the kustomization of its path before it builds that
 * (fluxcd/pkg/kustomize, Generator.WriteFile), older versions' fields among them.
 */
export function overlayOf(spec: Json, isThere: (component: string) => boolean): JsonObject {
  const components = textsAt(spec, "components").filter(
    (path) => fieldAt(spec, "ignoreMissingComponents") !== true || isThere(path),
  );
  return present({
    namespace: textAt(spec, "targetNamespace"),
    namePrefix: textAt(spec, "namePrefix"),
    nameSuffix: textAt(spec, "nameSuffix"),
    components,
    patches: patchesOf(spec),
    images: listAt(spec, "images"),
    commonMetadata: commonMetadataOf(spec),
  });
}

/** Patches of every form in the one that kustomize has for them all. */
export function patchesOf(spec: Json): readonly JsonObject[] {
  const inline = (entry: Json, field: string) => {
    const patch = fieldAt(entry, field);
    return typeof patch === "string" ? patch : JSON.stringify(patch ?? null);
  };
  return [
    ...listAt(spec, "patches").filter(isJsonObject),
    ...listAt(spec, "patchesStrategicMerge").map((patch) => ({ patch: inline({ patch }, "patch") })),
    ...listAt(spec, "patchesJson6902").map((entry) => ({
      patch: inline(entry, "patch"),
      target: objectAt(entry, "target"),
    })),
  ];
}

/** `commonMetadata`, where it sets anything. */
export function commonMetadataOf(spec: Json): JsonObject {
  return present({
    labels: objectAt(spec, "commonMetadata", "labels"),
    annotations: objectAt(spec, "commonMetadata", "annotations"),
  });
}

/** Without fields that say nothing. */
function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const said = Object.entries(fields).filter((entry): entry is [string, Json] => {
    const [, value] = entry;
    if (value === undefined) return false;
    return isJsonArray(value) ? value.length > 0 : !isJsonObject(value) || Object.keys(value).length > 0;
  });
  return Object.fromEntries(said);
}
