import type { SourceTree } from "../ports.ts";
import { isFile } from "../sources/tree.ts";
import { closureOf } from "./kustomize/closure.ts";
import { graphOf, rootsOf } from "./kustomize/graph.ts";
import type { Graph } from "./kustomize/node.ts";
import { renderKustomization } from "./kustomize/render.ts";
import { rootOf } from "./kustomize/root.ts";
import { directoryOf, resolveWithin } from "./paths.ts";
import type { FindContext, FoundSources, Renderer } from "./renderer.ts";

/** Kustomizations that no other includes, each built by kustomize itself. */
export const kustomize: Renderer = {
  name: "kustomize",
  summary: "Builds a kustomization and everything it includes.",
  tools: ["kustomize"],
  find,
  async inputs(tree, path, recipe) {
    const graph = await graphOf(tree);
    const { inputs } = rootOf(graph, path, recipe)?.closure ?? closureOf(graph, path);
    return inputs;
  },
  render: renderKustomization,
};

async function find(tree: SourceTree, { claimed }: FindContext): Promise<FoundSources> {
  const graph = await graphOf(tree);
  const free = rootsOf(graph).filter((directory) => !graph.nodes.get(directory)?.some(({ path }) => claimed.has(path)));
  const sources = free.map((path) => ({
    path,
    inputs: closureOf(graph, path).inputs,
    why: why(graph, path),
  }));
  return { sources, claims: claimsOf(graph), notEvaluated: [] };
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
