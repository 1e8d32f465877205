import type { Json, JsonObject } from "../../domain/json.ts";
import type { RemoteChart } from "../../domain/recipe.ts";
import { isFile } from "../../sources/tree.ts";
import { fieldAt, objectAt, textAt, textsAt } from "../fields.ts";
import { isDirectory, pathWithin } from "../paths.ts";
import { placeOf } from "./place.ts";
import { type Among, filesOf, findObject, referenceOf, type SourceReference, sourceName } from "./source.ts";

/** A file that an object names, which need not be there when it is optional. */
export type NamedFile = { readonly path: string; readonly optional: boolean };

/** Where the chart of a HelmRelease is. `reads` are files of objects that say so. */
type ChartPlace =
  | {
      readonly status: "local";
      readonly path: string;
      /** Instead of the chart's own values; empty takes those. */
      readonly valuesFiles: readonly NamedFile[];
      readonly reads: readonly string[];
    }
  | { readonly status: "remote"; readonly chart: RemoteChart; readonly reads: readonly string[] }
  | { readonly status: "unknown"; readonly reason: string };

/** The chart that `spec.chart` makes a HelmChart of, as helm-controller does, or that `spec.chartRef` names. */
export async function chartOf(spec: JsonObject, namespace: string | null, among: Among): Promise<ChartPlace> {
  const reference = referenceOf(spec.chartRef, namespace);
  return reference === undefined
    ? chartOfTemplate(objectAt(spec, "chart", "spec"), namespace, among)
    : chartOfReference(reference, among);
}

async function chartOfReference(reference: SourceReference, among: Among): Promise<ChartPlace> {
  if (reference.kind === "ExternalArtifact") return localChart({}, reference, ".", among);
  const source = await findObject(reference, among);
  if (source === undefined) return notHere(reference);
  if (reference.kind === "HelmChart")
    return chartOfTemplate(objectAt(source.object, "spec"), source.id.namespace ?? reference.namespace, among);
  const spec = objectAt(source.object, "spec");
  const digest = textAt(spec, "ref", "digest");
  const chart: RemoteChart = {
    repository: textAt(spec, "url") ?? "",
    name: "",
    version: textAt(spec, "ref", "semver") ?? textAt(spec, "ref", "tag") ?? "",
    ...(digest === undefined ? {} : { digest }),
  };
  return { status: "remote", chart, reads: await filesOf(reference, among) };
}

async function chartOfTemplate(spec: JsonObject, namespace: string | null, among: Among): Promise<ChartPlace> {
  const name = textAt(spec, "chart");
  const reference = referenceOf(spec.sourceRef, namespace);
  if (name === undefined || reference === undefined)
    return unknown("It names no chart: set spec.chart.spec.chart and its sourceRef, or spec.chartRef.");
  if (reference.kind !== "HelmRepository") return localChart(spec, reference, name, among);
  const own = textsAt(spec, "valuesFiles").filter((file) => file !== "values.yaml");
  if (own.length > 0)
    return unknown(`The chart ${name} is to take ${own.join(", ")} from within its archive, which is not read here.`);
  const source = await findObject(reference, among);
  if (source === undefined) return notHere(reference, name);
  const chart = {
    repository: textAt(source.object, "spec", "url") ?? "",
    name,
    version: textAt(spec, "version") ?? "",
  };
  return { status: "remote", chart, reads: await filesOf(reference, among) };
}

async function localChart(
  spec: JsonObject,
  reference: SourceReference,
  written: string,
  among: Among,
): Promise<ChartPlace> {
  const { tree } = among.context;
  const placed = await placeOf(reference, written, among);
  if (placed.status === "elsewhere") return unknown(`The chart ${written} is not rendered. ${placed.reason}`);
  const isChart = isDirectory(tree, placed.path) || (placed.path.endsWith(".tgz") && isFile(tree, placed.path));
  if (!isChart) return unknown(`The chart ${written} of ${sourceName(reference)} is not in this repository.`);
  const root = await placeOf(reference, ".", among);
  const optional = fieldAt(spec, "ignoreMissingValuesFiles") === true;
  const files = [...textsAt(spec, "valuesFiles"), ...textsAt({ one: [spec.valuesFile ?? null] }, "one")];
  const valuesFiles = files.map((file) => ({
    path: pathWithin(root.status === "here" ? root.path : ".", file) ?? file,
    optional,
  }));
  return { status: "local", path: placed.path, valuesFiles, reads: [] };
}

function notHere(reference: SourceReference, chart?: string): ChartPlace {
  const what = chart === undefined ? "Its chart" : `The chart ${chart}`;
  return unknown(`${what} comes from ${sourceName(reference)}, and no file of this repository says where that is.`);
}

function unknown(reason: string): ChartPlace {
  return { status: "unknown", reason };
}

/** Whether an object says anything of a chart: a patch of a HelmRelease need not. */
export function namesChart(spec: Json): boolean {
  return fieldAt(spec, "chartRef") !== undefined || textAt(spec, "chart", "spec", "chart") !== undefined;
}
