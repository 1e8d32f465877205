import { isJsonArray, type Json, type JsonObject } from "../../domain/json.ts";
import type { FieldType } from "./field-types.ts";
import { pullsAlways } from "./image.ts";

/** What stands for an absent field, where that depends on the fields beside it. */
type Default = Json | ((beside: JsonObject) => Json | undefined);

const container: Readonly<Record<string, Default>> = {
  imagePullPolicy: ({ image }) => (typeof image === "string" && pullsAlways(image) ? "Always" : "IfNotPresent"),
  stdin: false,
  stdinOnce: false,
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
  tty: false,
  workingDir: "",
};
const rbac = "rbac.authorization.k8s.io";
const webhook: Readonly<Record<string, Default>> = {
  failurePolicy: "Fail",
  matchPolicy: "Equivalent",
  namespaceSelector: {},
  objectSelector: {},
  timeoutSeconds: 10,
};
const optional = { optional: false };

/**
 * What the API server puts where nothing stands, or reads as nothing, by definition and field: the functions
 * `SetDefaults_…` of Kubernetes (pkg/apis/<group>/<version>/defaults.go) and fields that are `omitempty` in its
 * types. What only a cluster decides (addresses, node ports, storage classes) is not here. Nor are `replicas`:
 * without them a workload keeps what somebody else scaled it to, with them it does not.
 */
const defaults: { readonly [definition: string]: Readonly<Record<string, Default>> } = {
  // core
  V1Container: container,
  V1EphemeralContainer: container,
  V1ContainerPort: { protocol: "TCP", name: "", hostPort: 0, hostIP: "" },
  V1EnvVar: { value: ({ valueFrom }) => (valueFrom === undefined ? "" : undefined) },
  V1Probe: { failureThreshold: 3, initialDelaySeconds: 0, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 },
  V1HTTPGetAction: { path: "/", scheme: "HTTP", host: "" },
  V1TCPSocketAction: { host: "" },
  V1GRPCAction: { service: "" },
  V1ObjectFieldSelector: { apiVersion: "v1" },
  V1ResourceFieldSelector: { divisor: "0" },
  V1ConfigMapKeySelector: optional,
  V1SecretKeySelector: optional,
  V1ConfigMapEnvSource: optional,
  V1SecretEnvSource: optional,
  V1ConfigMapProjection: optional,
  V1SecretProjection: optional,
  V1ConfigMapVolumeSource: { defaultMode: 0o644, ...optional },
  V1SecretVolumeSource: { defaultMode: 0o644, ...optional },
  V1DownwardAPIVolumeSource: { defaultMode: 0o644 },
  V1ProjectedVolumeSource: { defaultMode: 0o644 },
  V1ServiceAccountTokenProjection: { expirationSeconds: 3600, audience: "" },
  V1HostPathVolumeSource: { type: "" },
  V1EmptyDirVolumeSource: { medium: "" },
  V1NFSVolumeSource: { readOnly: false },
  V1PersistentVolumeClaimVolumeSource: { readOnly: false },
  V1VolumeMount: { readOnly: false, subPath: "" },
  V1PodSpec: {
    dnsPolicy: "ClusterFirst",
    enableServiceLinks: true,
    hostIPC: false,
    hostNetwork: false,
    hostPID: false,
    restartPolicy: "Always",
    schedulerName: "default-scheduler",
    serviceAccount: ({ serviceAccountName }) => serviceAccountName ?? "default",
    serviceAccountName: ({ serviceAccount }) => serviceAccount ?? "default",
    setHostnameAsFQDN: false,
    shareProcessNamespace: false,
    terminationGracePeriodSeconds: 30,
  },
  V1ServiceSpec: {
    clusterIPs: ({ clusterIP }) => (typeof clusterIP === "string" && clusterIP !== "" ? [clusterIP] : undefined),
    allocateLoadBalancerNodePorts: ({ type }) => (type === "LoadBalancer" ? true : undefined),
    externalTrafficPolicy: ({ type }) => (type === "LoadBalancer" || type === "NodePort" ? "Cluster" : undefined),
    internalTrafficPolicy: ({ type }) => (type === "ExternalName" ? undefined : "Cluster"),
    publishNotReadyAddresses: false,
    selector: {},
    sessionAffinity: "None",
    type: "ClusterIP",
  },
  V1ServicePort: { name: "", nodePort: 0, protocol: "TCP", targetPort: ({ port }) => port },
  V1ClientIPConfig: { timeoutSeconds: 10_800 },
  V1PodTemplateSpec: { metadata: {} },
  V1PersistentVolumeClaim: { apiVersion: "v1", kind: "PersistentVolumeClaim" },
  V1PersistentVolumeClaimTemplate: { metadata: {} },
  V1PersistentVolumeClaimSpec: { volumeMode: "Filesystem", volumeName: "" },
  V1PersistentVolumeSpec: {
    persistentVolumeReclaimPolicy: "Retain",
    storageClassName: "",
    volumeMode: "Filesystem",
  },
  V1Secret: { type: "Opaque", immutable: false },
  V1ConfigMap: { immutable: false },
  // apps
  V1DeploymentSpec: {
    minReadySeconds: 0,
    paused: false,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
  },
  V1DeploymentStrategy: { type: "RollingUpdate" },
  V1RollingUpdateDeployment: { maxSurge: "25%", maxUnavailable: "25%" },
  V1ReplicaSetSpec: { minReadySeconds: 0 },
  V1StatefulSetSpec: {
    minReadySeconds: 0,
    podManagementPolicy: "OrderedReady",
    revisionHistoryLimit: 10,
    serviceName: "",
  },
  V1StatefulSetUpdateStrategy: { type: "RollingUpdate" },
  V1RollingUpdateStatefulSetStrategy: { partition: 0 },
  V1StatefulSetPersistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
  V1DaemonSetSpec: { minReadySeconds: 0, revisionHistoryLimit: 10 },
  V1DaemonSetUpdateStrategy: { type: "RollingUpdate" },
  V1RollingUpdateDaemonSet: { maxSurge: 0, maxUnavailable: 1 },
  // batch
  V1JobSpec: {
    backoffLimit: ({ backoffLimitPerIndex }) => (backoffLimitPerIndex === undefined ? 6 : undefined),
    completionMode: "NonIndexed",
    completions: ({ parallelism }) => (parallelism === undefined ? 1 : undefined),
    manualSelector: false,
    parallelism: 1,
    podReplacementPolicy: ({ podFailurePolicy }) => (podFailurePolicy === undefined ? "TerminatingOrFailed" : "Failed"),
    suspend: false,
  },
  V1JobTemplateSpec: { metadata: {} },
  V1CronJobSpec: {
    concurrencyPolicy: "Allow",
    failedJobsHistoryLimit: 1,
    successfulJobsHistoryLimit: 3,
    suspend: false,
  },
  // autoscaling
  V1HorizontalPodAutoscalerSpec: { minReplicas: 1 },
  V2HorizontalPodAutoscalerSpec: {
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } }],
    minReplicas: 1,
  },
  V2HPAScalingRules: { selectPolicy: "Max" },
  // networking
  V1NetworkPolicySpec: {
    egress: [],
    ingress: [],
    policyTypes: ({ egress }) => (isJsonArray(egress) && egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"]),
  },
  V1NetworkPolicyIngressRule: { from: [], ports: [] },
  V1NetworkPolicyEgressRule: { ports: [], to: [] },
  V1NetworkPolicyPort: { protocol: "TCP" },
  V1IngressClassParametersReference: { scope: "Cluster" },
  V1Endpoint: { conditions: {} },
  DiscoveryV1EndpointPort: { name: "", protocol: "TCP" },
  // rbac
  V1Role: { rules: [] },
  V1ClusterRole: { rules: [] },
  V1RoleRef: { apiGroup: rbac },
  RbacV1Subject: { apiGroup: ({ kind }) => (kind === "User" || kind === "Group" ? rbac : "") },
  // storage, scheduling
  V1StorageClass: { allowVolumeExpansion: false, reclaimPolicy: "Delete", volumeBindingMode: "Immediate" },
  V1PriorityClass: { globalDefault: false, preemptionPolicy: "PreemptLowerPriority", description: "" },
  // admission and extension
  V1ValidatingWebhook: webhook,
  V1MutatingWebhook: { ...webhook, reinvocationPolicy: "Never" },
  V1RuleWithOperations: { scope: "*" },
  V1NamedRuleWithOperations: { scope: "*" },
  V1MatchResources: { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} },
  V1ValidatingAdmissionPolicySpec: { failurePolicy: "Fail" },
  V1MutatingAdmissionPolicySpec: { failurePolicy: "Fail" },
  AdmissionregistrationV1ServiceReference: { port: 443 },
  ApiextensionsV1ServiceReference: { port: 443 },
  ApiregistrationV1ServiceReference: { port: 443 },
  V1CustomResourceConversion: { strategy: "None" },
  V1CustomResourceDefinitionSpec: { preserveUnknownFields: false },
  V1CustomResourceDefinitionNames: {
    listKind: ({ kind }) => (typeof kind === "string" ? `${kind}List` : undefined),
    singular: ({ kind }) => (typeof kind === "string" ? kind.toLowerCase() : undefined),
  },
  V1FlowSchemaSpec: { matchingPrecedence: 1000 },
  V1LimitedPriorityLevelConfiguration: { lendablePercent: 0, nominalConcurrencyShares: 30 },
  V1QueuingConfiguration: { handSize: 8, queueLengthLimit: 50, queues: 64 },
};

