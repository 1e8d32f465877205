import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/*
 * How the elements of a list are told apart, by the field that holds it: the merge keys and list types of
 * the Kubernetes API (x-kubernetes-patch-merge-key, x-kubernetes-list-map-keys).
 */

type Name = (element: JsonObject) => string | undefined;

const names: Readonly<Record<string, Name>> = {
  containers: by("name"),
  initContainers: by("name"),
  ephemeralContainers: by("name"),
  volumes: by("name"),
  env: by("name"),
  imagePullSecrets: by("name"),
  secrets: by("name"),
  volumeMounts: by("mountPath"),
  volumeDevices: by("devicePath"),
  ports: portName,
  hostAliases: by("ip"),
  conditions: by("type"),
  ownerReferences: by("uid"),
  readinessGates: by("conditionType"),
  topologySpreadConstraints: by("topologyKey", "whenUnsatisfiable"),
  resourceClaims: by("name"),
  claims: by("name"),
  tls: by("secretName"),
  metrics: metricName,
  listeners: by("name"),
  additionalPrinterColumns: by("name"),
  schedulingGates: by("name"),
  webhooks: by("name"),
  matchConditions: by("name"),
  variables: by("name"),
  drivers: by("name"),
  volumeClaimTemplates: ({ metadata }) => (isJsonObject(metadata) ? by("name")(metadata) : undefined),
  tolerations: (element) =>
    [element.key, element.operator, element.value, element.effect].filter((part) => part !== undefined).join(" "),
  subjects: ({ kind, namespace, name }) => [kind, namespace, name].filter((part) => part !== undefined).join("/"),
};

/** Lists of texts in which order means nothing. */
const sets = new Set([
  ..."accessModes add apiGroups drop finalizers nonResourceURLs policyTypes resourceNames resources verbs".split(" "),
  ..."categories externalIPs loadBalancerSourceRanges namespaces podCIDRs shortNames".split(" "),
  ..."hostnames ipFamilies validationActions values volumeLifecycleModes".split(" "),
]);

/** Init containers run one after the other, and a variable may use those before it. */
const orderedLists = new Set(["initContainers", "variables"]);

/**
 * A name for each element of both lists, or undefined when they have none or it is not unique. Lists nobody
 * has told us about are matched by `name`, if all their elements have one; their order counts.
 */
export function elementNames(
  steps: readonly string[],
  before: readonly Json[],
  after: readonly Json[],
): { readonly before: readonly string[]; readonly after: readonly string[] } | undefined {
  const key = steps.at(-1) ?? "";
  const name = Object.hasOwn(names, key) ? names[key] : undefined;
  if (name === undefined && before.length + after.length === 0) return undefined;
  const old = uniqueNames(before, name ?? byName);
  const next = old && uniqueNames(after, name ?? byName);
  return old && next && { before: old, after: next };
}

/** Whether both lists hold texts of which only membership counts. */
export function isSet(steps: readonly string[], before: readonly Json[], after: readonly Json[]): boolean {
  const isTexts = (list: readonly Json[]) =>
    new Set(list).size === list.length && list.every((value) => typeof value === "string");
  return sets.has(steps.at(-1) ?? "") && isTexts(before) && isTexts(after);
}

/** Whether the order of named elements counts all the same. */
export function isOrdered(steps: readonly string[]): boolean {
  const key = steps.at(-1) ?? "";
  return orderedLists.has(key) || !Object.hasOwn(names, key);
}

function uniqueNames(list: readonly Json[], name: Name): readonly string[] | undefined {
  const found: string[] = [];
  for (const element of list) {
    const text = isJsonObject(element) ? name(element) : undefined;
    if (text === undefined || text === "") return undefined;
    found.push(text);
  }
  return new Set(found).size === found.length ? found : undefined;
}

function by(...keys: readonly string[]): Name {
  return (element) => {
    const parts = keys.map((key) => element[key]);
    return parts.every((part) => typeof part === "string") ? parts.join(" ") : undefined;
  };
}

function byName(element: JsonObject): string | undefined {
  return by("name")(element);
}

/** What a HorizontalPodAutoscaler looks at: `Resource cpu`, `Pods requests`. */
function metricName(element: JsonObject): string | undefined {
  const { type } = element;
  if (typeof type !== "string") return undefined;
  const source = element[type.charAt(0).toLowerCase() + type.slice(1)];
  if (!isJsonObject(source)) return undefined;
  const named = isJsonObject(source.metric) ? source.metric.name : source.name;
  const of = typeof source.container === "string" ? ` of ${source.container}` : "";
  return typeof named === "string" ? `${type} ${named}${of}` : undefined;
}

/** A container's port has a `containerPort`, a service's a `port`; the protocol is TCP unless it says otherwise. */
function portName({ containerPort, port, protocol }: JsonObject): string | undefined {
  const number = containerPort ?? port;
  return typeof number === "number" || typeof number === "string" ? `${number}/${protocol ?? "TCP"}` : undefined;
}
