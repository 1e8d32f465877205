import type { Recipe } from "../domain/recipe.ts";
import type { SourceTree } from "../ports/git.ts";
import { isFile } from "../sources/tree.ts";
import { chartInputs } from "./helm/render-chart.ts";
import { chartEntries } from "./kustomize/chart-entries.ts";
import { closureOf } from "./kustomize/closure.ts";
import { graphOf, rootsOf } from "./kustomize/graph.ts";
import type { Graph } from "./kustomize/node.ts";
import { renderKustomization } from "./kustomize/render.ts";
import { rootOf } from "./kustomize/root.ts";
import { directoryOf, resolveWithin } from "./paths.ts";
import type { FindContext, FoundSource, FoundSources, Renderer } from "./renderer.ts";

/** Kustomizations that no other includes, each built by kustomize itself. */
export const kustomize: Renderer = {
  name: "kustomize",
  summary: "Builds a kustomization and everything it includes.",
  tools: ["kustomize", "helm"],
  find,
  async inputs(tree, path, recipe) {
    const graph = await graphOf(tree);
    return inputsOf(graph, path, recipe);
  },
  render: renderKustomization,
};

async function find(tree: SourceTree, { claimed }: FindContext): Promise<FoundSources> {
  const graph = await graphOf(tree);
  const free = rootsOf(graph).filter((directory) => !graph.nodes.get(directory)?.some(({ path }) => claimed.has(path)));
  const sources: FoundSource[] = [];
  for (const path of free) sources.push({ path, inputs: await inputsOf(graph, path, {}), why: why(graph, path) });
  const charts = await Promise.all([...graph.nodes].map(([directory]) => chartInputsOf(graph, directory)));
  return { sources, claims: [...claimsOf(graph), ...charts.flat()], notEvaluated: [] };
}

/** The closure of a directory, and all that its charts read. */
async function inputsOf(graph: Graph, path: string, recipe: Recipe): Promise<readonly string[]> {
  const root = rootOf(graph, path, recipe);
  if (root === undefined) return closureOf(graph, path).inputs;
  const { closure, charts } = root;
  if (charts.entries.length === 0) return closure.inputs;
  const read = await Promise.all(charts.entries.map((entry) => chartInputs(graph.tree, entry.path, entry.recipe)));
  return [...new Set([...closure.inputs, ...read.flat()])].sort();
}

/** A chart that a kustomization asks for is none of its own. */
async function chartInputsOf(graph: Graph, directory: string): Promise<readonly string[]> {
  const { entries } = chartEntries(graph, graph.nodes.get(directory) ?? [], {});
  const read = await Promise.all(entries.map((entry) => chartInputs(graph.tree, entry.path, entry.recipe)));
  return read.flat().filter((path) => !path.endsWith("/"));
}

function why(graph: Graph, path: string): string {
  const component = graph.nodes.get(path)?.[0]?.isComponent === true;
  return component ? "A component that no kustomization here includes." : "A kustomization that no other includes.";
}

/** What a kustomization reads, and what lies beside it: a file left out of it was left out on purpose. */
function claimsOf(graph: Graph): readonly string[] {
  const claims = new Set([...graph.nodes.keys()].flatMap((directory) => closureOf(graph, directory).inputs));
  for (const { directory, mentions } of [...graph.nodes.values()].flat()) {
    for (const mention of mentions) {
      const path = resolveWithin(directory, mention);
      if (path !== undefined && isFile(graph.tree, path)) claims.add(path);
    }
  }
  for (const path of graph.tree.entries.keys()) {
    if (claims.has(path) || !graph.nodes.has(directoryOf(path))) continue;
    if (isFile(graph.tree, path)) claims.add(path);
  }
  return [...claims];
}
