/*
 * Labels and annotations that tools write beside what they deploy: they differ without anything being
 * different. `report.hideNoise: false` tells them again.
 */

/** Whether a field is such a label or annotation, of the object itself or of the pods it makes. */
export function isNoise(steps: readonly string[]): boolean {
  const at = steps.findIndex((step, index) => step === "metadata" && isOwner(steps.slice(0, index)));
  const [list, name] = at < 0 ? [] : steps.slice(at + 1, at + 3);
  if (list === undefined || name === undefined) return false;
  if (list === "labels") return labels.has(name) || (at === 0 && ownLabels.has(name)) || startsWith(name, prefixes);
  return list === "annotations" && (annotations.has(name) || startsWith(name, [...prefixes, ...annotationPrefixes]));
}

/** The object, or a template inside it. */
function isOwner(above: readonly string[]): boolean {
  return (
    above.length === 0 ||
    /^(?:template|jobTemplate)$/.test(above.at(-1) ?? "") ||
    above.at(-2) === "volumeClaimTemplates"
  );
}

/** https://helm.sh/docs/chart_best_practices/labels/ */
const labels: ReadonlySet<string> = new Set([
  "helm.sh/chart",
  "app.kubernetes.io/version",
  "app.kubernetes.io/managed-by",
  // Argo CD's and Flux's notes of what belongs to which of their objects.
  "argocd.argoproj.io/instance",
]);

/** By the first Argo CD may know its own objects, the other is the API server's; on pods selectors may look for them. */
const ownLabels: ReadonlySet<string> = new Set(["app.kubernetes.io/instance", "kubernetes.io/metadata.name"]);

const annotations: ReadonlySet<string> = new Set([
  "meta.helm.sh/release-name",
  "meta.helm.sh/release-namespace",
  "argocd.argoproj.io/tracking-id",
  "argocd.argoproj.io/installation-id",
  "argocd.argoproj.io/refresh",
  "deployment.kubernetes.io/revision",
  "deprecated.daemonset.template.generation",
]);

/** https://fluxcd.io/flux/components/kustomize/kustomizations/, https://git.k8s.io/enhancements/keps/sig-cli/3659-kubectl-apply-prune */
const prefixes: readonly string[] = [
  "kustomize.toolkit.fluxcd.io/name",
  "kustomize.toolkit.fluxcd.io/namespace",
  "kustomize.toolkit.fluxcd.io/checksum",
  "helm.toolkit.fluxcd.io/name",
  "applyset.kubernetes.io/",
];

/** https://helm.sh/docs/howto/charts_tips_and_tricks/#automatically-roll-deployments */
const annotationPrefixes: readonly string[] = [
  "checksum/",
  "reconcile.fluxcd.io/",
  "autoscaling.alpha.kubernetes.io/",
  "pv.kubernetes.io/",
];

/** All of them, for people to know: names, and beginnings of names. */
export const noiseNames: readonly string[] = [
  ...[...labels, ...ownLabels, ...annotations],
  ...[...prefixes, ...annotationPrefixes],
];

function startsWith(name: string, all: readonly string[]): boolean {
  return all.some((prefix) => name.startsWith(prefix));
}
