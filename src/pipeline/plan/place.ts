import { builtInKind } from "../../checks/schema/definitions.ts";
import type { DiscoveredApplication } from "../../domain/application.ts";
import type { Manifest } from "../../domain/manifest.ts";

/** The namespace that an application gives to what names none; null where its parts do not agree on one. */
export function namespaceOf(application: Pick<DiscoveredApplication, "parts"> | null): string | null {
  const named = new Set(application?.parts.map(({ recipe }) => recipe.namespace ?? recipe.helm?.namespace ?? null));
  const [only = null] = named;
  return named.size === 1 ? only : null;
}

/**
 * The manifests under the namespace they will be in: what is written without one in an application that has one
 * is the same thing as what is written with it. Of kinds that Kubernetes does not define, only those that others
 * of the same kind show to be namespaced.
 */
export function placeIn(
  namespace: string | null,
  manifests: readonly Manifest[],
  others: readonly Manifest[],
): readonly Manifest[] {
  if (namespace === null) return manifests;
  const namespaced = new Set<string>();
  for (const { id } of [...manifests, ...others]) {
    if (id.namespace !== null) namespaced.add(`${id.kind}.${id.group}`);
  }
  return manifests.map((manifest) => {
    const { id, apiVersion } = manifest;
    const known = builtInKind(apiVersion, id.kind);
    const needsOne = known === undefined ? namespaced.has(`${id.kind}.${id.group}`) : known.namespaced;
    return id.namespace !== null || !needsOne ? manifest : { ...manifest, id: { ...id, namespace } };
  });
}
