import { isJsonArray, type Json, type JsonObject, objectIn } from "../../../domain/json.ts";
import type { Manifest } from "../../../domain/manifest.ts";
import { builtInKind } from "../../schema/definitions.ts";
import type { AdmissionRule } from "../engine.ts";
import { placed } from "./review.ts";

type Writable = { [key: string]: Json | Writable };

/**
 * `data.inventory` as Gatekeeper lays it out: `namespace[namespace][groupVersion][kind][name]` and
 * `cluster[groupVersion][kind][name]` (ProcessData of pkg/target). What names no namespace and needs one goes to
 * `default`, as kubectl has it.
 */
export function inventoryOf(manifests: readonly Manifest[], isSynced: (manifest: Manifest) => boolean): JsonObject {
  const cluster: Writable = {};
  const namespace: Writable = {};
  for (const manifest of manifests) {
    if (!isSynced(manifest)) continue;
    const { id, apiVersion } = manifest;
    const within = id.namespace ?? (builtInKind(apiVersion, id.kind)?.namespaced === true ? "default" : null);
    const root = within === null ? cluster : below(namespace, within);
    below(below(root, apiVersion), id.kind)[id.name] = placed(manifest);
  }
  return { cluster: cluster as JsonObject, namespace: namespace as JsonObject };
}

function below(parent: Writable, key: string): Writable {
  const known = Object.hasOwn(parent, key) ? parent[key] : undefined;
  if (known !== undefined) return known as Writable;
  const made: Writable = {};
  parent[key] = made;
  return made;
}

/**
 * What Gatekeeper keeps in its inventory: the kinds that its Config and SyncSets name. Where the repository holds
 * neither, they are elsewhere, and everything is taken to be kept.
 */
export function syncedBy(rules: readonly AdmissionRule[]): (manifest: Manifest) => boolean {
  const lists = rules.flatMap(({ manifest: { id, object } }) => {
    const spec = objectIn(object.spec);
    if (id.group === "config.gatekeeper.sh" && id.kind === "Config") return [objectIn(spec.sync).syncOnly];
    return id.group === "syncset.gatekeeper.sh" ? [spec.gvks] : [];
  });
  const named = lists.flatMap((list) => (isJsonArray(list) ? list.map(objectIn) : []));
  if (named.length === 0) return () => true;
  const kinds = new Set(named.map(({ group = "", kind = "" }) => JSON.stringify([group, kind])));
  return ({ id }) => kinds.has(JSON.stringify([id.group, id.kind]));
}
