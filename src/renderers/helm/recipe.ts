import { posix } from "node:path";
import type { HelmRecipe, ValuesLayer } from "../../domain/recipe.ts";
import type { SourceTree } from "../../ports/git.ts";
import { readMetadata } from "./metadata.ts";

/** A release of a chart with its own values, called after the chart. */
export async function recipeFor(
  tree: SourceTree,
  path: string,
  values: readonly ValuesLayer[] = [],
): Promise<HelmRecipe> {
  const manifest = posix.join(path, "Chart.yaml");
  const bytes = (await tree.read([manifest])).get(manifest);
  const read = bytes === undefined ? undefined : readMetadata(new Map([["Chart.yaml", bytes]]));
  const name = read === undefined || "problem" in read ? "" : read.metadata.name;
  return { release: releaseName(name || posix.basename(path)), namespace: null, values, parameters: [] };
}

/** What is left of a name that Helm takes for a release. */
export function releaseName(name: string): string {
  const clean = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 53)
    .replaceAll(/^-+|-+$/g, "");
  return clean === "" ? "release" : clean;
}
