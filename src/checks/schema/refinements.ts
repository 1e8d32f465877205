import type { JsonObject } from "../../domain/json.ts";

/*
 * What the API server enforces and Kubernetes' generated types leave out: allowed values, quantities
 * and ranges, by definition and field. Source: the OpenAPI v3 document of Kubernetes 1.36 for the
 * values and quantities, the field descriptions of the API reference for the ranges.
 */

const quantity: JsonObject = { type: ["string", "number"], format: "quantity" };
const quantities: JsonObject = { type: "object", additionalProperties: quantity };
const port: JsonObject = { minimum: 1, maximum: 65535 };
const portOrNone: JsonObject = { minimum: 0, maximum: 65535 };
const percent: JsonObject = { format: "percent" };
const percentOfAll: JsonObject = { format: "percent-of-all" };
const notNegative: JsonObject = { minimum: 0 };
const positive: JsonObject = { minimum: 1 };
const notEmpty: JsonObject = { minItems: 1 };
const notBlank: JsonObject = { minLength: 1 };

/** Empty text stands for absent: the API server puts the default there. */
function oneOf(...values: readonly string[]): JsonObject {
  return { enum: [...new Set([...values, ""])] };
}

function eachOneOf(...values: readonly string[]): JsonObject {
  return { items: { type: "string", enum: values } };
}

