import { posix } from "node:path";
import type { Application } from "../../domain/application.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { HelmRecipe, Recipe } from "../../domain/recipe.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports/git.ts";
import { toManifest, unwrapLists } from "../../sources/manifests.ts";
import { finding, type Told } from "../finding.ts";
import type { Rendering, RenderPorts } from "../renderer.ts";
import { type Chart, type ChartProblem, placeIn } from "./chart.ts";
import { explain, lineOfKey } from "./explain.ts";
import { type FittingRender, renderFitting } from "./kubernetes-version.ts";
import { fetchChart, type LoadedChart, loadChart } from "./load.ts";
import { lookupsIn, type Mention } from "./mentions.ts";
import { Origins } from "./origins.ts";
import type { HelmOutput, RenderedDocument } from "./output.ts";
import { isChart } from "./paths.ts";
import { postRender } from "./post-render.ts";
import { recipeFor } from "./recipe.ts";
import { type LeftOutSchema, withOwnSchemas } from "./schemas.ts";
import { type GivenValues, readLayers } from "./values.ts";

export { chartInputs } from "./closure.ts";

/** One chart to render. `chartInputs(tree, path, recipe)` says what that reads. */
type ChartRequest = {
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
  const { application, path, recipe } = request;
  const declaredAt = recipe.declaredAt ?? { path: posix.join(path, "Chart.yaml"), line: 1 };
  const helm = recipe.helm ?? (await recipeFor(tree, path));
  const refusal = refusalOf(helm, request, tree);
  if (refusal !== null) return refused([refusal], application);
  const loaded = await load(helm, request, declaredAt, tree, ports);
  if (loaded.status === "refused") return refused(loaded.problems, application);
  const { chart, leftOut } = withOwnSchemas(loaded.chart);
  if (chart.metadata.isLibrary) {
    const message = "This is a library chart: it renders nothing by itself.";
    return refused([{ status: "failed", rule: "chart", message, ...placeIn(chart, "Chart.yaml", 1) }], application);
  }
  const read = await readLayers(helm, declaredAt, tree);
  if (read.status === "refused") return refused(read.problems, application);
  const given: GivenValues = { root: chart, layers: read.layers, parameters: helm.parameters, declaredAt };
  const run = { chart, helm, recipe, layers: read.layers, withoutHooks: request.withoutHooks === true };
  const { outcome, changing, fitted } = await renderFitting(run, ports);
  switch (outcome.status) {
    case "missing":
      return { status: "errored", reason: outcome.reason };
    case "timed-out":
      return { status: "errored", reason: `Helm took too long over ${path} and was stopped.`, at: declaredAt };
    case "too-much-output":
      return { status: "errored", reason: `Helm printed too much for ${path} and was stopped.`, at: declaredAt };
    case "out-of-memory":
      return { status: "errored", reason: `Helm wanted too much memory for ${path} and was stopped.`, at: declaredAt };
    case "unsteady":
      return refused([{ status: "errored", rule: "not-deterministic", ...outcome.problem }], application);
    case "failed": {
      const complaints = await explain(outcome.stderr, given, tree);
      const findings = complaints.map((one) => finding(application, one));
      const lacksValues = isGivenNothing(recipe) && complaints.every(({ lacksValue }) => lacksValue === true);
      return { status: "failed", findings, ...(lacksValues && { lacksValues }) };
    }
    case "rendered":
      return conclude(outcome.output, { application, given, helm, changing, fitted, leftOut, declaredAt }, ports);
  }
}

/** Whether nothing declares the chart: it is only there, with its own values. */
function isGivenNothing({ declaredAt, helm }: Recipe): boolean {
  return declaredAt === undefined && (helm?.values ?? []).length === 0;
}

function load(
  helm: HelmRecipe,
  { path }: ChartRequest,
  declaredAt: SourceLocation,
  tree: SourceTree,
  ports: RenderPorts,
): Promise<LoadedChart> {
  return helm.chart === undefined ? loadChart(path, tree, ports) : fetchChart(helm.chart, declaredAt, tree, ports);
}

