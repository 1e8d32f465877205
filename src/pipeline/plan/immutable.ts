import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { ResourceId } from "../../domain/manifest.ts";
import { covers, type FieldPattern } from "./field-pattern.ts";
import type { FieldDifference } from "./fields.ts";
import { compareQuantities } from "./quantity.ts";

/** Fields of a kind that the API server refuses to change once the object exists. */
type Rule = {
  readonly kind: string;
  readonly fields: readonly FieldPattern[];
  /** Fields below those that may change all the same. */
  readonly except?: readonly FieldPattern[];
  /** For what depends on the values. */
  readonly when?: (field: FieldDifference, before: JsonObject, after: JsonObject) => boolean;
  /** The first minor release that lets these fields change. */
  readonly until?: number;
};

const anything = ["spec"];
const podMayChange = [
  ["spec", "containers", "*", "image"],
  ["spec", "initContainers", "*", "image"],
  ["spec", "ephemeralContainers"],
  ["spec", "activeDeadlineSeconds"],
  ["spec", "tolerations"],
  ["spec", "schedulingGates"],
];

/**
 * From the API reference of Kubernetes (https://kubernetes.io/docs/reference/kubernetes-api/) and the
 * validation of updates in its source (pkg/apis/*\/validation); kinds as `kind.group`, bare for the core.
 */
const rules: readonly Rule[] = [
  { kind: "Deployment.apps", fields: [["spec", "selector"]] },
  { kind: "DaemonSet.apps", fields: [["spec", "selector"]] },
  { kind: "ReplicaSet.apps", fields: [["spec", "selector"]] },
  {
    kind: "StatefulSet.apps",
    fields: [anything],
    except: ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "minReadySeconds"]
      .concat("persistentVolumeClaimRetentionPolicy")
      .map((name) => ["spec", name]),
  },
  { kind: "StatefulSet.apps", fields: [["spec", "minReadySeconds"]], until: 25 },
  { kind: "StatefulSet.apps", fields: [["spec", "revisionHistoryLimit"]], until: 34 },
  {
    kind: "Job.batch",
    fields: ["template", "selector", "completionMode", "podFailurePolicy", "successPolicy", "backoffLimitPerIndex"]
      .concat("managedBy", "manualSelector")
      .map((name) => ["spec", name]),
    except: [["spec", "template", "metadata", "annotations"]],
    when: (field, before) => !maySchedulingChange(field, before),
  },
  {
    kind: "Job.batch",
    fields: [["spec", "template", "metadata", "annotations"]],
    when: (_, { spec }) => !(isJsonObject(spec) && spec.suspend === true),
  },
  { kind: "Job.batch", fields: [["spec", "completions"]], when: (_, { spec }) => !isIndexed(spec) },
  { kind: "Pod", fields: [anything], except: podMayChange },
  {
    kind: "Service",
    fields: [
      ["spec", "clusterIP"],
      ["spec", "clusterIPs"],
    ],
    when: keepsClusterAddress,
  },
  { kind: "Service", fields: [["spec", "loadBalancerClass"]], when: staysLoadBalancer },
  {
    kind: "Service",
    fields: [["spec", "healthCheckNodePort"]],
    when: ({ before, after }) => before !== null && after !== null,
  },
  {
    kind: "PersistentVolumeClaim",
    fields: [anything],
    except: [
      ["spec", "resources"],
      ["spec", "volumeAttributesClassName"],
    ],
    when: wasChosen,
  },
  { kind: "PersistentVolumeClaim", fields: [["spec", "resources", "requests", "storage"]], when: shrinks },
  {
    kind: "PersistentVolume",
    fields: [anything],
    except: ["capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions"]
      .concat("volumeAttributesClassName")
      .map((name) => ["spec", name]),
  },
  {
    kind: "StorageClass.storage.k8s.io",
    fields: [["provisioner"], ["parameters"], ["reclaimPolicy"], ["volumeBindingMode"]],
  },
  { kind: "RoleBinding.rbac.authorization.k8s.io", fields: [["roleRef"]] },
  { kind: "ClusterRoleBinding.rbac.authorization.k8s.io", fields: [["roleRef"]] },
  { kind: "ConfigMap", fields: [["data"], ["binaryData"], ["immutable"]], when: wasImmutable },
  { kind: "Secret", fields: [["data"], ["stringData"], ["immutable"]], when: wasImmutable },
  { kind: "Secret", fields: [["type"]] },
  {
    kind: "ResourceQuota",
    fields: [
      ["spec", "scopes"],
      ["spec", "scopeSelector"],
    ],
  },
  { kind: "IngressClass.networking.k8s.io", fields: [["spec", "controller"]] },
  { kind: "PriorityClass.scheduling.k8s.io", fields: [["value"], ["preemptionPolicy"]] },
  { kind: "RuntimeClass.node.k8s.io", fields: [["handler"]] },
  {
    kind: "CSIDriver.storage.k8s.io",
    fields: [
      ["spec", "attachRequired"],
      ["spec", "volumeLifecycleModes"],
    ],
  },
  { kind: "VolumeAttributesClass.storage.k8s.io", fields: [["driverName"], ["parameters"]] },
  { kind: "VolumeSnapshot.snapshot.storage.k8s.io", fields: [["spec", "source"]] },
  { kind: "ResourceClaim.resource.k8s.io", fields: [anything] },
  { kind: "ResourceClaimTemplate.resource.k8s.io", fields: [anything] },
  { kind: "CertificateSigningRequest.certificates.k8s.io", fields: [anything] },
  { kind: "ServiceCIDR.networking.k8s.io", fields: [anything] },
  { kind: "ControllerRevision.apps", fields: [["data"]] },
  { kind: "EndpointSlice.discovery.k8s.io", fields: [["addressType"]] },
  {
    kind: "CustomResourceDefinition.apiextensions.k8s.io",
    fields: [
      ["spec", "group"],
      ["spec", "scope"],
      ["spec", "names", "kind"],
      ["spec", "names", "plural"],
    ],
  },
];

