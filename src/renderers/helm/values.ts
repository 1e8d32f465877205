import { posix } from "node:path";
import type { Json } from "../../domain/json.ts";
import type { Origin } from "../../domain/manifest.ts";
import type { HelmRecipe } from "../../domain/recipe.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports/git.ts";
import { readPlacesOf } from "../../sources/places.ts";
import { layerOf } from "../../sources/sight-rendered.ts";
import { isFile } from "../../sources/tree.ts";
import { childOf, tokensOf } from "../../sources/walk.ts";
import { type Chart, type ChartProblem, everyChart, type NamedChart } from "./chart.ts";
import { readPlaced } from "./metadata.ts";
import { reach } from "./paths.ts";

/** One layer of values as Helm is given it, and where its author wrote it. */
export type Layer = {
  /** Its file in the workspace, for `--values` and for what Helm says about it. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Where the values stand in the repository. */
  readonly origin: Origin;
};

type ReadLayers =
  | { readonly status: "read"; readonly layers: readonly Layer[] }
  | { readonly status: "refused"; readonly problems: readonly ChartProblem[] };

/** The values of a recipe, lowest first, as Helm takes them; a file that may be absent and is counts as none. */
export async function readLayers(
  { values }: HelmRecipe,
  declaredAt: SourceLocation,
  tree: SourceTree,
): Promise<ReadLayers> {
  const layers: Layer[] = [];
  const problems: ChartProblem[] = [];
  for (const [index, layer] of values.entries()) {
    const file = `values/${index}.yaml`;
    if (layer.from === "inline") {
      const origin: Origin = {
        ...layer.at,
        document: layer.document,
        role: "values",
        within: tokensOf(layer.pointer),
      };
      layers.push({ file, bytes: Buffer.from(JSON.stringify(layer.values)), origin });
      continue;
    }
    const problem = (message: string): ChartProblem => ({ status: "failed", rule: "values", message, ...declaredAt });
    const path = posix.normalize(layer.path);
    if (posix.isAbsolute(path) || path === ".." || path.startsWith("../")) {
      problems.push(problem(`The values file ${layer.path} leads out of the repository.`));
      continue;
    }
    const followed = await reach(tree, path);
    if (followed.status === "lost") {
      problems.push({ ...problem(`Not rendered: ${followed.reason}`), status: "errored", rule: "link" });
      continue;
    }
    if (!isFile(tree, followed.path)) {
      if (!layer.optional) problems.push(problem(`There is no values file ${layer.path}.`));
      continue;
    }
    const bytes = (await tree.read([followed.path])).get(followed.path) ?? new Uint8Array();
    const unreadable = readPlaced(new Map([[path, bytes]]), path);
    // Keys that stand there twice are no mistake to Helm; what it cannot take it says itself.
    if ("problem" in unreadable && isTooMuch(unreadable.problem.message)) {
      const { line, message } = unreadable.problem;
      problems.push({ status: "failed", rule: "values", message, path: followed.path, line });
      continue;
    }
    const origin: Origin = { path: followed.path, line: 1, document: 0, role: "values", within: [] };
    layers.push({ file, bytes, origin });
  }
  return problems.length > 0 ? { status: "refused", problems } : { status: "read", layers };
}

/** Files that are larger than they should be, or would be once their aliases are written out. */
function isTooMuch(message: string): boolean {
  return /is over \d+ MiB|would unfold without end/.test(message);
}

/** What an outermost chart is given, for whoever looks for the line of a value. */
export type GivenValues = {
  readonly root: Chart;
  readonly layers: readonly Layer[];
  readonly parameters: HelmRecipe["parameters"];
  readonly declaredAt: SourceLocation;
};

/** Where the values stand that a chart reads, the last word first: what its parents are given, and its own. */
export function valuesOrigins(one: NamedChart, given: GivenValues): readonly Origin[] {
  const { root, layers } = given;
  const highest = layers.toReversed().map(({ origin }) => ({ ...origin, depth: 0 }));
  // A parent's own values override those of the chart itself, which come last.
  const above = [...everyChart(root)].filter(
    ({ chart, names }) => chart.directory !== null && isAbove(names, one.names),
  );
  const own = above.flatMap(({ chart, names }): readonly (Origin & { readonly depth: number })[] => {
    if (!chart.files.has("values.yaml") || chart.directory === null) return [];
    const path = posix.join(chart.directory, "values.yaml");
    return [{ path, line: 1, document: 0, role: "values", within: [], depth: names.length }];
  });
  const files = [...highest, ...own].flatMap(({ depth, ...origin }) => withinParent(origin, one.names.slice(depth)));
  const { directory } = one.chart;
  if (directory === null) return files;
  return [...files, { path: posix.join(directory, "Chart.yaml"), line: 1, document: 0, role: "values", within: [] }];
}

function isAbove(names: readonly string[], others: readonly string[]): boolean {
  return names.length <= others.length && names.every((name, index) => name === others[index]);
}

/** A chart below another reads the part of its parent's values that has its name, and the global ones. */
function withinParent(origin: Origin, names: readonly string[]): readonly Origin[] {
  if (names.length === 0) return [origin];
  return [
    { ...origin, within: [...origin.within, ...names] },
    { ...origin, within: [...origin.within, "global"] },
  ];
}

/**
 * The line of the value that a chart is given at a path: of the last layer that has it, else of the deepest
 * part of the path that one has. What a parameter sets is told where the parameters are declared.
 */
export async function lineOfValue(
  path: readonly string[],
  one: NamedChart,
  given: GivenValues,
  tree: SourceTree,
): Promise<SourceLocation> {
  const full = [...one.names, ...path].join(".");
  if (given.parameters.some(({ name }) => name === full || name.startsWith(`${full}.`))) return given.declaredAt;
  let best: { readonly depth: number; readonly at: SourceLocation } | undefined;
  for (const origin of valuesOrigins(one, given)) {
    if (posix.basename(origin.path) === "Chart.yaml" || origin.within.at(-1) === "global") continue;
    const [layer] = layerOf(origin, await readPlacesOf(tree, origin.path, () => {}));
    if (layer === undefined) continue;
    const depth = depthOf(layer.values, path);
    if (best !== undefined && depth <= best.depth) continue;
    best = { depth, at: { path: origin.path, line: layer.lineOf(path.slice(0, depth)) } };
  }
  return best?.at ?? one.chart.at;
}

function depthOf(values: Json, path: readonly string[]): number {
  let at: Json | undefined = values;
  for (const [depth, key] of path.entries()) {
    at = childOf(at, key);
    if (at === undefined) return depth;
  }
  return path.length;
}
