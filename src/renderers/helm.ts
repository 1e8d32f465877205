import type { SourceTree } from "../ports/git.ts";
import { findCharts } from "./helm/find.ts";
import { chartInputs, renderChart } from "./helm/render-chart.ts";
import type { Renderer } from "./renderer.ts";

/** Charts of the repository, and of hosts that the operator allows, each rendered by Helm itself. */
export const helm: Renderer = {
  name: "helm",
  summary: "Renders a Helm chart with its values and dependencies.",
  tools: ["helm", "kustomize"],
  find: findCharts,
  inputs: (tree: SourceTree, path, recipe) => chartInputs(tree, path, recipe),
  render: (subject, tree, ports) =>
    renderChart({ application: subject, path: subject.path, recipe: subject.recipe }, tree, ports),
};
