import type { RenderPorts } from "../renderer.ts";
import { defaultKubernetesVersion, type HelmRun } from "./run.ts";
import { renderStable, type Stable } from "./stable.ts";

export type FittingRender = Stable & {
  /** Set where the chart is not for the release that is taken when nobody says, and was rendered for this one. */
  readonly fitted?: { readonly constraint: string; readonly version: string };
};

/** A chart that names more releases than this in its constraint is told as it fails. */
const mostTries = 6;

/**
 * Renders a chart for the release that it is asked for. Where nobody says which, ours is a guess, and a chart that
 * is not for that release is rendered for the newest one near those that its own `kubeVersion` names.
 */
export async function renderFitting(run: HelmRun, ports: RenderPorts): Promise<FittingRender> {
  const first = await renderStable(run, ports);
  const constraint = refusedFor(first);
  if (constraint === null || run.recipe.kubernetesVersion !== undefined) return first;
  for (const version of versionsNear(constraint).slice(0, mostTries)) {
    const next = await renderStable({ ...run, recipe: { ...run.recipe, kubernetesVersion: version } }, ports);
    if (refusedFor(next) === null) return { ...next, fitted: { constraint, version } };
  }
  return first;
}

function refusedFor({ outcome }: Stable): string | null {
  if (outcome.status !== "failed") return null;
  return /chart requires kubeVersion: (.*?) which is incompatible with Kubernetes/.exec(outcome.stderr)?.[1] ?? null;
}

/** The releases that a constraint names and those beside them, newest first; Helm itself says which of them fit. */
function versionsNear(constraint: string): readonly string[] {
  const ours = minorOf(defaultKubernetesVersion);
  const named = [...constraint.matchAll(/\b1\.(\d{1,3})/g)].map(([, minor]) => Number(minor));
  const near = new Set(named.flatMap((minor) => [minor + 1, minor, minor - 1]));
  return [...near]
    .filter((minor) => minor >= 0 && minor < ours)
    .toSorted((a, b) => b - a)
    .map((minor) => `1.${minor}`);
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
