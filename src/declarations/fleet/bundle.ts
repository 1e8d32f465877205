import type { NotEvaluated } from "../../domain/application.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import type { HelmRecipe, Recipe } from "../../domain/recipe.ts";
import type { Locator } from "../../sources/locate.ts";
import { isFile } from "../../sources/tree.ts";
import type { DeclarationContext, DeclaredApplication, DeclaredPart } from "../engine.ts";
import { fieldAt, listAt, objectAt, textAt } from "../fields.ts";
import { isDirectory, pathWithin } from "../paths.ts";
import { asManifest, type BundleFile } from "./bundle-files.ts";
import { chartOf, type FleetChart, join, valuesOf } from "./helm.ts";
import { rawParts } from "./raw.ts";
import { type Target, targetsOf, withTarget } from "./targets.ts";

/** A bundle, and what the GitRepo that deploys it adds. */
type BundleSubject = {
  readonly file: BundleFile;
  /** Directories below it that are bundles of their own. */
  readonly nested: readonly string[];
  readonly repository: { readonly name: string; readonly targets: readonly Json[]; readonly namespace?: string } | null;
};

type JudgedBundle = {
  readonly applications: readonly DeclaredApplication[];
  readonly notEvaluated: readonly NotEvaluated[];
  /** Files of what is not evaluated that are no manifests by themselves. */
  readonly claims: readonly string[];
};

/** One application per target of a bundle, or why there is none. */
export async function judgeBundle(
  subject: BundleSubject,
  context: DeclarationContext,
  locate: Locator,
): Promise<JudgedBundle> {
  const { file, repository } = subject;
  if (file.problem !== null) {
    const { path, line, message } = file.problem;
    const reason = `The bundle cannot be read: ${message}`;
    return { applications: [], notEvaluated: [{ path, line, reason }], claims: [] };
  }
  const applications: DeclaredApplication[] = [];
  const notEvaluated: NotEvaluated[] = [];
  const claims: string[] = [];
  for (const target of targetsOf(file.options, repository?.targets ?? [])) {
    const parts = await partsOf(subject, target, context, locate);
    if (parts.status === "parts") applications.push(applicationOf(subject, target, parts.parts));
    else {
      notEvaluated.push(await remark(file, parts, locate));
      claims.push(...patchFiles(file, target, context));
    }
  }
  return { applications, notEvaluated, claims };
}

/** What only changes the manifests of a bundle: its overlays, and a kustomization of what its chart renders. */
function patchFiles(
  { directory, options }: BundleFile,
  target: Target,
  { tree }: DeclarationContext,
): readonly string[] {
  const given = withTarget(options, target.options);
  const kustomized = pathWithin(directory, textAt(given, "kustomize", "dir") ?? ".");
  const folders = [
    ...(listAt(given, "yaml", "overlays").length > 0 ? [join(directory, "overlays")] : []),
    ...(kustomized === null || kustomized === directory ? [] : [kustomized]),
  ];
  return [...tree.entries.keys()].filter((path) => folders.some((folder) => path.startsWith(`${folder}/`)));
}

type Parts =
  | { readonly status: "parts"; readonly parts: readonly DeclaredPart[] }
  | { readonly status: "unknown"; readonly reason: string; readonly pointer: string };

async function partsOf(
  { file, nested, repository }: BundleSubject,
  target: Target,
  context: DeclarationContext,
  locate: Locator,
): Promise<Parts> {
  const { tree } = context;
  const options = withTarget(file.options, target.options);
  const only = textAt(options, "namespace") ?? repository?.namespace;
  const places = { ...(only === undefined ? {} : { onlyNamespace: only }), ...defaultOf(options) };
  const dir = pathWithin(file.directory, textAt(options, "kustomize", "dir") ?? ".");
  if (dir === null || !isDirectory(tree, dir))
    return unknown("kustomize.dir names no directory of this repository.", "/kustomize/dir");
  const isKustomized = ["kustomization.yaml", "kustomization.yml", "Kustomization"].some((name) =>
    isFile(tree, join(dir, name)),
  );
  const chart = chartOf(objectAt(options, "helm"), file.directory, tree);
  if (chart.status === "unknown") return unknown(chart.reason, "/helm/chart");
  if (chart.status !== "none") {
    if (isKustomized) return unknown(bothReason, "/kustomize/dir");
    const reason = unfit(options, chart, context);
    if (reason !== null) return reason;
    const values = await valuesOf(file, target, locate);
    return oneOf(file, chartPart(options, chart, file, { values, places, bundle: bundleName(file, repository) }));
  }
  if (isKustomized) {
    const recipe = { ...places, kustomize: { overlay: {}, generate: false, openRoot: true } };
    return oneOf(file, { renderer: "kustomize", path: dir, recipe });
  }
  const raw = rawParts(options, file.directory, nested, tree);
  if (typeof raw === "string") return unknown(raw, "/yaml/overlays");
  return {
    status: "parts",
    parts: raw.map((part) => declaredIn(file, { ...part, recipe: { ...places, ...part.recipe } })),
  };
}

