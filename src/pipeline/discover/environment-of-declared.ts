import type { DeclaredApplication } from "../../declarations/engine.ts";
import { wellKnownEnvironments } from "../../domain/environment.ts";
import { environmentOf } from "../environment-of.ts";
import type { DiscoveryConfig } from "./config.ts";

type Place = { readonly environment: string; readonly why: string };

type Telling = Pick<DeclaredApplication, "destination" | "targets" | "paths">;

/**
 * The environment of what an engine's object declares: the one that the configuration gives its destination,
 * the one that its target's or its cluster's name holds, that of the application that renders it, the one a
 * path names. An object that says its own cluster need not go where what renders it goes: then its path
 * comes first.
 */
export function environmentOfDeclared(
  { destination, targets = [], paths }: Telling,
  inherited: string | null,
  { environments }: DiscoveryConfig,
): Place {
  const mapped = environments.find(({ destinations }) => destination !== null && destinations?.includes(destination));
  if (mapped !== undefined) return { environment: mapped.name, why: `the configuration says so of ${destination}` };
  const configured = environments.map(({ name }) => name);
  const named = byTarget(targets, configured) ?? byCluster(destination, configured);
  if (named !== undefined) return named;
  const ofParent = inherited === null ? undefined : { environment: inherited, why: "what renders it does" };
  const ofPath = paths
    .map((path) => environmentOf(path, configured))
    .find(({ environment }) => environment !== "default");
  const found = destination === null ? (ofParent ?? ofPath) : (ofPath ?? ofParent);
  return found === undefined
    ? { environment: "default", why: "nothing names one" }
    : { environment: found.environment, why: found.why };
}

/** A target is called what its author calls the environment, unless the configuration knows better. */
function byTarget(targets: readonly string[], configured: readonly string[]): Place | undefined {
  const names = configured.length > 0 ? configured : wellKnownEnvironments;
  for (const target of targets) {
    const environment = names.find((name) => holdsName(target, name));
    if (environment !== undefined) return { environment, why: `its target is called ${target}` };
  }
  const [first] = targets;
  if (first === undefined || configured.length > 0) return undefined;
  return { environment: first, why: "its target is called so" };
}

function byCluster(destination: string | null, configured: readonly string[]): Place | undefined {
  if (destination === null) return undefined;
  const names = configured.length > 0 ? configured : wellKnownEnvironments;
  const environment = names.find((name) => holdsName(destination, name));
  return environment === undefined ? undefined : { environment, why: `its cluster is called ${destination}` };
}

/** `prod` in `prod`, `eu-prod-1` and `https://prod.example.com`, and not in `product`. */
function holdsName(text: string, name: string): boolean {
  return `-${words(text)}-`.includes(`-${words(name)}-`);
}

function words(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
