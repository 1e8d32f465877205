import { builtInKind } from "../../checks/schema/definitions.ts";
import { type Manifest, resourceKey } from "../../domain/manifest.ts";
import type { ComparedApplication } from "./compared.ts";

/**
 * The applications of an environment that render a resource another of them renders as well. Nothing is asked
 * where nothing changes.
 */
export function copiesIn(group: readonly ComparedApplication[]): ReadonlySet<ComparedApplication> {
  const copies = new Set<ComparedApplication>();
  if (group.length < 2 || group.every(({ changed }) => changed.length === 0)) return copies;
  for (const side of ["base", "head"] as const) {
    const owners = new Map<string, ComparedApplication>();
    for (const one of group) {
      for (const manifest of one[side]) {
        if (isShareable(manifest)) continue;
        const key = resourceKey(manifest.id);
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, one);
        else if (owner !== one) copies.add(owner).add(one);
      }
    }
  }
  return copies;
}

/** Whether it is known where it is: without a namespace, two of a name may well go to different places. */
export function hasPlace({ id, apiVersion }: Manifest): boolean {
  return id.name !== "" && (id.namespace !== null || builtInKind(apiVersion, id.kind)?.namespaced === false);
}

/** Every application may bring the namespace that it is in. */
function isShareable({ id }: Manifest): boolean {
  return id.kind === "Namespace" && id.group === "";
}