const protocol = oneOf("TCP", "UDP", "SCTP");
const pullPolicy = oneOf("Always", "IfNotPresent", "Never");
const messagePolicy = oneOf("File", "FallbackToLogsOnError");
const failurePolicy = oneOf("Fail", "Ignore");
const matchPolicy = oneOf("Equivalent", "Exact");
const reinvocation = oneOf("IfNeeded", "Never");
const accessModes = eachOneOf("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");
const volumeMode = oneOf("Block", "Filesystem");
const operations = eachOneOf("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
const scope = oneOf("*", "Cluster", "Namespaced");
/** Some and Unknown went with v1beta1. */
const sideEffects = oneOf("None", "NoneOnDryRun");
const profile = oneOf("Localhost", "RuntimeDefault", "Unconfined");
const preemption = oneOf("Never", "PreemptLowerPriority");
const quotaScopes = [
  "BestEffort",
  "CrossNamespacePodAffinity",
  "NotBestEffort",
  "NotTerminating",
  "PriorityClass",
  "Terminating",
  "VolumeAttributesClass",
] as const;

/** Merged over the generated schema of the field. */
export const refinements: { readonly [field: string]: JsonObject } = {
  "V1AppArmorProfile.type": profile,
  "V1AzureDiskVolumeSource.cachingMode": oneOf("None", "ReadOnly", "ReadWrite"),
  "V1AzureDiskVolumeSource.kind": oneOf("Dedicated", "Managed", "Shared"),
  "V1CSIStorageCapacity.capacity": quantity,
  "V1CSIStorageCapacity.maximumVolumeSize": quantity,
  "V1CapacityRequestPolicy.default": quantity,
  "V1CapacityRequestPolicy.validValues": { items: quantity },
  "V1CapacityRequestPolicyRange.max": quantity,
  "V1CapacityRequestPolicyRange.min": quantity,
  "V1CapacityRequestPolicyRange.step": quantity,
  "V1CapacityRequirements.requests": quantities,
  "V1Container.imagePullPolicy": pullPolicy,
  "V1Container.name": notBlank,
  "V1Container.terminationMessagePolicy": messagePolicy,
  "V1ContainerPort.containerPort": port,
  "V1ContainerPort.hostPort": portOrNone,
  "V1ContainerPort.protocol": protocol,
  "V1Counter.value": quantity,
  "V1CronJobSpec.concurrencyPolicy": oneOf("Allow", "Forbid", "Replace"),
  "V1CronJobSpec.failedJobsHistoryLimit": notNegative,
  "V1CronJobSpec.startingDeadlineSeconds": notNegative,
  "V1CronJobSpec.successfulJobsHistoryLimit": notNegative,
  "V1CustomResourceDefinitionSpec.scope": oneOf("Cluster", "Namespaced"),
  "V1DaemonSetUpdateStrategy.type": oneOf("OnDelete", "RollingUpdate"),
  "V1DeploymentSpec.minReadySeconds": notNegative,
  "V1DeploymentSpec.progressDeadlineSeconds": positive,
  "V1DeploymentSpec.replicas": notNegative,
  "V1DeploymentSpec.revisionHistoryLimit": notNegative,
  "V1DeploymentStrategy.type": oneOf("Recreate", "RollingUpdate"),
  "V1DeviceCapacity.value": quantity,
  "V1DeviceRequestAllocationResult.consumedCapacity": quantities,
  "V1EmptyDirVolumeSource.sizeLimit": quantity,
  "V1EndpointSlice.addressType": oneOf("FQDN", "IPv4", "IPv6"),
  "V1EphemeralContainer.imagePullPolicy": pullPolicy,
  "V1EphemeralContainer.terminationMessagePolicy": messagePolicy,
  "V1GRPCAction.port": port,
  "V1HTTPGetAction.port": port,
  "V1HTTPGetAction.scheme": oneOf("HTTP", "HTTPS"),
  "V1HTTPIngressPath.pathType": oneOf("Exact", "ImplementationSpecific", "Prefix"),
  "V1HorizontalPodAutoscalerSpec.maxReplicas": positive,
  "V1HorizontalPodAutoscalerSpec.minReplicas": notNegative,
  "V1HostPathVolumeSource.type": oneOf(
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
  ),
  "V1ImageVolumeSource.pullPolicy": pullPolicy,
  "V1JobSpec.activeDeadlineSeconds": notNegative,
  "V1JobSpec.backoffLimit": notNegative,
  "V1JobSpec.completionMode": oneOf("Indexed", "NonIndexed"),
  "V1JobSpec.completions": notNegative,
  "V1JobSpec.parallelism": notNegative,
  "V1JobSpec.podReplacementPolicy": oneOf("Failed", "TerminatingOrFailed"),
  "V1JobSpec.ttlSecondsAfterFinished": notNegative,
  "V1LabelSelectorRequirement.operator": oneOf("In", "NotIn", "Exists", "DoesNotExist"),
  "V1LimitRangeItem.default": quantities,
  "V1LimitRangeItem.defaultRequest": quantities,
  "V1LimitRangeItem.max": quantities,
  "V1LimitRangeItem.maxLimitRequestRatio": quantities,
  "V1LimitRangeItem.min": quantities,
  "V1MatchResources.matchPolicy": matchPolicy,
  "V1MutatingAdmissionPolicySpec.failurePolicy": failurePolicy,
  "V1MutatingAdmissionPolicySpec.reinvocationPolicy": reinvocation,
  "V1MutatingWebhook.failurePolicy": failurePolicy,
  "V1MutatingWebhook.matchPolicy": matchPolicy,
  "V1MutatingWebhook.reinvocationPolicy": reinvocation,
  "V1MutatingWebhook.sideEffects": sideEffects,
  "V1Mutation.patchType": oneOf("ApplyConfiguration", "JSONPatch"),
  "V1NamedRuleWithOperations.operations": operations,
  "V1NamedRuleWithOperations.scope": scope,
  "V1NetworkPolicyPort.endPort": port,
  "V1NetworkPolicyPort.port": { ...port, format: "port-name" },
  "V1NetworkPolicyPort.protocol": protocol,
  "V1NetworkPolicySpec.policyTypes": eachOneOf("Egress", "Ingress"),
  "V1NodeAllocatableResourceMapping.allocationMultiplier": quantity,
  "V1NodeSelectorRequirement.operator": oneOf("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
  "V1Overhead.podFixed": quantities,
  "V1PersistentVolumeClaimSpec.accessModes": accessModes,
  "V1PersistentVolumeClaimSpec.volumeMode": volumeMode,
  "V1PersistentVolumeSpec.accessModes": accessModes,
  "V1PersistentVolumeSpec.capacity": quantities,
  "V1PersistentVolumeSpec.persistentVolumeReclaimPolicy": oneOf("Delete", "Recycle", "Retain"),
  "V1PersistentVolumeSpec.volumeMode": volumeMode,
  "V1PodDisruptionBudgetSpec.maxUnavailable": percentOfAll,
  "V1PodDisruptionBudgetSpec.minAvailable": percentOfAll,
  "V1PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy": oneOf("AlwaysAllow", "IfHealthyBudget"),
  "V1PodFailurePolicyOnExitCodesRequirement.operator": oneOf("In", "NotIn"),
  "V1PodFailurePolicyRule.action": oneOf("Count", "FailIndex", "FailJob", "Ignore"),
  "V1PodSecurityContext.fsGroupChangePolicy": oneOf("Always", "OnRootMismatch"),
  "V1PodSecurityContext.supplementalGroupsPolicy": oneOf("Merge", "Strict"),
  "V1PodSpec.containers": notEmpty,
  "V1PodSpec.dnsPolicy": oneOf("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
  "V1PodSpec.overhead": quantities,
  "V1PodSpec.preemptionPolicy": preemption,
  "V1PodSpec.restartPolicy": oneOf("Always", "Never", "OnFailure"),
  "V1PodSpec.terminationGracePeriodSeconds": notNegative,
  "V1PriorityClass.preemptionPolicy": preemption,
  "V1Probe.failureThreshold": notNegative,
  "V1Probe.initialDelaySeconds": notNegative,
  "V1Probe.periodSeconds": notNegative,
  "V1Probe.successThreshold": notNegative,
  "V1Probe.timeoutSeconds": notNegative,
  "V1ReplicaSetSpec.replicas": notNegative,
  "V1ResourceFieldSelector.divisor": quantity,
  "V1ResourceQuotaSpec.hard": quantities,
  "V1ResourceQuotaSpec.scopes": eachOneOf(...quotaScopes),
  "V1ResourceRequirements.limits": quantities,
  "V1ResourceRequirements.requests": quantities,
  "V1RollingUpdateDaemonSet.maxSurge": percent,
  "V1RollingUpdateDaemonSet.maxUnavailable": percentOfAll,
  "V1RollingUpdateDeployment.maxSurge": percent,
  "V1RollingUpdateDeployment.maxUnavailable": percentOfAll,
  "V1RollingUpdateStatefulSetStrategy.maxUnavailable": percentOfAll,
  "V1RuleWithOperations.operations": operations,
  "V1RuleWithOperations.scope": scope,
  "V1ScopedResourceSelectorRequirement.operator": oneOf("DoesNotExist", "Exists", "In", "NotIn"),
  "V1ScopedResourceSelectorRequirement.scopeName": oneOf(...quotaScopes),
  "V1SeccompProfile.type": profile,
  "V1SecurityContext.procMount": oneOf("Default", "Unmasked"),
  "V1ServicePort.nodePort": portOrNone,
  "V1ServicePort.port": port,
  "V1ServicePort.protocol": protocol,
  "V1ServicePort.targetPort": portOrNone,
  "V1ServiceSpec.externalTrafficPolicy": oneOf("Cluster", "Local"),
  "V1ServiceSpec.internalTrafficPolicy": oneOf("Cluster", "Local"),
  "V1ServiceSpec.ipFamilies": eachOneOf("", "IPv4", "IPv6"),
  "V1ServiceSpec.ipFamilyPolicy": oneOf("PreferDualStack", "RequireDualStack", "SingleStack"),
  "V1ServiceSpec.sessionAffinity": oneOf("ClientIP", "None"),
  "V1ServiceSpec.type": oneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"),
  "V1StatefulSetSpec.podManagementPolicy": oneOf("OrderedReady", "Parallel"),
  "V1StatefulSetSpec.replicas": notNegative,
  "V1StatefulSetUpdateStrategy.type": oneOf("OnDelete", "RollingUpdate"),
  "V1StorageClass.reclaimPolicy": oneOf("Delete", "Recycle", "Retain"),
  "V1StorageClass.volumeBindingMode": oneOf("Immediate", "WaitForFirstConsumer"),
  "V1TCPSocketAction.port": port,
  "V1Taint.effect": oneOf("NoExecute", "NoSchedule", "PreferNoSchedule"),
  "V1Toleration.effect": oneOf("NoExecute", "NoSchedule", "PreferNoSchedule"),
  "V1Toleration.operator": oneOf("Equal", "Exists", "Gt", "Lt"),
  "V1TopologySpreadConstraint.maxSkew": positive,
  "V1TopologySpreadConstraint.nodeAffinityPolicy": oneOf("Honor", "Ignore"),
  "V1TopologySpreadConstraint.nodeTaintsPolicy": oneOf("Honor", "Ignore"),
  "V1TopologySpreadConstraint.whenUnsatisfiable": oneOf("DoNotSchedule", "ScheduleAnyway"),
  "V1ValidatingAdmissionPolicyBindingSpec.validationActions": eachOneOf("Audit", "Deny", "Warn"),
  "V1ValidatingAdmissionPolicySpec.failurePolicy": failurePolicy,
  "V1ValidatingWebhook.failurePolicy": failurePolicy,
  "V1ValidatingWebhook.matchPolicy": matchPolicy,
  "V1ValidatingWebhook.sideEffects": sideEffects,
  "V1VolumeMount.mountPropagation": oneOf("Bidirectional", "HostToContainer", "None"),
  "V1VolumeResourceRequirements.limits": quantities,
  "V1VolumeResourceRequirements.requests": quantities,
  "V2HPAScalingRules.tolerance": quantity,
  "V2HorizontalPodAutoscalerSpec.maxReplicas": positive,
  "V2HorizontalPodAutoscalerSpec.minReplicas": notNegative,
  "V2MetricTarget.averageValue": quantity,
  "V2MetricTarget.value": quantity,
};

/** Whether the API server refuses an object without a field that its OpenAPI document calls required. */
export function isEnforced(definition: string, field: string): boolean {
  return notEnforced[definition]?.includes(field) !== true;
}

/** These it fills in, or reads as false or empty. */
const notEnforced: { readonly [definition: string]: readonly string[] } = {
  V1CSIDriver: ["spec"],
  V1CustomResourceDefinitionVersion: ["served", "storage"],
  V1HTTPHeader: ["value"],
  V1ISCSIPersistentVolumeSource: ["lun"],
  V1ISCSIVolumeSource: ["lun"],
  V1LimitRangeSpec: ["limits"],
  V1PreferredSchedulingTerm: ["preference"],
  V1RoleRef: ["apiGroup", "kind", "name"],
  V1SleepAction: ["seconds"],
  V1Sysctl: ["value"],
};