/** What becomes part of an argument is looked at first; the rest is Helm's to refuse. */
function refusalOf(helm: HelmRecipe, { path, recipe }: ChartRequest, tree: SourceTree): ChartProblem | null {
  const at = recipe.declaredAt ?? { path: posix.join(path, "Chart.yaml"), line: 1 };
  const failed = (rule: string, message: string): ChartProblem => ({ status: "failed", rule, message, ...at });
  if (!/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(helm.release) || helm.release.length > 53) {
    return failed("release", `${JSON.stringify(helm.release)} is no name for a Helm release.`);
  }
  if (helm.namespace !== null && !/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(helm.namespace)) {
    return failed("release", `${JSON.stringify(helm.namespace)} is no name of a namespace.`);
  }
  if (helm.chart === undefined && !path.endsWith(".tgz") && !isChart(tree, path)) {
    return failed("chart", `There is no Chart.yaml in ${path}; add one, or correct the path.`);
  }
  return null;
}

/** What the author can mend is said before what we would not do: all of it at once. */
function refused(problems: readonly ChartProblem[], application: ChartRequest["application"]): Rendering {
  const failures = problems.filter(({ status }) => status === "failed");
  if (failures.length > 0) {
    return { status: "failed", findings: failures.map((one) => finding(application, one)) };
  }
  const [first] = problems;
  const reason = problems.map(({ message }) => message).join(" ");
  return first === undefined
    ? { status: "errored", reason: "The chart could not be rendered." }
    : { status: "errored", reason, at: { path: first.path, line: first.line } };
}

type Rendered = {
  readonly application: ChartRequest["application"];
  readonly given: GivenValues;
  readonly helm: HelmRecipe;
  readonly changing: readonly Mention[];
  readonly fitted: FittingRender["fitted"];
  readonly leftOut: readonly LeftOutSchema[];
  readonly declaredAt: SourceLocation;
};

async function conclude(
  { documents, problems }: HelmOutput,
  { application, given, helm, changing, fitted, leftOut, declaredAt }: Rendered,
  ports: RenderPorts,
): Promise<Rendering> {
  const origins = new Origins(given);
  const failures: Finding[] = [];
  const fail = (at: RenderedDocument, message: string) => {
    const [origin] = origins.of(at);
    const { path, line } = origin ?? declaredAt;
    failures.push(finding(application, { path, line, rule: "output", message }));
  };
  for (const { source, text, message } of problems)
    fail({ source, text, object: null }, `What this template writes cannot be read: ${message}`);
  const manifests: Manifest[] = [];
  for (const document of documents) {
    for (const { object, within } of unwrapLists(document.object)) {
      const from = origins.of(within.length === 0 ? document : { ...document, object });
      const manifest = toManifest(object, from);
      if (typeof manifest === "string") fail({ ...document, object }, manifest);
      else manifests.push(manifest);
    }
  }
  if (failures.length > 0) return { status: "failed", findings: failures };
  const findings = [
    ...leftOut.map((one) => finding(application, { ...one, rule: "values-schema" }, "warning")),
    ...[...fittedNotice(given.root, fitted), ...notices(given.root, changing)].map((one) =>
      finding(application, one, "notice"),
    ),
  ];
  const patched = await postRender(manifests, helm.postRender ?? [], declaredAt, ports);
  if (patched.status === "rendered") return { status: "rendered", manifests: patched.manifests, findings };
  return refused(
    [{ status: patched.status, rule: "post-render", message: patched.message, ...declaredAt }],
    application,
  );
}

function fittedNotice(root: Chart, fitted: FittingRender["fitted"]): readonly Told[] {
  if (fitted === undefined) return [];
  const message = `This chart is for Kubernetes ${fitted.constraint}, so it is rendered for ${fitted.version}; the environment's \`kubernetesVersion\` in .github/fairlead.yml says what it is deployed to.`;
  const at = placeIn(root, "Chart.yaml", lineOfKey(root, "kubeVersion"));
  return [{ ...at, rule: "kubernetes-version", message }];
}

/** Each once per line; what is packed in an archive is said once, where that is asked for. */
function notices(root: Chart, changing: readonly Mention[]): readonly Told[] {
  const inTemplates = changing.filter(({ isTemplate }) => isTemplate);
  const random = (inTemplates.length > 0 ? inTemplates : changing).map(({ name, at }) => ({
    ...at,
    rule: "not-deterministic",
    message: `\`${name}\` answers something else every time: what it writes cannot be compared, and changes with every deployment that renders it again.`,
  }));
  const looked = lookupsIn(root).map(({ at }) => ({
    ...at,
    rule: "lookup",
    message:
      "`lookup` asks the cluster and finds nothing in a render: what is deployed may differ from what is shown here.",
  }));
  const byPlace = Map.groupBy([...random, ...looked], (one) => `${one.path}:${one.line} ${one.rule}`);
  return [...byPlace.values()].flatMap(([first]) => first ?? []);
}
