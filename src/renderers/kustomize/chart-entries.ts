import { posix } from "node:path";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { Recipe, ValuesLayer } from "../../domain/recipe.ts";
import { resolveWithin } from "../paths.ts";
import type { GraphProblem } from "./closure.ts";
import { followLinks } from "./links.ts";
import type { Graph, Node } from "./node.ts";

/** One chart that a kustomization asks for, and how it is rendered. */
export type ChartEntry = {
  readonly node: Node;
  /** Where in the kustomization it is asked for. */
  readonly within: readonly (string | number)[];
  /** The chart's directory; of no meaning when the recipe names a chart from elsewhere. */
  readonly path: string;
  readonly recipe: Recipe;
  readonly withoutHooks: boolean;
  readonly withoutTests: boolean;
};

export type ChartEntries = {
  readonly entries: readonly ChartEntry[];
  readonly problems: readonly GraphProblem[];
};

/** The charts that kustomizations ask for by `helmCharts`, or by `helmChartInflationGenerator`, its older form. */
export function chartEntries(graph: Graph, nodes: readonly Node[], recipe: Recipe): ChartEntries {
  const read = nodes.flatMap((node) => requestsOf(node).map((request) => readEntry(graph, node, request, recipe)));
  return {
    entries: read.flatMap((one) => ("message" in one ? [] : [one])),
    problems: read.flatMap((one) => ("message" in one ? [one] : [])),
  };
}

type Request = { readonly within: readonly (string | number)[]; readonly chart: JsonObject; readonly home: string };

function requestsOf({ object }: Node): readonly Request[] {
  const { helmGlobals, helmCharts, helmChartInflationGenerator: older } = object;
  const home = (isJsonObject(helmGlobals) ? text(helmGlobals.chartHome) : undefined) ?? "charts";
  return [
    ...listed(helmCharts).map((chart, index) => ({ within: ["helmCharts", index], chart, home })),
    ...listed(older).map((chart, index) => ({
      within: ["helmChartInflationGenerator", index],
      chart: asToday(chart),
      home: text(chart.chartHome) ?? "charts",
    })),
  ];
}

/** https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/helmchartargs.go */
function asToday(chart: JsonObject): JsonObject {
  const named: readonly (readonly [string, Json | undefined])[] = [
    ["name", chart.chartName],
    ["version", chart.chartVersion],
    ["repo", chart.chartRepoUrl],
    ["namespace", chart.releaseNamespace],
    ["valuesFile", chart.values],
    ["valuesInline", chart.valuesLocal],
  ];
  return {
    ...chart,
    ...Object.fromEntries(named.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
  };
}

function readEntry(
  graph: Graph,
  node: Node,
  { within, chart, home }: Request,
  recipe: Recipe,
): ChartEntry | GraphProblem {
  const at = { path: node.path, line: node.lineOf(within) };
  const fail = (rule: string, message: string): GraphProblem => ({ status: "failed", rule, ...at, message });
  const refuse = (message: string): GraphProblem => ({ status: "errored", rule: "chart", ...at, message });
  const name = text(chart.name);
  if (name === undefined) return fail("chart", "This chart has no name; give it one.");
  if (chart.extraArgs !== undefined)
    return refuse("extraArgs are passed to Helm as they are, which is never done here.");
  const template = text(chart.nameTemplate);
  if (template?.includes("{{")) return refuse("nameTemplate is not evaluated here; name the release by releaseName.");
  const release = text(chart.releaseName) ?? template;
  if (release === undefined)
    return refuse(`The chart ${name} has no releaseName, so Helm would name the release by the time; give it one.`);
  const path = vendored(graph, node, home, name, chart);
  const repository = text(chart.repo);
  if (path === undefined && repository === undefined)
    return fail(
      "missing",
      `There is no chart ${name} in ${posix.join(node.directory, home)}; vendor it, or name its repo.`,
    );
  const from =
    path === undefined && repository !== undefined
      ? { repository, name, version: text(chart.version) ?? "" }
      : undefined;
  return {
    node,
    within,
    path: path ?? node.directory,
    recipe: {
      declaredAt: at,
      ...versions(chart, recipe),
      helm: {
        release,
        namespace: text(chart.namespace) ?? null,
        ...(from === undefined ? {} : { chart: from }),
        values: valuesOf(graph, node, { within, chart, home }, path),
        parameters: [],
        skipCrds: chart.includeCRDs !== true,
      },
    },
    withoutHooks: chart.skipHooks === true,
    withoutTests: chart.skipTests === true,
  };
}

/** As kustomize looks for it: below a directory of name and version when it would fetch it otherwise. */
function vendored(graph: Graph, node: Node, home: string, name: string, chart: JsonObject): string | undefined {
  const version = text(chart.version);
  const below = version !== undefined && text(chart.repo) !== undefined ? `${name}-${version}/${name}` : name;
  const named = resolveWithin(node.directory, posix.join(home, below));
  const followed = named === undefined ? undefined : followLinks(graph, named);
  if (followed?.status !== "reached") return undefined;
  return graph.tree.entries.has(posix.join(followed.path, "Chart.yaml")) ? followed.path : undefined;
}

function versions(chart: JsonObject, recipe: Recipe): Pick<Recipe, "kubernetesVersion" | "apiVersions"> {
  const kubernetesVersion = text(chart.kubeVersion) ?? recipe.kubernetesVersion;
  const own = isJsonArray(chart.apiVersions) ? chart.apiVersions.map(String) : undefined;
  const apiVersions = own ?? recipe.apiVersions;
  return {
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    ...(apiVersions === undefined ? {} : { apiVersions }),
  };
}

/** `valuesMerge` says which of the file and the inline values has the last word; `replace` drops the file. */
function valuesOf(
  graph: Graph,
  node: Node,
  { within, chart }: Request,
  path: string | undefined,
): readonly ValuesLayer[] {
  const mode = text(chart.valuesMerge) ?? "override";
  const given = text(chart.valuesFile);
  const own = path === undefined ? undefined : posix.join(path, "values.yaml");
  const file = given === undefined ? (mode === "merge" ? own : undefined) : resolveWithin(node.directory, given);
  const first = file === undefined ? [] : [fileLayer(file, graph.tree.entries.has(file))];
  const inline = inlineLayer(node, within, chart);
  const layers =
    inline.length === 0
      ? first
      : mode === "replace"
        ? inline
        : mode === "merge"
          ? [...inline, ...first]
          : [...first, ...inline];
  const more = isJsonArray(chart.additionalValuesFiles) ? chart.additionalValuesFiles : [];
  return [
    ...layers,
    ...more.flatMap((entry) => resolveWithin(node.directory, String(entry)) ?? []).map((each) => fileLayer(each, true)),
  ];
}

function fileLayer(path: string, wanted: boolean): ValuesLayer {
  return { from: "file", path, optional: !wanted };
}

function inlineLayer(
  node: Node,
  within: Request["within"],
  { valuesInline, valuesLocal }: JsonObject,
): readonly ValuesLayer[] {
  if (!isJsonObject(valuesInline)) return [];
  const way = [...within, valuesLocal === undefined ? "valuesInline" : "valuesLocal"];
  const at = { path: node.path, line: node.lineOf(way) };
  return [{ from: "inline", values: valuesInline, at, document: 0, pointer: `/${way.join("/")}` }];
}

function listed(value: Json | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.map((entry) => (isJsonObject(entry) ? entry : {})) : [];
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
