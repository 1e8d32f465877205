import type { Application } from "../../domain/application.ts";
import type { Recipe } from "../../domain/recipe.ts";
import type { SourceTree } from "../../ports.ts";
import type { Rendering, RenderPorts } from "../renderer.ts";

export { chartInputs } from "./closure.ts";

/** One chart to render. `chartInputs(tree, path, recipe)` says what that reads. */
export type ChartRequest = {
  /** Whom findings are for. */
  readonly application: Pick<Application, "name" | "environment">;
  /** The chart's directory or `.tgz` in the repository; without meaning where the recipe names a remote chart. */
  readonly path: string;
  /** Without `helm` in it the release is called after the chart. */
  readonly recipe: Recipe;
  /** Leaves hooks out, as a kustomization's `skipHooks` does. */
  readonly withoutHooks?: boolean;
};

/** Renders a chart of the tree, or a remote one by the recipe's rules. Never throws on what a chart holds. */
export async function renderChart(request: ChartRequest, tree: SourceTree, ports: RenderPorts): Promise<Rendering> {
  return { status: "errored", reason: `${request.path} is not rendered yet (${tree.id}, ${typeof ports}).` };
}
