import { isJsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { RemoteChart, ValuesLayer } from "../../domain/recipe.ts";
import type { DeclarationContext, Delivery } from "../engine.ts";
import { listAt, objectAt, textAt } from "../fields.ts";
import { locatorOf } from "../locator.ts";
import { directoryOf } from "../paths.ts";

/** The chart that a HelmOp brings: always one from elsewhere. Null for what names none. */
export async function deliverHelmOp(
  manifest: Manifest,
  { tree, charts }: DeclarationContext,
): Promise<Delivery | null> {
  const spec = objectAt(manifest.object, "spec");
  const helm = objectAt(spec, "helm");
  const [name, repository] = [textAt(helm, "chart"), textAt(helm, "repo")];
  const address = repository ?? name;
  if (address === undefined) return null;
  const chart: RemoteChart = {
    repository: address,
    name: repository === undefined ? "" : (name ?? ""),
    version: textAt(helm, "version") ?? "",
  };
  const locate = locatorOf(tree);
  const reason =
    charts.refusal(chart) ??
    (listAt(helm, "valuesFrom").length > 0 ? "Its values come from the cluster (helm.valuesFrom)." : null);
  if (reason !== null) return { status: "not-rendered", reason, at: await locate(manifest, "/spec/helm/chart") };
  const [origin] = manifest.origins;
  const at = await locate(manifest, "/spec/helm/values");
  const pointer = [...(origin?.within ?? []), "spec", "helm", "values"].map((key) => `/${key}`).join("");
  const values: readonly ValuesLayer[] = isJsonObject(helm.values)
    ? [{ from: "inline", values: helm.values, at, document: origin?.document ?? 0, pointer }]
    : [];
  const only = textAt(spec, "namespace");
  const namespace = only ?? textAt(spec, "defaultNamespace") ?? null;
  const release = textAt(helm, "releaseName") ?? manifest.id.name.slice(0, 53);
  return {
    status: "delivered",
    renderer: "helm",
    path: directoryOf(at.path),
    recipe: {
      declaredAt: at,
      ...(only === undefined ? {} : { onlyNamespace: only }),
      helm: { release, namespace, chart, values, parameters: [] },
    },
  };
}
