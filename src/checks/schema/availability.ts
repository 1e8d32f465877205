import { builtInKind } from "./definitions.ts";

/** In which minor releases an API version of a kind is served. Releases are Kubernetes 1.`n`. */
type Lifetime = {
  readonly introduced?: number;
  readonly deprecated?: number;
  /** The first release that does not serve it any more. */
  readonly removed?: number;
  /** The `apiVersion` to use instead, or a word on what took its place. */
  readonly instead?: string;
};

/** When and by what an API version of a built-in kind was replaced; undefined when nothing is known of it. */
export function lifetimeOf(apiVersion: string, kind: string): Lifetime | undefined {
  const noted = history.get(`${apiVersion}/${kind}`);
  const generated = builtInKind(apiVersion, kind);
  if (generated === undefined) return noted;
  return {
    ...(generated.since === undefined ? {} : { introduced: generated.since }),
    ...(generated.until === undefined ? {} : { removed: generated.until + 1 }),
    ...noted,
  };
}

/**
 * Facts of Kubernetes' deprecated API migration guide and of its release notes:
 * https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
export const lifetimesSource = "https://kubernetes.io/docs/reference/using-api/deprecation-guide/";

const history: ReadonlyMap<string, Lifetime> = new Map([
  ...rows("extensions/v1beta1", ["DaemonSet", "Deployment", "ReplicaSet"], {
    deprecated: 8,
    removed: 16,
    instead: "apps/v1",
  }),
  ...rows("extensions/v1beta1", ["NetworkPolicy"], { deprecated: 9, removed: 16, instead: "networking.k8s.io/v1" }),
  ...rows("extensions/v1beta1", ["PodSecurityPolicy"], {
    deprecated: 10,
    removed: 16,
    instead: "Pod Security Admission",
  }),
  ...rows("extensions/v1beta1", ["Ingress"], { deprecated: 14, removed: 22, instead: "networking.k8s.io/v1" }),
  ...rows("apps/v1beta1", ["Deployment", "StatefulSet", "ControllerRevision"], {
    deprecated: 9,
    removed: 16,
    instead: "apps/v1",
  }),
  ...rows("apps/v1beta2", ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet", "ControllerRevision"], {
    deprecated: 9,
    removed: 16,
    instead: "apps/v1",
  }),
  ...rows("admissionregistration.k8s.io/v1beta1", ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], {
    deprecated: 16,
    removed: 22,
    instead: "admissionregistration.k8s.io/v1",
  }),
  ...rows("apiextensions.k8s.io/v1beta1", ["CustomResourceDefinition"], {
    deprecated: 16,
    removed: 22,
    instead: "apiextensions.k8s.io/v1",
  }),
  ...rows("apiregistration.k8s.io/v1beta1", ["APIService"], {
    deprecated: 19,
    removed: 22,
    instead: "apiregistration.k8s.io/v1",
  }),
  ...rows("authentication.k8s.io/v1beta1", ["TokenReview"], {
    deprecated: 19,
    removed: 22,
    instead: "authentication.k8s.io/v1",
  }),
  ...rows(
    "authorization.k8s.io/v1beta1",
    ["LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"],
    { deprecated: 19, removed: 22, instead: "authorization.k8s.io/v1" },
  ),
  ...rows("certificates.k8s.io/v1beta1", ["CertificateSigningRequest"], {
    deprecated: 19,
    removed: 22,
    instead: "certificates.k8s.io/v1",
  }),
  ...rows("coordination.k8s.io/v1beta1", ["Lease"], { deprecated: 19, removed: 22, instead: "coordination.k8s.io/v1" }),
  ...rows("networking.k8s.io/v1beta1", ["Ingress", "IngressClass"], {
    deprecated: 19,
    removed: 22,
    instead: "networking.k8s.io/v1",
  }),
  ...rows("rbac.authorization.k8s.io/v1beta1", ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"], {
    deprecated: 17,
    removed: 22,
    instead: "rbac.authorization.k8s.io/v1",
  }),
  ...rows("scheduling.k8s.io/v1beta1", ["PriorityClass"], {
    deprecated: 14,
    removed: 22,
    instead: "scheduling.k8s.io/v1",
  }),
  ...rows("storage.k8s.io/v1beta1", ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"], {
    deprecated: 19,
    removed: 22,
    instead: "storage.k8s.io/v1",
  }),
  ...rows("batch/v1beta1", ["CronJob"], { deprecated: 21, removed: 25, instead: "batch/v1" }),
  ...rows("discovery.k8s.io/v1beta1", ["EndpointSlice"], {
    deprecated: 21,
    removed: 25,
    instead: "discovery.k8s.io/v1",
  }),
  ...rows("events.k8s.io/v1beta1", ["Event"], { deprecated: 19, removed: 25, instead: "events.k8s.io/v1" }),
  ...rows("autoscaling/v2beta1", ["HorizontalPodAutoscaler"], {
    deprecated: 22,
    removed: 25,
    instead: "autoscaling/v2",
  }),
  ...rows("policy/v1beta1", ["PodDisruptionBudget"], { deprecated: 21, removed: 25, instead: "policy/v1" }),
  ...rows("policy/v1beta1", ["PodSecurityPolicy"], { deprecated: 21, removed: 25, instead: "Pod Security Admission" }),
  ...rows("node.k8s.io/v1beta1", ["RuntimeClass"], { deprecated: 22, removed: 25, instead: "node.k8s.io/v1" }),
  ...rows("autoscaling/v2beta2", ["HorizontalPodAutoscaler"], {
    introduced: 12,
    deprecated: 23,
    removed: 26,
    instead: "autoscaling/v2",
  }),
  ...rows("flowcontrol.apiserver.k8s.io/v1beta1", ["FlowSchema", "PriorityLevelConfiguration"], {
    deprecated: 23,
    removed: 26,
    instead: "flowcontrol.apiserver.k8s.io/v1",
  }),
  ...rows("storage.k8s.io/v1beta1", ["CSIStorageCapacity"], {
    deprecated: 24,
    removed: 27,
    instead: "storage.k8s.io/v1",
  }),
  ...rows("flowcontrol.apiserver.k8s.io/v1beta2", ["FlowSchema", "PriorityLevelConfiguration"], {
    introduced: 23,
    deprecated: 26,
    removed: 29,
    instead: "flowcontrol.apiserver.k8s.io/v1",
  }),
  ...rows("flowcontrol.apiserver.k8s.io/v1beta3", ["FlowSchema", "PriorityLevelConfiguration"], {
    introduced: 26,
    deprecated: 29,
    removed: 32,
    instead: "flowcontrol.apiserver.k8s.io/v1",
  }),
  // https://github.com/kubernetes/kubernetes/pull/136976
  ...rows("scheduling.k8s.io/v1alpha1", ["Workload"], {
    introduced: 35,
    removed: 36,
    instead: "scheduling.k8s.io/v1alpha2",
  }),
  ...rows("v1", ["ComponentStatus"], { deprecated: 19 }),
  ...rows("v1", ["Endpoints"], { deprecated: 33, instead: "discovery.k8s.io/v1 EndpointSlice" }),
  ...rows("batch/v1", ["CronJob"], { introduced: 21 }),
  ...rows("discovery.k8s.io/v1", ["EndpointSlice"], { introduced: 21 }),
  ...rows("policy/v1", ["PodDisruptionBudget"], { introduced: 21 }),
  ...rows("autoscaling/v2", ["HorizontalPodAutoscaler"], { introduced: 23 }),
  ...rows("storage.k8s.io/v1", ["CSIStorageCapacity"], { introduced: 24 }),
  ...rows("flowcontrol.apiserver.k8s.io/v1", ["FlowSchema", "PriorityLevelConfiguration"], { introduced: 29 }),
  ...rows("admissionregistration.k8s.io/v1", ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"], {
    introduced: 30,
  }),
]);

function rows(apiVersion: string, kinds: readonly string[], lifetime: Lifetime): [string, Lifetime][] {
  return kinds.map((kind) => [`${apiVersion}/${kind}`, lifetime]);
}

/**
 * API versions whose successor takes the same manifest and means the same by it: those for which the migration
 * guide names no notable change, and `autoscaling/v2beta2`, whose types became `v2` as they were.
 */
const renamed = new Set([
  "apiregistration.k8s.io/v1beta1/APIService",
  "authentication.k8s.io/v1beta1/TokenReview",
  "autoscaling/v2beta2/HorizontalPodAutoscaler",
  "batch/v1beta1/CronJob",
  "coordination.k8s.io/v1beta1/Lease",
  "networking.k8s.io/v1beta1/IngressClass",
  "node.k8s.io/v1beta1/RuntimeClass",
  ...["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"].map(
    (kind) => `rbac.authorization.k8s.io/v1beta1/${kind}`,
  ),
  "scheduling.k8s.io/v1beta1/PriorityClass",
  ...["CSIDriver", "CSINode", "CSIStorageCapacity", "StorageClass", "VolumeAttachment"].map(
    (kind) => `storage.k8s.io/v1beta1/${kind}`,
  ),
]);

/** The successor of an API version that was only renamed. */
export function renamedTo(apiVersion: string, kind: string): string | undefined {
  return renamed.has(`${apiVersion}/${kind}`) ? lifetimeOf(apiVersion, kind)?.instead : undefined;
}
