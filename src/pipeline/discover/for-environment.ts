import type { DiscoveredApplication, Part } from "../../domain/application.ts";
import type { DiscoveryConfig } from "./config.ts";

/**
 * An application rendered for what runs in its environment: the Kubernetes version and the API versions that
 * the configuration gives it, where what declares the application says nothing of its own.
 */
export function forEnvironment(
  application: DiscoveredApplication,
  { environments }: Pick<DiscoveryConfig, "environments">,
): DiscoveredApplication {
  const environment = environments.find(({ name }) => name === application.environment);
  const { kubernetesVersion, apiVersions = [] } = environment ?? {};
  if (kubernetesVersion === undefined && apiVersions.length === 0) return application;
  const given = {
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    ...(apiVersions.length === 0 ? {} : { apiVersions }),
  };
  const parts = application.parts.map((part): Part => ({ ...part, recipe: { ...given, ...part.recipe } }));
  return { ...application, parts };
}

/** What an application brings with it is rendered for the same cluster as the application. */
export function forSameCluster({ parts }: Pick<DiscoveredApplication, "parts">, part: Part): Part {
  const [first] = parts;
  const { kubernetesVersion, apiVersions } = first?.recipe ?? {};
  const given = {
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    ...(apiVersions === undefined ? {} : { apiVersions }),
  };
  return { ...part, recipe: { ...given, ...part.recipe } };
}
