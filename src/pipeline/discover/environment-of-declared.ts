import type { DeclaredApplication } from "../../declarations/engine.ts";
import { wellKnownEnvironments } from "../../domain/environment.ts";
import { environmentOf } from "../environment-of.ts";
import type { DiscoveryConfig } from "./config.ts";

/**
 * The environment of what an engine's object declares: the one that the configuration gives its destination,
 * that of the application that renders it, the one its cluster's name holds, the one a path names.
 */
export function environmentOfDeclared(
  { destination, paths }: DeclaredApplication,
  inherited: string | null,
  { environments }: DiscoveryConfig,
): { readonly environment: string; readonly why: string } {
  const mapped = environments.find(({ destinations }) => destination !== null && destinations?.includes(destination));
  if (mapped !== undefined) return { environment: mapped.name, why: `the configuration says so of ${destination}` };
  if (inherited !== null) return { environment: inherited, why: "what renders it does" };
  const names = environments.length > 0 ? environments.map(({ name }) => name) : wellKnownEnvironments;
  const named = names.find((name) => destination !== null && holdsName(destination, name));
  if (named !== undefined) return { environment: named, why: `its cluster is called ${destination}` };
  const places = paths.map((path) =>
    environmentOf(
      path,
      environments.map(({ name }) => name),
    ),
  );
  return (
    places.find(({ environment }) => environment !== "default") ?? { environment: "default", why: "nothing names one" }
  );
}

/** `prod` in `prod`, `eu-prod-1` and `https://prod.example.com`, and not in `product`. */
function holdsName(destination: string, name: string): boolean {
  return `-${destination.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-`.includes(
    `-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-`,
  );
}
