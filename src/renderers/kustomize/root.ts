import { posix } from "node:path";
import type { JsonObject } from "../../domain/json.ts";
import type { KustomizeRecipe, Recipe } from "../../domain/recipe.ts";
import { type ChartEntries, chartEntries } from "./chart-entries.ts";
import { type Closure, closureOf } from "./closure.ts";
import { generatedResources, ignoreFilesAround, listedDirectories } from "./generate.ts";
import { layOver } from "./lay-over.ts";
import type { Graph, Node } from "./node.ts";
import { kustomizationNames, kustomizationOf } from "./read-kustomization.ts";

/** What is built: a directory's own kustomization, or one that is made for it, and what is laid over that. */
export type Root = {
  /** Where mistakes of the whole are told. */
  readonly node: Node;
  /** The file that kustomize reads. */
  readonly file: string;
  /** Fields that an engine's object lays over it, told where that object is. */
  readonly overlay: Node | undefined;
  /** Set when the kustomization is not the author's file as it stands. */
  readonly object: JsonObject | undefined;
  /** Manifests that a kustomization made for the directory lists. */
  readonly generated: readonly string[];
  readonly closure: Closure;
  /** What its kustomizations ask Helm for. */
  readonly charts: ChartEntries;
};

/** Undefined when there is no kustomization and none is to be made. */
export function rootOf(graph: Graph, directory: string, recipe: Recipe): Root | undefined {
  const { overlay: laid, generate } = recipe.kustomize ?? { overlay: {}, generate: false };
  const own = graph.nodes.get(directory) ?? [];
  // A file of that name which is none is taken for one all the same, and then it cannot be built.
  const vacant = !kustomizationNames.some((name) => graph.tree.entries.has(posix.join(directory, name)));
  const made = vacant && generate ? generatedNode(graph, directory, recipe) : undefined;
  const [node = made] = own;
  if (node === undefined) return undefined;
  const overlay = Object.keys(laid).length === 0 ? undefined : overlayNode(laid, directory, node, recipe);
  const nodes = [...(made === undefined ? own : [made]), ...(overlay === undefined ? [] : [overlay])];
  const asItStands = made === undefined && overlay === undefined;
  const closure = closureOf(graph, directory, asItStands ? undefined : nodes);
  const lists =
    made === undefined ? [] : [...listedDirectories(graph, directory), ...ignoreFilesAround(graph, directory)];
  return {
    node,
    file: made === undefined ? (node.link ?? node.path) : posix.join(directory, "kustomization.yaml"),
    overlay,
    object: asItStands ? undefined : layOver(node.object, laid),
    generated: made === undefined ? [] : generatedResources(graph, directory, recipe.kustomize?.ignore).files,
    closure: { ...closure, inputs: [...new Set([...closure.inputs, ...lists])].sort() },
    charts: chartEntries(
      graph,
      closure.nodes.filter((each) => each !== overlay),
      recipe,
    ),
  };
}

function generatedNode(graph: Graph, directory: string, recipe: Recipe): Node {
  const { files, directories } = generatedResources(graph, directory, recipe.kustomize?.ignore);
  const resources = [...files, ...directories].sort().map((path) => `./${posix.relative(directory, path)}`);
  const at = recipe.declaredAt ?? { path: directory, line: 1 };
  const object = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources };
  return { ...kustomizationOf(object, () => at.line), path: at.path, directory };
}

function overlayNode(overlay: KustomizeRecipe["overlay"], directory: string, own: Node, { declaredAt }: Recipe): Node {
  const at = declaredAt ?? { path: own.path, line: 1 };
  return { ...kustomizationOf(overlay, () => at.line), path: at.path, directory };
}