/** Maps that the API server makes itself where there are none, so that an absent one holds only defaults. */
const filled: ReadonlySet<string> = new Set([
  "V1DeploymentSpec.strategy",
  "V1DeploymentStrategy.rollingUpdate",
  "V1StatefulSetSpec.updateStrategy",
  "V1StatefulSetSpec.persistentVolumeClaimRetentionPolicy",
  "V1StatefulSetUpdateStrategy.rollingUpdate",
  "V1DaemonSetSpec.updateStrategy",
  "V1DaemonSetUpdateStrategy.rollingUpdate",
  "V1CustomResourceDefinitionSpec.conversion",
  "V1ServiceSpec.sessionAffinityConfig",
  "V1SessionAffinityConfig.clientIP",
]);

/** What an absent field means, given the fields beside it on the side that lacks it; undefined when it means "absent". */
export function defaultOf(type: FieldType, key: string, beside: JsonObject): Json | undefined {
  const fields = type === undefined || !Object.hasOwn(defaults, type) ? undefined : defaults[type];
  const found = fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof found === "function" ? found(withoutNulls(beside)) : found;
}

/** Whether an absent map at this place is the same as one that holds only defaults. */
export function isFilled(type: FieldType, key: string): boolean {
  return type !== undefined && filled.has(`${type}.${key}`);
}

function withoutNulls(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));
}