const rulesByKind = Map.groupBy(rules, ({ kind }) => kind);

/** The differences that can only arrive by deleting the object and creating it anew. */
export function forcingFields(
  id: ResourceId,
  fields: readonly FieldDifference[],
  objects: { readonly before: JsonObject; readonly after: JsonObject },
  minor: number,
): readonly FieldDifference[] {
  const ofKind = rulesByKind.get(id.group === "" ? id.kind : `${id.kind}.${id.group}`) ?? [];
  const rules = ofKind.filter(({ until }) => until === undefined || minor < until);
  return rules.length === 0 ? [] : fields.filter((field) => rules.some((rule) => forces(rule, field, objects)));
}

function forces(
  rule: Rule,
  field: FieldDifference,
  { before, after }: { readonly before: JsonObject; readonly after: JsonObject },
): boolean {
  return isFixed(rule, field.steps) && !saysDefault(field) && (rule.when?.(field, before, after) ?? true);
}

function isFixed({ fields, except = [] }: Rule, steps: readonly string[]): boolean {
  return fields.some((pattern) => covers(pattern, steps)) && !except.some((pattern) => covers(pattern, steps));
}

/** What the API server fills in where nothing stands: writing it down changes nothing. */
const defaults: Readonly<Record<string, Json>> = {
  completionMode: "NonIndexed",
  completions: 1,
  immutable: false,
  podManagementPolicy: "OrderedReady",
  reclaimPolicy: "Delete",
  type: "Opaque",
  volumeBindingMode: "Immediate",
  volumeMode: "Filesystem",
};

function saysDefault({ steps, before, after }: FieldDifference): boolean {
  const key = steps.at(-1) ?? "";
  const value = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
  return value !== undefined && (before ?? value) === value && (after ?? value) === value;
}

/** The class and the volume of a claim are filled in by the cluster, so naming them need not change them. */
function wasChosen({ steps, before }: FieldDifference): boolean {
  return before !== null || (steps.at(-1) !== "storageClassName" && steps.at(-1) !== "volumeName");
}

/** An address the server has given out stays when the field is left away, and an ExternalName has none. */
function keepsClusterAddress(field: FieldDifference, before: JsonObject, after: JsonObject): boolean {
  return field.after !== null && serviceType(before) !== "ExternalName" && serviceType(after) !== "ExternalName";
}

function serviceType({ spec }: JsonObject): Json {
  return isJsonObject(spec) ? (spec.type ?? null) : null;
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/job/#elastic-indexed-jobs */
function isIndexed(spec: Json | undefined): boolean {
  return isJsonObject(spec) && spec.completionMode === "Indexed";
}

/**
 * A Job that has not begun may still be told where to run:
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#mutable-scheduling-directives
 */
function maySchedulingChange({ steps }: FieldDifference, { spec }: JsonObject): boolean {
  return isJsonObject(spec) && spec.suspend === true && scheduling.some((pattern) => covers(pattern, steps));
}

const scheduling: readonly FieldPattern[] = [
  ["spec", "template", "metadata", "labels"],
  ...["affinity", "nodeSelector", "tolerations", "schedulingGates"].map((name) => ["spec", "template", "spec", name]),
];

function staysLoadBalancer(_: FieldDifference, before: JsonObject, after: JsonObject): boolean {
  return serviceType(before) === "LoadBalancer" && serviceType(after) === "LoadBalancer";
}

/** Claims may grow, never shrink. */
function shrinks({ before, after }: FieldDifference): boolean {
  return before !== null && after !== null && (compareQuantities(String(after), String(before)) ?? -1) < 0;
}

function wasImmutable(_: FieldDifference, before: JsonObject): boolean {
  return before.immutable === true;
}
