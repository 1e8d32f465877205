import type { Json } from "../../domain/json.ts";
import { type Manifest, type ResourceId, resourceKey, resourceName } from "../../domain/manifest.ts";
import type { Risk } from "../../domain/plan.ts";
import { at } from "./pods.ts";
import { labelSelector, plainSelector } from "./selector.ts";
import { fewest, type PodMaker, type Surroundings, scaledBy } from "./surroundings.ts";

/** One side of an environment. */
export type Both = { readonly before: Surroundings; readonly after: Surroundings };

/** A risk that lies between resources, and the sentence that says which. */
export type Relation = { readonly risk: Risk; readonly reason: string };

/**
 * What is wrong between resources after and was not before, by the key of the change that causes it. What is
 * as bad before is nobody's news.
 */
export function relationRisks(
  both: Both,
  isChanged: (key: string) => boolean,
): ReadonlyMap<string, readonly Relation[]> {
  const found = new Map<string, Relation[]>();
  for (const { causes, ...relation } of [...lostEndpoints(both), ...blockedEvictions(both), ...fights(both)]) {
    const cause = causes.find(isChanged);
    if (cause !== undefined) found.set(cause, [...(found.get(cause) ?? []), relation]);
  }
  return found;
}

type Caused = Relation & {
  /** Keys of what may have caused it, the most likely first. */
  readonly causes: readonly string[];
};

function* lostEndpoints({ before, after }: Both): Generator<Caused> {
  for (const service of after.services()) {
    const key = resourceKey(service.id);
    const earlier = before.find(key);
    if (earlier === undefined || podsOfService(service, after).length > 0) continue;
    const had = podsOfService(earlier, before);
    const selector = at(service.object, "spec", "selector");
    // Without a selector somebody else fills in the endpoints.
    if (had.length === 0 || plainSelector(selector) === null) continue;
    if (at(service.object, "spec", "type") === "ExternalName") continue;
    yield {
      risk: "loses-endpoints",
      reason: `${resourceName(service.id)} selects ${selectorWords(selector)}, and no pods here have that any more; before it was ${listed(had)}.`,
      causes: [key, ...had.map((maker) => maker.key)],
    };
  }
}

function podsOfService({ id, object }: Manifest, where: Surroundings): readonly PodMaker[] {
  return where.podsOf(id.namespace, plainSelector(at(object, "spec", "selector")));
}

function* blockedEvictions({ before, after }: Both): Generator<Caused> {
  for (const budget of after.budgets()) {
    const key = resourceKey(budget.id);
    const blocked = blockedBy(budget, after);
    if (blocked === undefined) continue;
    const earlier = before.find(key);
    if (earlier !== undefined && blockedBy(earlier, before) !== undefined) continue;
    yield { risk: "blocks-eviction", reason: blocked, causes: [key, ...causesOf(budget, after)] };
  }
}

/** Why a budget lets no pod go, or undefined when it does, or when the number of pods is not known. */
function blockedBy(budget: Manifest, where: Surroundings): string | undefined {
  const { maxUnavailable, minAvailable } = specOf(budget);
  const name = resourceName(budget.id);
  if (maxUnavailable === 0 || maxUnavailable === "0%" || maxUnavailable === "0") {
    return `${name} allows ${maxUnavailable} pods to be unavailable.`;
  }
  if (minAvailable === "100%") return `${name} wants all pods available.`;
  const pods = expectedPods(budget, where);
  const wanted = pods === undefined || minAvailable === undefined ? undefined : wantedOf(minAvailable, pods);
  if (pods === undefined || wanted === undefined || pods === 0 || wanted < pods) return undefined;
  return `${name} wants ${minAvailable} available, and there ${pods === 1 ? "is 1 pod" : `are ${pods} pods`}.`;
}

function specOf({ object }: Manifest) {
  return { maxUnavailable: at(object, "spec", "maxUnavailable"), minAvailable: at(object, "spec", "minAvailable") };
}

/** Percentages are rounded up: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#rounding-logic-when-specifying-percentages */
function wantedOf(minAvailable: Json, pods: number): number | undefined {
  if (typeof minAvailable === "number") return minAvailable;
  const percent = /^(\d{1,3})%$/.exec(String(minAvailable))?.[1];
  return percent === undefined ? undefined : Math.ceil((pods * Number(percent)) / 100);
}

/** How many pods a budget guards, by what is written; undefined where that is not known. */
function expectedPods(budget: Manifest, where: Surroundings): number | undefined {
  const makers = guardedBy(budget, where);
  if (makers.length === 0) return undefined;
  let sum = 0;
  for (const maker of makers) {
    const scaler = where.scalerOf(maker.key);
    const replicas = scaler === undefined ? maker.replicas : fewest(scaler);
    if (replicas === null) return undefined;
    sum += replicas;
  }
  return sum;
}

function guardedBy({ id, object }: Manifest, where: Surroundings): readonly PodMaker[] {
  return where.podsOf(id.namespace, labelSelector(at(object, "spec", "selector")));
}

function causesOf(budget: Manifest, where: Surroundings): readonly string[] {
  const makers = guardedBy(budget, where).map(({ key }) => key);
  const scalers = makers.flatMap((key) => where.scalerOf(key) ?? []);
  return [...makers, ...scalers.map(({ id }) => resourceKey(id))];
}

function* fights({ before, after }: Both): Generator<Caused> {
  for (const scaler of after.autoscalers()) {
    const target = scaledBy(scaler);
    const replicas = target === undefined ? undefined : replicasWritten(target, after);
    if (target === undefined || replicas === undefined) continue;
    const key = resourceKey(scaler.id);
    const earlier = before.find(key);
    const fought =
      earlier !== undefined && scaledBy(earlier) === target && replicasWritten(target, before) === replicas;
    if (fought) continue;
    yield {
      risk: "fights-autoscaler",
      reason: `${resourceName(scaler.id)} scales it, and ${replicas} ${replicas === 1 ? "replica is" : "replicas are"} set as well.`,
      causes: [target, key],
    };
  }
}

function replicasWritten(key: string, where: Surroundings): number | undefined {
  const replicas = at(where.find(key)?.object, "spec", "replicas");
  return typeof replicas === "number" ? replicas : undefined;
}

function selectorWords(selector: Json | undefined): string {
  const { labels } = plainSelector(selector) ?? { labels: [] };
  return labels.map(([name, value]) => `${name}=${String(value)}`).join(", ");
}

function listed(makers: readonly { readonly id: ResourceId }[]): string {
  const [first, ...others] = makers.map(({ id }) => resourceName(id));
  return others.length === 0 ? (first ?? "") : `${first} and ${others.length} more`;
}
