import { createHash } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { HelmRecipe, ValuesLayer } from "../../domain/recipe.ts";
import type { DeclarationContext, Delivery } from "../engine.ts";
import { fieldAt, listAt, objectAt, textAt } from "../fields.ts";
import { locatorOf } from "../locator.ts";
import { directoryOf } from "../paths.ts";
import { chartOf, namesChart } from "./chart.ts";
import { definitionOf, locationOf } from "./location.ts";
import { commonMetadataOf, patchesOf } from "./overlay.ts";
import { layersInstead } from "./own-values.ts";
import type { Among } from "./source.ts";
import { valuesOf } from "./values.ts";

/** The chart of a HelmRelease with its values, or why it is not rendered. Null for a patch of one. */
export async function deliverRelease(
  release: Manifest,
  siblings: readonly Manifest[],
  context: DeclarationContext,
): Promise<Delivery | null> {
  const spec = objectAt(release.object, "spec");
  // A patch says neither, and Kubernetes takes no HelmRelease without an interval.
  if (!namesChart(spec) && textAt(spec, "interval") === undefined) return null;
  const among: Among = {
    objects: siblings,
    from: {
      paths: [...release.origins.map(({ path }) => path), ...(context.from?.paths ?? [])],
      environment: context.from?.environment ?? null,
    },
    context,
  };
  const locate = locatorOf(context.tree);
  const notRendered = async (reason: string, pointer: string): Promise<Delivery> => ({
    status: "not-rendered",
    reason,
    at: await locate(release, pointer),
  });
  const chartAt = fieldAt(spec, "chartRef") === undefined ? "/spec/chart/spec/chart" : "/spec/chartRef";
  const chart = await chartOf(spec, release.id.namespace, among);
  if (chart.status === "unknown") return notRendered(chart.reason, chartAt);
  const refusal = chart.status === "remote" ? context.charts.refusal(chart.chart) : null;
  if (refusal !== null) return notRendered(refusal, chartAt);
  const values = await valuesOf(release, among, locate);
  if (values.status === "unknown") return notRendered(values.reason, values.pointer);
  const files = chart.status === "local" ? await layersInstead(chart.path, chart.valuesFiles, context) : [];
  const helm = recipeOf(release, spec, [...files, ...values.layers]);
  return {
    status: "delivered",
    renderer: "helm",
    path: chart.status === "local" ? chart.path : directoryOf(definitionOf(release).path),
    recipe: {
      declaredAt: locationOf(release),
      helm: chart.status === "local" ? helm : { ...helm, chart: chart.chart },
    },
    reads: [...chart.reads, ...values.reads],
  };
}

function recipeOf({ id }: Manifest, spec: JsonObject, values: readonly ValuesLayer[]): HelmRecipe {
  const target = textAt(spec, "targetNamespace");
  const install = objectAt(spec, "install");
  const postRender = postRenderersOf(spec);
  return {
    release: shortened(textAt(spec, "releaseName") ?? (target === undefined ? id.name : `${target}-${id.name}`)),
    namespace: target ?? id.namespace,
    values,
    parameters: [],
    ...(textAt(install, "crds") === "Skip" || install.skipCRDs === true ? { skipCrds: true } : {}),
    ...(install.disableSchemaValidation === true ? { skipSchema: true } : {}),
    ...(postRender.length === 0 ? {} : { postRender }),
  };
}

/** Helm allows 53 characters (helm-controller, release.ShortenName). */
function shortened(name: string): string {
  if (name.length <= 53) return name;
  return `${name.slice(0, 40)}-${createHash("sha256").update(name).digest("hex").slice(0, 12)}`;
}

/** What each post-renderer changes, as fields of a kustomization; last `commonMetadata`, a patch of everything. */
function postRenderersOf(spec: JsonObject): readonly JsonObject[] {
  const renderers = listAt(spec, "postRenderers").flatMap((one) => {
    const kustomize = objectAt(one, "kustomize");
    const images = listAt(kustomize, "images").filter(isJsonObject);
    const patches = patchesOf(kustomize);
    if (patches.length === 0 && images.length === 0) return [];
    return [{ ...(patches.length === 0 ? {} : { patches }), ...(images.length === 0 ? {} : { images }) }];
  });
  const metadata = commonMetadataOf(spec);
  if (Object.keys(metadata).length === 0) return renderers;
  // Of a patch with a target kustomize overlooks what it says it is for.
  const patch = JSON.stringify({ apiVersion: "v1", kind: "Any", metadata: { name: "any", ...metadata } });
  return [...renderers, { patches: [{ patch, target: { name: ".*" } }] }];
}
