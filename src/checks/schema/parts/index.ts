import * as access from "./access.ts";
import * as containers from "./containers.ts";
import * as networking from "./networking.ts";
import type { PartRule } from "./part.ts";
import * as scheduling from "./scheduling.ts";
import * as volumes from "./volumes.ts";
import * as workloads from "./workloads.ts";

/**
 * What the API server asks of each definition beyond its schema, wherever it stands (kubernetes/kubernetes,
 * pkg/apis/<group>/validation). To add a rule: write it, add its line.
 */
const rules: Readonly<Record<string, readonly PartRule[]>> = {
  V1AppArmorProfile: [containers.localProfile],
  V1APIServiceSpec: [access.apiService],
  V1ConfigMapVolumeSource: [volumes.fileModes],
  V1ContainerPort: [containers.containerPort],
  V1DeploymentSpec: [workloads.deployment],
  V1DownwardAPIVolumeSource: [volumes.fileModes],
  V1EndpointSlice: [networking.endpointSlice],
  V1EnvFromSource: [containers.environmentSource],
  V1EnvVar: [containers.environmentVariable],
  V1HTTPIngressPath: [networking.ingressPath],
  V1HostAlias: [scheduling.hostAlias],
  V1HostPathVolumeSource: [volumes.hostPath],
  V1IPBlock: [networking.ipBlock],
  V1IngressBackend: [networking.ingressBackend],
  V1IngressClassSpec: [networking.ingressClass],
  V1IngressServiceBackend: [networking.ingressService],
  V1IngressSpec: [networking.ingress],
  V1JobSpec: [workloads.job],
  V1KeyToPath: [volumes.keyToPath],
  V1LabelSelectorRequirement: [scheduling.requirement],
  V1LifecycleHandler: [containers.lifecycleHandler],
  V1LimitRangeItem: [workloads.limitRange],
  V1LocalObjectReference: [containers.secretReference],
  V1MutatingWebhook: [access.webhook],
  V1NetworkPolicyPeer: [networking.networkPeer],
  V1NetworkPolicyPort: [networking.networkPort],
  V1NodeSelector: [scheduling.nodeSelector],
  V1NodeSelectorRequirement: [scheduling.requirement],
  V1PersistentVolumeClaimSpec: [volumes.claim],
  V1PersistentVolumeSpec: [volumes.persistentVolume],
  V1PodAffinityTerm: [scheduling.affinityTerm],
  V1PodSecurityContext: [containers.userProblems, containers.sysctls],
  V1PodSpec: [scheduling.podSettings],
  V1PolicyRule: [access.accessRule],
  V1PreferredSchedulingTerm: [scheduling.weighted],
  V1PriorityClass: [access.priority],
  V1Probe: [containers.probe],
  V1ProjectedVolumeSource: [volumes.fileModes],
  V1ResourceFieldSelector: [containers.resourceField],
  V1ResourceRequirements: [containers.containerResources],
  V1RoleRef: [access.roleGroup],
  V1RollingUpdateDaemonSet: [workloads.daemonUpdate],
  V1RollingUpdateDeployment: [workloads.rollingUpdate],
  V1RuleWithOperations: [access.ruleOfOperations],
  V1SeccompProfile: [containers.localProfile],
  V1SecretVolumeSource: [volumes.secretVolume],
  V1SecurityContext: [containers.securityContext, containers.userProblems],
  V1ServiceSpec: [networking.service, networking.families],
  V1StatefulSetPersistentVolumeClaimRetentionPolicy: [workloads.claimRetention],
  V1Subject: [access.subject],
  V1Toleration: [scheduling.toleration],
  V1TopologySpreadConstraint: [scheduling.topologySpread],
  V1ValidatingWebhook: [access.webhook],
  V1Validation: [access.validation],
  V1Volume: [volumes.volume],
  V1VolumeMount: [containers.volumeMount],
  V1VolumeProjection: [volumes.projection],
  V1WeightedPodAffinityTerm: [scheduling.weighted],
  V1WebhookClientConfig: [access.webhookClient],
  V2HPAScalingPolicy: [workloads.scalingPolicy],
  V2HPAScalingRules: [workloads.scalingRules],
  V2HorizontalPodAutoscalerSpec: [workloads.autoscaler],
  V2MetricSpec: [workloads.metric],
  V2MetricTarget: [workloads.metricTarget],
};

/** The rules of a definition by its name; those of `V1Subject` hold for `RbacV1Subject` as well. */
export function rulesOfPart(name: string): readonly PartRule[] {
  return rules[aliases[name] ?? name] ?? [];
}

const aliases: Readonly<Record<string, string>> = {
  AdmissionregistrationV1WebhookClientConfig: "V1WebhookClientConfig",
  RbacV1Subject: "V1Subject",
};

/** Every name that a rule is for. */
export const partNames: readonly string[] = [...Object.keys(rules), ...Object.keys(aliases)];
