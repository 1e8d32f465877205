import { isJsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";

/** Kinds of hooks that are not made anew: Argo CD leaves `Skip` out, and Helm made `crd-install` once. */
const notRun: ReadonlySet<string> = new Set(["Skip", "crd-install"]);

/**
 * Whether Helm or Argo CD runs it as a hook: unless its author says otherwise, they delete what is left of the
 * run before and create it anew (https://helm.sh/docs/topics/charts_hooks/#hook-deletion-policies,
 * https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/#hook-deletion-policies).
 */
export function isHook({ object: { metadata } }: Pick<Manifest, "object">): boolean {
  const annotations = isJsonObject(metadata) ? metadata.annotations : undefined;
  if (!isJsonObject(annotations)) return false;
  return ["helm.sh/hook", "argocd.argoproj.io/hook"].some((name) => {
    const phases = annotations[name];
    return typeof phases === "string" && phases.split(",").some((phase) => isPhase(phase.trim()));
  });
}

function isPhase(phase: string): boolean {
  return phase !== "" && !notRun.has(phase);
}
