import type { CheckPorts, CheckScope } from "../check.ts";
import { loadPacks } from "./packs.ts";
import { divideSources, namesSources, standardSources } from "./pinned.ts";
import type { PolicySettings } from "./settings.ts";
import { emptySources, readPolicySources } from "./sources.ts";

/**
 * Why the head's policies could not be used with the settings it proposes. Policies that do not load are told on their
 * own lines; those from elsewhere are not fetched for a pull request that only asks for them, and so not looked into.
 */
export async function refuseSettings(
  scope: CheckScope,
  { standing, proposed }: { readonly standing: PolicySettings; readonly proposed: PolicySettings },
  ports: CheckPorts,
): Promise<string | undefined> {
  const { paths, pinned } = divideSources(proposed.sources ?? standardSources);
  const empty = namesSources(proposed.sources) ? emptySources(scope.head, paths) : [];
  if (empty.length > 0) return nothingIn(empty);
  if (pinned.length > 0) return undefined;
  const own = await readPolicySources(scope.head, paths);
  const before = await readPolicySources(scope.base ?? scope.head, paths);
  // Compiled for nothing, they would cost a change of a README as much as one of manifests.
  if (own.fingerprint === before.fingerprint && JSON.stringify(standing) === JSON.stringify(proposed)) return undefined;
  if (own.problems.length > 0) return undefined;
  const loaded = await ports.policies.load(own.rego, own.data, scope.signal);
  if (loaded.status === "broken") return undefined;
  const packs = await loadPacks(scope, proposed, own, ports);
  return packs.status === "broken" ? packs.reason : undefined;
}

export function nothingIn(sources: readonly string[]): string {
  return `checks.policy.sources names ${sources.join(", ")}, where there is no policy.`;
}
