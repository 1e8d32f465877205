import type { JsonObject } from "../../domain/json.ts";
import { type Manifest, type ResourceId, resourceKey } from "../../domain/manifest.ts";
import { at, mapAt, podTemplate } from "./pods.ts";
import { matches, type Selector } from "./selector.ts";
import { isStateful } from "./stateful.ts";

/** Something that makes pods. */
export type PodMaker = {
  readonly id: ResourceId;
  readonly key: string;
  readonly labels: JsonObject;
  /** Null where their number is not written there: an autoscaler's, a DaemonSet's. */
  readonly replicas: number | null;
};

/** What an object stands among: everything that one environment holds, as far as it was rendered. */
export type Surroundings = {
  services(): readonly Manifest[];
  budgets(): readonly Manifest[];
  autoscalers(): readonly Manifest[];
  /** What scales the object under this key. */
  scalerOf(key: string): Manifest | undefined;
  find(key: string): Manifest | undefined;
  podsOf(namespace: string | null, selector: Selector | null): readonly PodMaker[];
  /** How many resources stand in a namespace, and how many of them hold data. */
  inNamespace(name: string): { readonly all: number; readonly stateful: number };
  ofKind(group: string, kind: string): number;
};

/** Collects what risks ask about, once and when it is asked for; of duplicates the last counts. */
export function createSurroundings(manifests: readonly Manifest[]): Surroundings {
  const all = lazily(() => new Map(manifests.map((manifest) => [resourceKey(manifest.id), manifest])));
  const makers = lazily(() => podMakers(all()));
  const byPlace = lazily(() => placesOf(makers().values()));
  const of = (group: string, kind: string) =>
    [...all().values()].filter(({ id }) => id.kind === kind && id.group === group);
  const autoscalers = lazily(() => [...of("autoscaling", "HorizontalPodAutoscaler"), ...of("keda.sh", "ScaledObject")]);
  const scalers = lazily(() => new Map(autoscalers().map((scaler) => [scaledBy(scaler) ?? "", scaler])));
  const counted = lazily(() => count(all().values()));
  return {
    services: () => of("", "Service"),
    budgets: () => of("policy", "PodDisruptionBudget"),
    autoscalers,
    scalerOf: (key) => scalers().get(key),
    find: (key) => all().get(key),
    podsOf(namespace, selector) {
      if (selector === null) return [];
      const places = byPlace();
      const lists = selector.labels.map((label) => places.get(placeOf(namespace, label)) ?? []);
      const shortest = lists.reduce((a, b) => (b.length < a.length ? b : a), places.get(placeOf(namespace)) ?? []);
      return shortest.filter(({ labels }) => matches(selector, labels));
    },
    inNamespace: (name) => counted().namespaces.get(name) ?? { all: 0, stateful: 0 },
    ofKind: (group, kind) => counted().kinds.get(`${kind}.${group}`) ?? 0,
  };
}

function podMakers(all: ReadonlyMap<string, Manifest>): ReadonlyMap<string, PodMaker> {
  const makers = new Map<string, PodMaker>();
  for (const [key, manifest] of all) {
    const maker = makerOf(key, manifest);
    if (maker !== undefined) makers.set(key, maker);
  }
  return makers;
}

/** By namespace, and by namespace and label, so that nobody has to look at all of them. */
function placesOf(makers: Iterable<PodMaker>): ReadonlyMap<string, readonly PodMaker[]> {
  const places = new Map<string, PodMaker[]>();
  for (const maker of makers) {
    const { namespace } = maker.id;
    const own = Object.entries(maker.labels).map((label) => placeOf(namespace, label));
    for (const place of [placeOf(namespace), ...own]) {
      const there = places.get(place);
      if (there === undefined) places.set(place, [maker]);
      else there.push(maker);
    }
  }
  return places;
}

function placeOf(namespace: string | null, label?: readonly unknown[]): string {
  return [namespace ?? "", ...(label ?? [])].join("\0");
}

function makerOf(key: string, { id, object }: Manifest): PodMaker | undefined {
  const template = podTemplate(object);
  if (template === undefined) return undefined;
  const { replicas } = mapAt(object, "spec");
  return {
    id,
    key,
    labels: mapAt(template, "metadata", "labels"),
    replicas: typeof replicas === "number" ? replicas : withoutNumber(id),
  };
}

function withoutNumber({ kind }: ResourceId): number | null {
  return kind === "Deployment" || kind === "StatefulSet" || kind === "ReplicaSet" || kind === "Pod" ? 1 : null;
}

function count(manifests: Iterable<Manifest>) {
  const namespaces = new Map<string, { all: number; stateful: number }>();
  const kinds = new Map<string, number>();
  for (const { id } of manifests) {
    kinds.set(`${id.kind}.${id.group}`, (kinds.get(`${id.kind}.${id.group}`) ?? 0) + 1);
    if (id.namespace === null) continue;
    const found = namespaces.get(id.namespace) ?? { all: 0, stateful: 0 };
    namespaces.set(id.namespace, { all: found.all + 1, stateful: found.stateful + (isStateful(id) ? 1 : 0) });
  }
  return { namespaces, kinds };
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What an autoscaler scales, by its key. */
export function scaledBy({ id, object }: Manifest): string | undefined {
  const { apiVersion, kind, name } = mapAt(object, "spec", "scaleTargetRef");
  if (typeof name !== "string") return undefined;
  const group = typeof apiVersion === "string" && apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "apps";
  return resourceKey({ group, kind: typeof kind === "string" ? kind : "Deployment", namespace: id.namespace, name });
}

/** The fewest pods an autoscaler leaves. */
export function fewest({ object, id }: Manifest): number {
  const found = at(object, "spec", id.kind === "ScaledObject" ? "minReplicaCount" : "minReplicas");
  if (typeof found === "number") return found;
  return id.kind === "ScaledObject" ? 0 : 1;
}
