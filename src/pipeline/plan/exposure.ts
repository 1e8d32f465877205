import type { Json, JsonObject } from "../../domain/json.ts";
import type { ResourceId } from "../../domain/manifest.ts";
import { at, mapAt, mapsAt, textsAt } from "./pods.ts";

/** Ways from outside that are there after and were not before, in words; of a new object all there are. */
export function newExposures(
  id: Pick<ResourceId, "group" | "kind">,
  before: JsonObject | null,
  after: JsonObject,
): readonly string[] {
  const ways = exposures[`${id.kind}.${id.group}`];
  if (ways === undefined) return [];
  const earlier = new Set(before === null ? [] : ways(before));
  return [...new Set(ways(after))].filter((way) => !earlier.has(way));
}

const exposures: { readonly [kind: string]: (object: JsonObject) => readonly string[] } = {
  "Service.": ofService,
  "Ingress.networking.k8s.io": ofIngress,
  "Ingress.extensions": ofIngress,
  "Gateway.gateway.networking.k8s.io": ofGateway,
  "HTTPRoute.gateway.networking.k8s.io": ofRoute,
  "GRPCRoute.gateway.networking.k8s.io": ofRoute,
  "TLSRoute.gateway.networking.k8s.io": ofRoute,
  "IngressRoute.traefik.io": ofTraefik,
  "VirtualService.networking.istio.io": ofVirtualService,
  "Route.route.openshift.io": (object) => [hostWords(at(object, "spec", "host"))],
};

function ofService(object: JsonObject): readonly string[] {
  const type = at(object, "spec", "type");
  const addresses = textsAt(object, "spec", "externalIPs").map((address) => `at ${address}`);
  if (type === "NodePort") return [...addresses, "on a port of every node"];
  if (type !== "LoadBalancer" || isInternal(object)) return addresses;
  const ranges = textsAt(object, "spec", "loadBalancerSourceRanges");
  const from =
    ranges.length === 0 || ranges.includes("0.0.0.0/0") ? ["from anywhere"] : ranges.map((one) => `from ${one}`);
  return [...addresses, ...from.map((range) => `through a load balancer ${range}`)];
}

/** What keeps a load balancer inside, as the clouds' controllers read it. */
const internal: readonly (readonly [string, RegExp])[] = [
  ["service.beta.kubernetes.io/aws-load-balancer-internal", /^(?:true|0\.0\.0\.0\/0)$/],
  ["service.beta.kubernetes.io/aws-load-balancer-scheme", /^internal$/],
  ["service.beta.kubernetes.io/azure-load-balancer-internal", /^true$/],
  ["networking.gke.io/load-balancer-type", /^Internal$/i],
  ["cloud.google.com/load-balancer-type", /^Internal$/i],
  ["service.beta.kubernetes.io/oci-load-balancer-internal", /^true$/],
];

function isInternal(object: JsonObject): boolean {
  const annotations = mapAt(object, "metadata", "annotations");
  return internal.some(([name, value]) => value.test(String(annotations[name] ?? "")));
}

/** A class or gateway of that name is what people call the one that is not reached from outside. */
const keptInside = /(?:^|[-_./])(?:internal|private|intranet|local|lan)(?:$|[-_./])/i;

function ofIngress(object: JsonObject): readonly string[] {
  const annotations = mapAt(object, "metadata", "annotations");
  const classes = [at(object, "spec", "ingressClassName"), annotations["kubernetes.io/ingress.class"]];
  if (classes.some((name) => keptInside.test(String(name ?? "")))) return [];
  if (annotations["alb.ingress.kubernetes.io/scheme"] === "internal") return [];
  const rules = mapsAt(object, "spec", "rules").map(({ host }) => hostWords(host));
  return at(object, "spec", "defaultBackend") === undefined ? rules : [...rules, hostWords(undefined)];
}

function ofGateway(object: JsonObject): readonly string[] {
  const names = [at(object, "metadata", "name"), at(object, "spec", "gatewayClassName")];
  if (names.some((name) => keptInside.test(String(name ?? "")))) return [];
  return mapsAt(object, "spec", "listeners").map(
    ({ hostname, port }) => `${hostWords(hostname)} on port ${String(port)}`,
  );
}

function ofRoute(object: JsonObject): readonly string[] {
  const parents = mapsAt(object, "spec", "parentRefs");
  const outside = parents.filter(({ name }) => !keptInside.test(String(name ?? "")));
  if (parents.length > 0 && outside.length === 0) return [];
  return textsAt(object, "spec", "hostnames").map(hostWords);
}

function ofTraefik(object: JsonObject): readonly string[] {
  const rules = mapsAt(object, "spec", "routes").map(({ match }) => String(match ?? ""));
  return rules.flatMap((rule) => [...rule.matchAll(/`([^`]+\.[^`]+)`/g)].map(([, host]) => hostWords(host)));
}

/** Without gateways it is about traffic within the mesh. */
function ofVirtualService(object: JsonObject): readonly string[] {
  const gateways = textsAt(object, "spec", "gateways").filter((name) => name !== "mesh" && !keptInside.test(name));
  return gateways.length === 0 ? [] : textsAt(object, "spec", "hosts").map(hostWords);
}

function hostWords(host: Json | undefined): string {
  return typeof host === "string" && host !== "" && host !== "*" ? `at ${host}` : "at every host name";
}
