import type { DiscoveredApplication, Part } from "../../domain/application.ts";
import type { DiscoveryConfig } from "./config.ts";

/**
 * An application whose kustomizations may read files outside their directories as the configuration says: its
 * own entry, else the repository's rule. Where neither says anything, the application stays as it is.
 */
export function withLoadRestrictor(
  application: DiscoveredApplication,
  { applications, discovery }: Pick<DiscoveryConfig, "applications" | "discovery">,
): DiscoveredApplication {
  const own = applications.find(({ name }) => name === application.name)?.kustomize?.loadRestrictor;
  const loadRestrictor = own ?? discovery.kustomize?.loadRestrictor;
  if (loadRestrictor === undefined) return application;
  const parts = application.parts.map((part): Part => {
    if (part.renderer !== "kustomize") return part;
    const given = part.recipe.kustomize ?? { overlay: {}, generate: false, openRoot: false };
    return { ...part, recipe: { ...part.recipe, kustomize: { ...given, loadRestrictor } } };
  });
  return { ...application, parts };
}
