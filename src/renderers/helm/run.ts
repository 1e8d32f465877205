import type { HelmRecipe, Recipe } from "../../domain/recipe.ts";
import type { ToolOutcome } from "../../ports/tools.ts";
import type { RenderPorts } from "../renderer.ts";
import { type Chart, filesOf } from "./chart.ts";
import type { Layer } from "./values.ts";

/** What is rendered for when nobody says: the release that manifests are checked against by default. */
export const defaultKubernetesVersion = "1.36";

/** The folder of the chart in the workspace. */
const chartFolder = "chart";

export type HelmRun = {
  readonly chart: Chart;
  readonly helm: HelmRecipe;
  readonly recipe: Pick<Recipe, "kubernetesVersion" | "apiVersions">;
  readonly layers: readonly Layer[];
  readonly withoutHooks: boolean;
};

/** Runs `helm template` in a throw-away folder that holds the chart and its values, and nothing else. */
export function runHelm(run: HelmRun, { tools, workspaces, limits, signal }: RenderPorts): Promise<ToolOutcome> {
  const files = filesOf(run.helm.skipSchema === true ? withoutSchemas(run.chart) : run.chart, chartFolder);
  for (const { file, bytes } of run.layers) files.set(file, bytes);
  return workspaces.with(files, (directory) =>
    tools.run("helm", argumentsOf(run), { directory, ...limits, ...(signal === undefined ? {} : { signal }) }),
  );
}

/** Each value is one argument with its flag, so that none can be taken for a flag of its own. */
export function argumentsOf({ helm, recipe, layers, withoutHooks }: Omit<HelmRun, "chart">): readonly string[] {
  return [
    "template",
    helm.release,
    chartFolder,
    ...(helm.namespace === null ? [] : [`--namespace=${helm.namespace}`]),
    ...(helm.skipCrds === true ? [] : ["--include-crds"]),
    "--skip-tests",
    ...(withoutHooks ? ["--no-hooks"] : []),
    `--kube-version=${recipe.kubernetesVersion ?? defaultKubernetesVersion}`,
    ...(recipe.apiVersions ?? []).map((version) => `--api-versions=${version}`),
    ...layers.map(({ file }) => `--values=${file}`),
    ...helm.parameters.map(({ name, value, text }) => `--${text ? "set-string" : "set"}=${name}=${withCommas(value)}`),
  ];
}

/** A comma would begin the next parameter, but in a list `{a,b}`; Argo CD escapes it likewise. */
function withCommas(value: string): string {
  if (value.startsWith("{") && value.endsWith("}")) return value;
  return value.replaceAll(/\\[\s\S]|,/g, (found) => (found === "," ? "\\," : found));
}

/** What `--skip-schema-validation` does, which Helm has only since 3.16. */
function withoutSchemas(chart: Chart): Chart {
  const files = new Map([...chart.files].filter(([path]) => path !== "values.schema.json"));
  const charts = chart.charts.map(({ folder, chart: below }) => ({ folder, chart: withoutSchemas(below) }));
  return { ...chart, files, charts };
}
