import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import type { Manifest } from "../../../domain/manifest.ts";

/**
 * A manifest as admission sees it: with what the API server fills in before it asks anybody. Only the fields of
 * workloads and Services are filled in here: SetDefaults_… of pkg/apis/<group>/v1/defaults.go, and fields that are
 * written even when they are empty.
 */
export function asAdmitted({ apiVersion, id, object }: Manifest): JsonObject {
  const fill = kinds[`${apiVersion}/${id.kind}`];
  const spec = object.spec;
  return fill === undefined || !isJsonObject(spec) ? object : { ...object, spec: fill(spec) };
}

type Fill = (spec: JsonObject) => JsonObject;

const kinds: { readonly [kind: string]: Fill } = {
  "v1/Pod": podSpec,
  "apps/v1/Deployment": (spec) => ({
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...withTemplate(spec),
    strategy: { type: "RollingUpdate", ...rolling(spec.strategy, { maxUnavailable: "25%", maxSurge: "25%" }) },
  }),
  "apps/v1/StatefulSet": (spec) => ({
    replicas: 1,
    revisionHistoryLimit: 10,
    podManagementPolicy: "OrderedReady",
    ...withTemplate(spec),
    updateStrategy: { type: "RollingUpdate", ...rolling(spec.updateStrategy, { partition: 0 }) },
  }),
  "apps/v1/DaemonSet": (spec) => ({
    revisionHistoryLimit: 10,
    ...withTemplate(spec),
    updateStrategy: { type: "RollingUpdate", ...rolling(spec.updateStrategy, { maxUnavailable: 1, maxSurge: 0 }) },
  }),
  "apps/v1/ReplicaSet": (spec) => ({ replicas: 1, ...withTemplate(spec) }),
  "v1/ReplicationController": (spec) => ({ replicas: 1, ...withTemplate(spec) }),
  "batch/v1/Job": jobSpec,
  "batch/v1/CronJob": (spec) => ({
    concurrencyPolicy: "Allow",
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    ...spec,
    ...within(spec, "jobTemplate", (template) => ({ ...template, ...within(template, "spec", withTemplate) })),
  }),
  "v1/Service": (spec) => ({
    type: "ClusterIP",
    sessionAffinity: "None",
    ...(spec.type === "ExternalName" ? {} : { internalTrafficPolicy: "Cluster" }),
    ...spec,
    ...each(spec, "ports", (port) => ({
      protocol: "TCP",
      ...(port.port === undefined ? {} : { targetPort: port.port }),
      ...port,
    })),
  }),
};

function jobSpec(spec: JsonObject): JsonObject {
  const isSingle = spec.completions === undefined && spec.parallelism === undefined;
  return {
    ...(isSingle ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: 6,
    completionMode: "NonIndexed",
    suspend: false,
    manualSelector: false,
    ...withTemplate(spec),
  };
}

function withTemplate(spec: JsonObject): JsonObject {
  return {
    ...spec,
    ...within(spec, "template", (template) => ({ ...template, ...within(template, "spec", podSpec) })),
  };
}

function rolling(strategy: Json | undefined, defaults: JsonObject): JsonObject {
  const given = isJsonObject(strategy) ? strategy : {};
  if (given.type !== undefined && given.type !== "RollingUpdate") return given;
  return {
    ...given,
    rollingUpdate: { ...defaults, ...(isJsonObject(given.rollingUpdate) ? given.rollingUpdate : {}) },
  };
}

function podSpec(spec: JsonObject): JsonObject {
  return {
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
    terminationGracePeriodSeconds: 30,
    schedulerName: "default-scheduler",
    securityContext: {},
    ...spec,
    ...each(spec, "containers", container),
    ...each(spec, "initContainers", container),
    ...each(spec, "ephemeralContainers", container),
  };
}

function container(given: JsonObject): JsonObject {
  return {
    resources: {},
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    ...(typeof given.image === "string"
      ? { imagePullPolicy: pullsAlways(given.image) ? "Always" : "IfNotPresent" }
      : {}),
    ...given,
    ...each(given, "ports", (port) => ({ protocol: "TCP", ...port })),
    ...within(given, "livenessProbe", probe),
    ...within(given, "readinessProbe", probe),
    ...within(given, "startupProbe", probe),
  };
}

function probe(given: JsonObject): JsonObject {
  return { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3, ...given };
}

/** `latest`, or no tag and no digest. */
function pullsAlways(image: string): boolean {
  const name = image.slice(image.lastIndexOf("/") + 1);
  return !name.includes("@") && (!name.includes(":") || name.endsWith(":latest"));
}

function within(object: JsonObject, field: string, change: (inner: JsonObject) => JsonObject): JsonObject {
  const inner = object[field];
  return isJsonObject(inner) ? { [field]: change(inner) } : {};
}

function each(object: JsonObject, field: string, change: (inner: JsonObject) => JsonObject): JsonObject {
  const list = object[field];
  return isJsonArray(list) ? { [field]: list.map((one) => (isJsonObject(one) ? change(one) : one)) } : {};
}
