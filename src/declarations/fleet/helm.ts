import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { RemoteChart, ValuesLayer } from "../../domain/recipe.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { Locator } from "../../sources/locate.ts";
import { isFile } from "../../sources/tree.ts";
import { fieldAt, listAt, textAt, textsAt } from "../fields.ts";
import { isDirectory, pathWithin } from "../paths.ts";
import { asManifest, type BundleFile } from "./bundle-files.ts";
import { customizing, type Target } from "./targets.ts";

export type FleetChart =
  | { readonly status: "local"; readonly path: string }
  | { readonly status: "remote"; readonly chart: RemoteChart }
  | { readonly status: "unknown"; readonly reason: string }
  | { readonly status: "none" };

/** The chart of a bundle: its own directory, one below it, one of a repository, or none. */
export function chartOf(helm: JsonObject, directory: string, tree: SourceTree): FleetChart {
  const [chart, repository] = [textAt(helm, "chart"), textAt(helm, "repo")];
  const version = textAt(helm, "version") ?? "";
  if (repository !== undefined) return { status: "remote", chart: { repository, name: chart ?? "", version } };
  if (chart === undefined) {
    const isChart = ["Chart.yaml", "Chart.yml"].some((name) => isFile(tree, join(directory, name)));
    return isChart ? { status: "local", path: directory } : { status: "none" };
  }
  const path = pathWithin(directory, chart);
  if (path !== null && (isDirectory(tree, path) || isFile(tree, path))) return { status: "local", path };
  if (chart.startsWith("oci://")) return { status: "remote", chart: { repository: chart, name: "", version } };
  const reason =
    path === null
      ? `The chart ${chart} leads out of the repository.`
      : /^[a-z0-9+.-]+:/i.test(chart)
        ? `The chart ${chart} is fetched as it is there at the time; name a chart repository in helm.repo, with a version.`
        : `The chart ${chart} is not in this repository, and helm.repo names none.`;
  return { status: "unknown", reason };
}

/**
 * Fleet lays the values files of a bundle over its inline values, and those of a target over both
 * (fleet, bundlereader, generateValues).
 */
export async function valuesOf(file: BundleFile, target: Target, locate: Locator): Promise<readonly ValuesLayer[]> {
  const layers = [...(await layersOf(file, ["helm"], locate))];
  for (const field of customizing) {
    const index = listAt(file.options, field).indexOf(target.options);
    if (index >= 0) layers.push(...(await layersOf(file, [field, String(index), "helm"], locate)));
  }
  return layers;
}

async function layersOf(file: BundleFile, place: readonly string[], locate: Locator): Promise<readonly ValuesLayer[]> {
  const helm = place.reduce(
    (at: JsonObject[string] | undefined, key) => (Array.isArray(at) ? at[Number(key)] : fieldAt(at, key)),
    file.options,
  );
  const layers: ValuesLayer[] = [];
  const values = fieldAt(helm, "values");
  if (isJsonObject(values)) {
    const pointer = `/${[...place, "values"].join("/")}`;
    const at = await locate(asManifest(file), pointer);
    layers.push({ from: "inline", values, at, document: 0, pointer });
  }
  for (const written of textsAt(helm, "valuesFiles")) {
    const path = pathWithin(file.directory, written);
    // One that leads out is looked for by its name, and not found.
    layers.push({ from: "file", path: path ?? written, optional: false });
  }
  return layers;
}

export function join(directory: string, name: string): string {
  return directory === "." ? name : `${directory}/${name}`;
}
