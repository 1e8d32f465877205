import { posix } from "node:path";
import { compareText } from "../../domain/finding.ts";
import type { SourceTree } from "../../ports/git.ts";
import { isFile } from "../../sources/tree.ts";
import { directoryOf } from "../paths.ts";
import type { FindContext, FoundSource, FoundSources } from "../renderer.ts";
import { chartInputs, localCharts } from "./closure.ts";
import { readMetadata } from "./metadata.ts";
import { below, isChart } from "./paths.ts";
import { recipeFor } from "./recipe.ts";
import { environmentsOf } from "./values-files.ts";

/**
 * Charts that nobody else renders: no libraries, no charts below others in `charts/`, and none that another
 * takes by `file://`. One with values files per environment is one source for each.
 */
export async function findCharts(tree: SourceTree, context: FindContext): Promise<FoundSources> {
  const charts = chartsOf(tree).filter((path) => !context.claimed.has(posix.join(path, "Chart.yaml")));
  const claims = charts.flatMap((path) => filesIn(tree, path));
  const taken = new Set((await Promise.all(charts.map((path) => localCharts(tree, path)))).flat());
  const sources: FoundSource[] = [];
  for (const path of charts) {
    if (taken.has(path) || isBelowChart(tree, path) || (await isLibrary(tree, path))) continue;
    sources.push(...(await sourcesOf(tree, path, context.environments)));
  }
  return { sources, claims, notEvaluated: [] };
}

async function sourcesOf(
  tree: SourceTree,
  path: string,
  environments: readonly string[],
): Promise<readonly FoundSource[]> {
  const byEnvironment = environmentsOf(tree, path, environments);
  if (byEnvironment.length === 0) {
    const recipe = { helm: await recipeFor(tree, path) };
    return [{ path, inputs: await chartInputs(tree, path, recipe), why: "A Helm chart with its own values.", recipe }];
  }
  return Promise.all(
    byEnvironment.map(async ({ environment, files }) => {
      const layers = files.map((file) => ({ from: "file", path: file, optional: false }) as const);
      const recipe = { helm: await recipeFor(tree, path, layers) };
      const named = files.map((file) => below(path, file) ?? file).join(" and ");
      const why = `A Helm chart with its values for ${environment} in ${named}.`;
      return { path, inputs: await chartInputs(tree, path, recipe), why, recipe, environment };
    }),
  );
}

/** Directories with a Chart.yaml; hidden ones hold something else. */
function chartsOf(tree: SourceTree): readonly string[] {
  return [...tree.entries.keys()]
    .filter((path) => posix.basename(path) === "Chart.yaml" && isFile(tree, path))
    .map(directoryOf)
    .filter((directory) => !/(?:^|\/)\.[^/]/.test(directory) || directory === ".")
    .toSorted(compareText);
}

/** Whether it lies in the `charts/` of another, however deep. */
function isBelowChart(tree: SourceTree, path: string): boolean {
  const segments = path.split("/");
  return segments.some((segment, index) => {
    const parent = segments.slice(0, index).join("/") || ".";
    return segment === "charts" && index < segments.length - 1 && isChart(tree, parent);
  });
}

async function isLibrary(tree: SourceTree, path: string): Promise<boolean> {
  const manifest = posix.join(path, "Chart.yaml");
  const bytes = (await tree.read([manifest])).get(manifest);
  const read = bytes === undefined ? undefined : readMetadata(new Map([["Chart.yaml", bytes]]));
  // One that cannot be read is found all the same, so that its render says why.
  return read !== undefined && "metadata" in read && read.metadata.isLibrary;
}

function filesIn(tree: SourceTree, path: string): readonly string[] {
  return [...tree.entries.values()]
    .filter((entry) => below(path, entry.path) !== undefined && isFile(tree, entry.path))
    .map((entry) => entry.path);
}
