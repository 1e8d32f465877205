import { groupOf, type Manifest } from "../../../domain/manifest.ts";
import { versionsServing } from "../../schema/definitions.ts";
import type { AdmissionRequest } from "../engine.ts";
import type { Cluster } from "./cluster.ts";
import { allOf, anyOf, isUnknown, type Known } from "./known.ts";
import type { Constraints, ResourceRule } from "./policy.ts";
import { labelsOf, selects } from "./selector.ts";

/** What a request is about, and where. */
export type Target = {
  readonly request: AdmissionRequest;
  readonly manifest: Manifest;
  readonly cluster: Cluster;
  /** Minor release of Kubernetes. */
  readonly minor: number;
};

/** Undefined for policies themselves, which no policy is asked about. */
export function targetOf(request: AdmissionRequest, cluster: Cluster, minor: number): Target | undefined {
  const manifest = request.object ?? request.old;
  return manifest === null || isPolicy(manifest) ? undefined : { request, manifest, cluster, minor };
}

function isPolicy({ id }: Manifest): boolean {
  return (
    id.group === "admissionregistration.k8s.io" && /^(?:Validating|Mutating)AdmissionPolicy(?:Binding)?$/.test(id.kind)
  );
}

/**
 * Whether constraints take in a request, as k8s.io/apiserver/pkg/admission/plugin/policy/matching does: namespaces and
 * labels first, then what is excluded, then the rules.
 */
export function matchesConstraints(target: Target, constraints: Constraints): Known {
  return allOf([
    () => matchesNamespace(target, constraints),
    () => matchesObject(target, constraints),
    () => opposite(anyOf(constraints.excluded.map((rule) => () => matchesRule(target, rule, constraints.isExact)))),
    () =>
      constraints.rules === null ||
      anyOf(constraints.rules.map((rule) => () => matchesRule(target, rule, constraints.isExact))),
  ]);
}

function opposite(known: Known): Known {
  return isUnknown(known) ? known : !known;
}

/** What stands in no namespace is not held to a selector; a namespace is held to its own labels. */
function matchesNamespace({ manifest, cluster }: Target, { namespaceSelector }: Constraints): Known {
  const { id } = manifest;
  if (id.kind === "Namespace" && id.group === "") {
    const labels = labelsOf(manifest.object);
    return selects(
      namespaceSelector,
      (label) => (label === "kubernetes.io/metadata.name" ? id.name : labels(label)),
      "",
    );
  }
  const resource = cluster.resourceOf(manifest);
  if (resource?.isNamespaced === false || (resource === undefined && id.namespace === null)) return true;
  const { namespace } = id;
  if (namespace === null) return selects(namespaceSelector, () => undefined, "the manifest names no namespace");
  const why = `the labels of the namespace ${namespace} are not known: no Namespace of that name comes from this repository`;
  return selects(namespaceSelector, cluster.namespaceLabels(namespace), why);
}

/** One of the two objects is enough. */
function matchesObject({ request }: Target, { objectSelector }: Constraints): Known {
  return anyOf(
    [request.object, request.old].flatMap((one) =>
      one === null ? [] : [() => selects(objectSelector, labelsOf(one.object), "")],
    ),
  );
}

function matchesRule(target: Target, rule: ResourceRule, isExact: boolean): Known {
  const { request, manifest, cluster } = target;
  const resource = cluster.resourceOf(manifest);
  const isNamespaced = resource?.isNamespaced ?? manifest.id.namespace !== null;
  const isInScope = rule.scope === "*" || rule.scope === "" || (rule.scope === "Namespaced") === isNamespaced;
  if (!isInScope || !has(rule.operations, request.operation)) return false;
  if (rule.names.length > 0 && !rule.names.includes(manifest.id.name)) return false;
  return allOf([
    () => has(rule.groups, groupOf(manifest.apiVersion)),
    () => matchesResource(target, rule),
    () => matchesVersion(target, rule, isExact),
  ]);
}

function has(wanted: readonly string[], own: string): boolean {
  return wanted.includes("*") || wanted.includes(own);
}

/** `pods`, `*`, `pods/*`, `*` with any subresource; a manifest is no subresource. */
function matchesResource({ manifest, cluster }: Target, { resources }: ResourceRule): Known {
  const plurals = resources
    .map((one) => one.split("/"))
    .filter(([, sub = ""]) => sub === "" || sub === "*")
    .map(([name = ""]) => name);
  if (plurals.includes("*")) return true;
  const known = cluster.resourceOf(manifest);
  if (known !== undefined) return plurals.includes(known.plural);
  const others = plurals.filter((name) => !cluster.isResource(name));
  if (others.length === 0) return false;
  const why = `nobody knows here which resource the kind ${manifest.id.kind} is: its CustomResourceDefinition does not come from this repository`;
  return { unknown: why };
}

/** Unless the match is to be exact, the API server turns an object into the version that a rule asks for. */
function matchesVersion({ manifest, cluster, minor }: Target, { versions }: ResourceRule, isExact: boolean): Known {
  const own = manifest.apiVersion.slice(manifest.apiVersion.indexOf("/") + 1);
  if (has(versions, own)) return true;
  if (isExact) return false;
  const served = cluster.resourceOf(manifest)?.versions ?? versionsServing(manifest.id.group, manifest.id.kind, minor);
  const asked = versions.find((version) => served.some((one) => one.slice(one.indexOf("/") + 1) === version));
  if (asked === undefined) return false;
  return { unknown: `the rule asks for ${asked}, into which only the API server can turn ${manifest.apiVersion}` };
}
