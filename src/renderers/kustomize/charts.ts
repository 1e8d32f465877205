import { posix } from "node:path";
import { isJsonArray, isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { SourceTree } from "../../ports/git.ts";
import { renderChart } from "../helm/render-chart.ts";
import { joined } from "../joined.ts";
import type { Rendering, RenderPorts, RenderSubject } from "../renderer.ts";
import type { ChartEntry } from "./chart-entries.ts";
import type { Node } from "./node.ts";

/** A chart's manifests, in the file that stands for it in the folder kustomize builds. */
export type InflatedChart = {
  readonly entry: ChartEntry;
  readonly file: string;
  readonly manifests: readonly Manifest[];
};

type Inflated = {
  readonly charts: readonly InflatedChart[];
  /** What rendering them says; never `rendered` unless all of them are. */
  readonly rendering: Rendering;
};

/**
 * Renders the charts that kustomizations ask for as every other chart is rendered: kustomize itself would run
 * Helm and let it fetch.
 */
export async function inflateCharts(
  entries: readonly ChartEntry[],
  subject: RenderSubject,
  tree: SourceTree,
  ports: RenderPorts,
): Promise<Inflated> {
  const renderings = await Promise.all(
    entries.map(({ path, recipe, withoutHooks }) =>
      renderChart({ application: subject, path, recipe, withoutHooks }, tree, ports),
    ),
  );
  const charts = entries.flatMap((entry, index) => {
    const rendering = renderings[index];
    if (rendering?.status !== "rendered") return [];
    const manifests = rendering.manifests.filter((manifest) => !(entry.withoutTests && isTest(manifest)));
    return [{ entry, file: posix.join(entry.node.directory, fileName(index)), manifests }];
  });
  return { charts, rendering: joined(renderings) };
}

/** Whether a kustomization may not reach kustomize as it stands. */
export function asksForCharts({ object }: Node): boolean {
  return object.helmCharts !== undefined || object.helmChartInflationGenerator !== undefined;
}

/** What stands in the folder for a kustomization that asks for charts: their manifests among its resources. */
export function withCharts(object: JsonObject, node: Node, charts: readonly InflatedChart[]): JsonObject {
  const own = charts.filter(({ entry, manifests }) => entry.node === node && manifests.length > 0);
  const { helmCharts: _, helmGlobals: __, helmChartInflationGenerator: ___, ...left } = object;
  const resources = isJsonArray(left.resources) ? left.resources : [];
  return { ...left, resources: [...resources, ...own.map(({ file }) => `./${posix.basename(file)}`)] };
}

/** One document per manifest, so that a document's place leads back to it. */
export function chartFile({ manifests }: InflatedChart): Uint8Array {
  return Buffer.from(manifests.map(({ object }) => `---\n${JSON.stringify(object)}\n`).join(""));
}

/** A name that nobody gives a file by accident. */
function fileName(index: number): string {
  return `.fairlead-chart-${index}.yaml`;
}

function isTest({ object: { metadata } }: Manifest): boolean {
  const annotations = isJsonObject(metadata) ? metadata.annotations : undefined;
  const hook = isJsonObject(annotations) ? annotations["helm.sh/hook"] : undefined;
  return typeof hook === "string" && hook.split(",").some((kind) => /^\s*test(?:-success)?\s*$/.test(kind));
}
