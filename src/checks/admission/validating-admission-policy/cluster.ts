import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import { groupOf, type Manifest } from "../../../domain/manifest.ts";
import { builtInKind, isBuiltInGroup } from "../../schema/definitions.ts";
import type { Surroundings } from "../engine.ts";
import { type LabelOf, labelsOf } from "./selector.ts";

/** What the repository says of the cluster that a request goes to. */
export type Cluster = {
  /** Undefined for a kind whose plural nobody knows here. */
  resourceOf(manifest: Manifest): Resource | undefined;
  isResource(name: string): boolean;
  namespace(name: string): Manifest | undefined;
  /** The labels of a namespace, as far as they are known. */
  namespaceLabels(name: string): LabelOf;
  /** Objects of a kind. */
  ofKind(apiVersion: string, kind: string): readonly Manifest[];
  readonly incomplete: readonly string[];
};

type Resource = {
  readonly plural: string;
  readonly isNamespaced: boolean;
  /** The versions of a custom resource; null for Kubernetes' own. */
  readonly versions: readonly string[] | null;
};

export function clusterOf({ manifests, incomplete }: Surroundings): Cluster {
  const custom = new Map(manifests.flatMap(definedBy));
  const plurals = new Set([...custom.values()].map(({ plural }) => plural));
  const namespaces = new Map(
    manifests
      .filter(({ id }) => id.kind === "Namespace" && id.group === "")
      .map((manifest) => [manifest.id.name, manifest]),
  );
  const kinds = Map.groupBy(manifests, ({ id }) => `${id.group} ${id.kind}`);
  return {
    resourceOf: ({ id, apiVersion }) => custom.get(`${id.group} ${id.kind}`) ?? builtIn(apiVersion, id.kind),
    isResource: (name) => plurals.has(name) || builtInPlurals.has(name),
    namespace: (name) => namespaces.get(name),
    namespaceLabels: (name) => {
      const found = namespaces.get(name);
      const own: LabelOf = found === undefined ? () => undefined : labelsOf(found.object);
      return (label) => (label === "kubernetes.io/metadata.name" ? name : own(label));
    },
    ofKind: (apiVersion, kind) => kinds.get(`${groupOf(apiVersion)} ${kind}`) ?? [],
    incomplete,
  };
}

function definedBy({ id, object }: Manifest): readonly (readonly [string, Resource])[] {
  const { spec } = object;
  if (id.kind !== "CustomResourceDefinition" || !isJsonObject(spec) || !isJsonObject(spec.names)) return [];
  const { plural, kind } = spec.names;
  if (typeof plural !== "string" || typeof kind !== "string") return [];
  const versions = Array.isArray(spec.versions)
    ? spec.versions.filter((one) => isJsonObject(one) && one.served !== false)
    : [];
  const resource = {
    plural,
    isNamespaced: spec.scope !== "Cluster",
    versions: versions.map(({ name }: JsonObject) => String(name)),
  };
  return [[`${spec.group} ${kind}`, resource]];
}

function builtIn(apiVersion: string, kind: string): Resource | undefined {
  if (!isBuiltInGroup(apiVersion) && builtInKind(apiVersion, kind) === undefined) return undefined;
  return { plural: pluralOf(kind), isNamespaced: !clusterScoped.has(kind), versions: null };
}

/** Every resource of Kubernetes itself is named like this. */
export function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower.endsWith("endpoints")) return lower;
  if (lower.endsWith("s")) return `${lower}es`;
  return lower.endsWith("y") ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

/** Kubernetes' kinds that stand in no namespace, of all releases known here. */
const clusterScoped: ReadonlySet<string> = new Set(
  `APIService CSIDriver CSINode CertificateSigningRequest ClusterRole ClusterRoleBinding ClusterTrustBundle ComponentStatus
  CustomResourceDefinition DeviceClass DeviceTaintRule FlowSchema IPAddress IngressClass MutatingAdmissionPolicy
  MutatingAdmissionPolicyBinding MutatingWebhookConfiguration Namespace Node PersistentVolume PodSecurityPolicy PriorityClass
  PriorityLevelConfiguration ResourceSlice RuntimeClass SelfSubjectAccessReview SelfSubjectReview SelfSubjectRulesReview
  ServiceCIDR StorageClass StorageVersion StorageVersionMigration SubjectAccessReview TokenReview
  ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment
  VolumeAttributesClass`.split(/\s+/),
);

const builtInPlurals: ReadonlySet<string> = new Set(
  `bindings configmaps controllerrevisions cronjobs csistoragecapacities daemonsets deployments endpoints endpointslices
  events horizontalpodautoscalers ingresses jobs leases limitranges localsubjectaccessreviews networkpolicies
  persistentvolumeclaims poddisruptionbudgets pods podtemplates replicasets replicationcontrollers resourceclaims
  resourceclaimtemplates resourcequotas rolebindings roles secrets serviceaccounts services statefulsets
  ${[...clusterScoped].map(pluralOf).join(" ")}`.split(/\s+/),
);
