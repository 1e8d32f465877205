import { canonicalJson, type Json, type JsonObject } from "../../domain/json.ts";
import type { ResourceId } from "../../domain/manifest.ts";
import type { Action } from "../../domain/plan.ts";
import { at, mapsAt, textsAt } from "./pods.ts";

/** Kinds that keep traffic out, as `kind.group`: Kubernetes' own and those of known network plugins and meshes. */
const policies: ReadonlySet<string> = new Set([
  "NetworkPolicy.networking.k8s.io",
  "CiliumNetworkPolicy.cilium.io",
  "CiliumClusterwideNetworkPolicy.cilium.io",
  "NetworkPolicy.crd.projectcalico.org",
  "GlobalNetworkPolicy.crd.projectcalico.org",
  "NetworkPolicy.projectcalico.org",
  "GlobalNetworkPolicy.projectcalico.org",
  "AdminNetworkPolicy.policy.networking.k8s.io",
  "AuthorizationPolicy.security.istio.io",
]);

/** What a change of a network policy lets through that was kept out before; empty when nothing. */
export function openedTraffic(subject: {
  readonly action: Action;
  readonly id: ResourceId;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}): readonly string[] {
  const { action, id, before, after } = subject;
  if (before === null || !policies.has(`${id.kind}.${id.group}`)) return [];
  if (action === "delete" || after === null) return ["what it kept out is let through, unless another policy does"];
  if (id.group !== "networking.k8s.io") return [];
  return directions.flatMap((direction) => opened(before, after, direction));
}

type Direction = { readonly type: string; readonly rules: string; readonly peers: string; readonly word: string };

const directions: readonly Direction[] = [
  { type: "Ingress", rules: "ingress", peers: "from", word: "from" },
  { type: "Egress", rules: "egress", peers: "to", word: "to" },
];

function opened(before: JsonObject, after: JsonObject, direction: Direction): readonly string[] {
  if (!restricts(before, direction)) return [];
  if (!restricts(after, direction)) return [`${direction.rules} is not restricted any more`];
  const earlier = openings(before, direction);
  const wider = openings(after, direction).filter((one) => !earlier.some((other) => covers(other, one)));
  return wider.map(({ peer, port }) => `${direction.word} ${peerWords(peer)} ${portWords(port)}`.trim());
}

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec */
function restricts(policy: JsonObject, { type, rules }: Direction): boolean {
  const types = at(policy, "spec", "policyTypes");
  if (types === undefined) return type === "Ingress" || mapsAt(policy, "spec", rules).length > 0;
  return textsAt(policy, "spec", "policyTypes").includes(type);
}

/** One peer and one port that may talk; null is every one. */
type Opening = { readonly peer: JsonObject | null; readonly port: JsonObject | null };

function openings(policy: JsonObject, { rules, peers }: Direction): readonly Opening[] {
  return mapsAt(policy, "spec", rules).flatMap((rule) => {
    const ports = mapsAt(rule, "ports");
    return orAny(mapsAt(rule, peers)).flatMap((peer) => orAny(ports).map((port) => ({ peer, port })));
  });
}

/** An empty list stands for everything. */
function orAny(list: readonly JsonObject[]): readonly (JsonObject | null)[] {
  return list.length === 0 ? [null] : list;
}

function covers(wide: Opening, narrow: Opening): boolean {
  return coversPeer(wide.peer, narrow.peer) && coversPort(wide.port, narrow.port);
}

function coversPeer(wide: JsonObject | null, narrow: JsonObject | null): boolean {
  if (wide === null) return true;
  if (narrow === null) return false;
  const all = at(wide, "ipBlock", "cidr") === "0.0.0.0/0" && at(wide, "ipBlock", "except") === undefined;
  return (all && at(narrow, "ipBlock") !== undefined) || canonicalJson(wide) === canonicalJson(narrow);
}

function coversPort(wide: JsonObject | null, narrow: JsonObject | null): boolean {
  if (wide === null) return true;
  if (narrow === null || (wide.protocol ?? "TCP") !== (narrow.protocol ?? "TCP")) return false;
  if (wide.port === undefined) return true;
  const [first, last] = [wide.port, wide.endPort ?? wide.port];
  const [from, to] = [narrow.port, narrow.endPort ?? narrow.port];
  if (isNumber(first) && isNumber(last) && isNumber(from) && isNumber(to)) return first <= from && to <= last;
  return String(first) === String(from);
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === "number";
}

function peerWords(peer: JsonObject | null): string {
  if (peer === null) return "anywhere";
  const cidr = at(peer, "ipBlock", "cidr");
  if (typeof cidr === "string") return cidr === "0.0.0.0/0" || cidr === "::/0" ? "any address" : cidr;
  const pods = selectorWords(at(peer, "podSelector"), "pods");
  const namespaces = selectorWords(at(peer, "namespaceSelector"), "namespaces");
  if (namespaces === undefined) return `${pods ?? "pods"} of its own namespace`;
  return pods === undefined ? `all pods of ${namespaces}` : `${pods} of ${namespaces}`;
}

function selectorWords(selector: Json | undefined, noun: string): string | undefined {
  if (selector === undefined) return undefined;
  const labels = Object.entries(at(selector, "matchLabels") ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  if (labels.length > 0) return `${noun} with ${labels.join(", ")}`;
  return mapsAt(selector, "matchExpressions").length > 0 ? `some ${noun}` : `all ${noun}`;
}

function portWords(port: JsonObject | null): string {
  if (port === null) return "on every port";
  const { port: first, endPort: last, protocol = "TCP" } = port;
  if (first === undefined) return `on every ${String(protocol)} port`;
  return last === undefined
    ? `on port ${String(first)}/${String(protocol)}`
    : `on ports ${String(first)} to ${String(last)}/${String(protocol)}`;
}
