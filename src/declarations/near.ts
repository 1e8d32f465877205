import type { Manifest } from "../domain/manifest.ts";
import type { DeclaredObject } from "./engine.ts";
import { nearness } from "./paths.ts";

/** From where something is looked for. */
export type Viewpoint = { readonly paths: readonly string[]; readonly environment: string | null };

/** Where an object stands, is patched and is rendered. */
export function viewpointOf({ manifest, environment, near = [] }: DeclaredObject): Viewpoint {
  return { paths: [...manifest.origins.map(({ path }) => path), ...near], environment };
}

/**
 * Of several objects of one name, as two clusters in one repository have them, the one of the same
 * environment, and then the one that stands nearest.
 */
export function nearest(candidates: readonly Manifest[], from: Viewpoint): Manifest | undefined {
  let best: Manifest | undefined;
  let bestScore = -1;
  for (const candidate of candidates) {
    const score = scoreOf(candidate, from);
    if (score > bestScore) [best, bestScore] = [candidate, score];
  }
  return best;
}

function scoreOf({ origins }: Manifest, { paths, environment }: Viewpoint): number {
  const scores = origins.map(({ path }) => {
    const sameEnvironment = environment !== null && path.split("/").includes(environment);
    return Math.max(0, ...paths.map((other) => nearness(path, other))) + (sameEnvironment ? 1000 : 0);
  });
  return Math.max(0, ...scores);
}
