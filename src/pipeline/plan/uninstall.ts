import type { JsonObject } from "../../domain/json.ts";
import type { ResourceId } from "../../domain/manifest.ts";
import type { Action } from "../../domain/plan.ts";
import type { FieldDifference } from "./fields.ts";
import { at, textsAt } from "./pods.ts";

/** Whether an engine's object takes what it deployed along when it is deleted, by `kind.group`. */
const owners: { readonly [kind: string]: (object: JsonObject) => boolean } = {
  // https://fluxcd.io/flux/components/helm/helmreleases/
  "HelmRelease.helm.toolkit.fluxcd.io": () => true,
  // https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
  "Kustomization.kustomize.toolkit.fluxcd.io": (object) =>
    at(object, "spec", "prune") === true && at(object, "spec", "deletionPolicy") !== "Orphan",
  // https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
  "Application.argoproj.io": (object) =>
    textsAt(object, "metadata", "finalizers").some((name) => name.startsWith("resources-finalizer.argocd.argoproj.io")),
  "ApplicationSet.argoproj.io": (object) => at(object, "spec", "syncPolicy", "preserveResourcesOnDeletion") !== true,
  "GitRepo.fleet.cattle.io": (object) => at(object, "spec", "keepResources") !== true,
  "HelmChart.helm.cattle.io": () => true,
};

/** What names a Helm release: under another name it is another one, and the old one goes. */
const naming: ReadonlySet<string> = new Set(["releaseName", "targetNamespace", "storageNamespace"]);

/** Whether a change takes away what an engine's object deployed. */
export function uninstalls(change: {
  readonly action: Action;
  readonly id: ResourceId;
  readonly before: JsonObject | null;
  readonly fields: readonly FieldDifference[];
}): boolean | string {
  const { action, id, before, fields } = change;
  const takesAlong = owners[`${id.kind}.${id.group}`];
  if (takesAlong === undefined || before === null) return false;
  if (action === "delete" || action === "replace") return takesAlong(before);
  if (id.group !== "helm.toolkit.fluxcd.io") return false;
  const renamed = fields.find(({ steps: [first, second = "", ...more] }) => {
    return first === "spec" && naming.has(second) && more.length === 0;
  });
  return (
    renamed !== undefined && `With another ${renamed.path} it is installed anew, and what was installed is removed.`
  );
}