/** Where a bundle's objects are put: all of them, or those that name no namespace. */
type Places = Pick<Recipe, "onlyNamespace" | "namespace">;

function defaultOf(options: JsonObject): Pick<Recipe, "namespace"> {
  const namespace = textAt(options, "defaultNamespace");
  return namespace === undefined ? {} : { namespace };
}

type Chart = Extract<FleetChart, { status: "local" | "remote" }>;

/** Why a chart cannot be rendered as Fleet would, or null. */
function unfit(options: JsonObject, chart: Chart, { charts }: DeclarationContext): Parts | null {
  if (listAt(options, "helm", "valuesFrom").length > 0)
    return unknown("Its values come from the cluster (helm.valuesFrom).", "/helm/valuesFrom");
  const refusal = chart.status === "remote" ? charts.refusal(chart.chart) : null;
  return refusal === null ? null : unknown(refusal, "/helm/chart");
}

function chartPart(
  options: JsonObject,
  chart: Chart,
  { directory }: BundleFile,
  given: { readonly values: HelmRecipe["values"]; readonly places: Places; readonly bundle: string },
): DeclaredPart {
  const helm: HelmRecipe = {
    // Helm allows 53 characters, and the last is a letter or a digit.
    release: textAt(options, "helm", "releaseName") ?? given.bundle.slice(0, 53).replace(/[-.]+$/, ""),
    namespace: given.places.onlyNamespace ?? given.places.namespace ?? null,
    values: given.values,
    parameters: [],
    ...(chart.status === "remote" ? { chart: chart.chart } : {}),
    ...(fieldAt(options, "helm", "skipSchemaValidation") === true ? { skipSchema: true } : {}),
  };
  return {
    renderer: "helm",
    path: chart.status === "local" ? chart.path : directory,
    recipe: { ...given.places, helm },
  };
}

function unknown(reason: string, pointer: string): Parts {
  return { status: "unknown", reason, pointer };
}

const bothReason = "It renders a chart and patches that with kustomize; only one of the two is rendered here.";

function oneOf(file: BundleFile, part: DeclaredPart): Parts {
  return { status: "parts", parts: [declaredIn(file, part)] };
}

function declaredIn({ path }: BundleFile, part: DeclaredPart): DeclaredPart {
  return { ...part, recipe: { ...part.recipe, declaredAt: { path, line: 1 } } };
}

function applicationOf(
  { file, repository }: BundleSubject,
  target: Target,
  parts: readonly DeclaredPart[],
): DeclaredApplication {
  const [short, whole] = [shortName(file), bundleName(file, repository)];
  const by = target.name === null ? "" : ` for its target ${target.name}`;
  const longer = target.name === null ? [whole] : [`${short}-${target.name}`, `${whole}-${target.name}`];
  return {
    key: JSON.stringify([file.directory, target.name]),
    name: short,
    longerNames: longer.map(clean),
    destination: null,
    targets: target.names,
    paths: [file.directory],
    parts,
    declaredAt: { path: file.path, line: 1 },
    why: `Fleet's bundle in ${file.directory} is deployed${by}${templated(file, target)}.`,
  };
}

function shortName({ options, directory }: BundleFile): string {
  return clean(textAt(options, "name") ?? (directory === "." ? "root" : (directory.split("/").at(-1) ?? directory)));
}

/** As Fleet calls it: after its GitRepo and path. */
function bundleName({ options, directory }: BundleFile, repository: BundleSubject["repository"]): string {
  const path = directory === "." ? "" : directory;
  return clean(textAt(options, "name") ?? [repository?.name ?? "", path].filter(Boolean).join("-"));
}

function clean(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, "-")
      .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "") || "bundle"
  );
}

/** Fleet fills `${ … }` in values per cluster, unless it is told not to. */
function templated({ options }: BundleFile, target: Target): string {
  const helm = [objectAt(options, "helm"), objectAt(target.options, "helm")];
  const isFilled = helm.some((one) => JSON.stringify(fieldAt(one, "values") ?? null).includes("${"));
  const isOff = helm.some(({ disablePreProcess }) => disablePreProcess === true);
  return isFilled && !isOff
    ? "; what stands in $ and braces is filled in per cluster, and is left here as it is written"
    : "";
}

async function remark(
  file: BundleFile,
  { reason, pointer }: Parts & { readonly status: "unknown" },
  locate: Locator,
): Promise<NotEvaluated> {
  const { line } = await locate(asManifest(file), pointer);
  return { path: file.path, line, reason: `The bundle in ${file.directory} is not rendered. ${reason}` };
}
