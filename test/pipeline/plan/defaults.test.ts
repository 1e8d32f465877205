import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifest, manifestOf } from "./manifests.ts";

/** Objects as they were applied to an API server, beside what it made of them. */
const pairs = join(process.env.FAIRLEAD_TEST_DATA ?? "../shared/data", "kubernetes-1.36/pairs");
const files = existsSync(pairs) ? readdirSync(pairs).toSorted() : [];

if (files.length === 0) process.stderr.write(`skipped: ${pairs} is missing\n`);

/** What a cluster decides, an admission plugin adds, or a controller fills in: nothing that a manifest leaves open. */
const decidedByCluster: Readonly<Record<string, readonly string[]>> = {
  "clusterrole-aggregated-empty-rules.json": ["rules"],
  "clusterrole-aggregated.json": ["rules"],
  // Left out it stays what others scale it to, so writing it is told.
  "deployment-minimal.json": ["spec.replicas"],
  "hpa-behavior.json": [
    "spec.behavior.scaleDown.policies",
    "spec.behavior.scaleUp.policies",
    "spec.behavior.scaleUp.selectPolicy",
    "spec.behavior.scaleUp.stabilizationWindowSeconds",
  ],
  "ingress-default-class.json": ["spec.ingressClassName"],
  "limitrange.json": [
    "spec.limits[0].default.memory",
    "spec.limits[0].defaultRequest.cpu",
    "spec.limits[0].defaultRequest.memory",
  ],
  "namespace.json": ["spec.finalizers[kubernetes]"],
  "pv.json": ["metadata.finalizers[kubernetes.io/pv-protection]"],
  "pvc.json": ["metadata.finalizers[kubernetes.io/pvc-protection]"],
  "validatingwebhookconfiguration-cabundle.json": ["webhooks[w.example.com].clientConfig.caBundle"],
};

const address = [
  "spec.clusterIP",
  "spec.clusterIPs",
  "spec.ipFamilies",
  "spec.ipFamilyPolicy",
  "spec.healthCheckNodePort",
];

test.skipIf(files.length === 0).each(files)("what the API server fills in is no difference: %s", async (file) => {
  const { applied, live } = JSON.parse(readFileSync(join(pairs, file), "utf8"));
  const told = (await fieldsOf([manifestOf(applied)], [manifestOf(live)])).map(({ path }) => path);
  const decided = (path: string) =>
    (file.startsWith("service-") && (address.some((each) => path.startsWith(each)) || path.endsWith(".nodePort"))) ||
    (/^(?:job|pod)\.json$/.test(file) &&
      /^(?:metadata\.labels|spec\.(?:selector|template\.metadata|containers|volumes|tolerations|priority|preemptionPolicy))/.test(
        path,
      ));

  expect(told.filter((path) => !decided(path)).toSorted()).toEqual(decidedByCluster[file] ?? []);
});

const container = (more: string) => deployment(`containers: [{name: web, image: "web:1.0"${more}}]`);
const deployment = (spec: string, more = "") =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {${spec}}}${more}}}`;

/** The field left out and the field written; both mean the same. */
test.each([
  ["the pull policy of a version", container(""), container(", imagePullPolicy: IfNotPresent")],
  [
    "the pull policy of latest",
    deployment("containers: [{name: web, image: web}]"),
    deployment("containers: [{name: web, image: web, imagePullPolicy: Always}]"),
  ],
  [
    "a protocol",
    container(", ports: [{containerPort: 80}]"),
    container(", ports: [{containerPort: 80, protocol: TCP}]"),
  ],
  [
    "a probe's times",
    container(", readinessProbe: {httpGet: {path: /, port: 80}}"),
    container(
      ", readinessProbe: {httpGet: {path: /, port: 80, scheme: HTTP}, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3, initialDelaySeconds: 0}",
    ),
  ],
  ["an empty variable", container(", env: [{name: A}]"), container(", env: [{name: A, value: ''}]")],
  [
    "how pods run",
    deployment("dnsPolicy: ClusterFirst, containers: []"),
    deployment(
      "restartPolicy: Always, terminationGracePeriodSeconds: 30, schedulerName: default-scheduler, hostNetwork: false, containers: []",
    ),
  ],
  [
    "a rollout, in part and in full",
    deployment("containers: []", ", strategy: {type: RollingUpdate}"),
    deployment("containers: []", ", revisionHistoryLimit: 10, progressDeadlineSeconds: 600"),
  ],
  [
    "a rollout left away",
    deployment("containers: []", ", strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}"),
    deployment("containers: []"),
  ],
  [
    "a Service's type and target",
    "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}",
    "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: ClusterIP, sessionAffinity: None, ports: [{port: 80, targetPort: 80, protocol: TCP}]}}",
  ],
  [
    "empty text in place of a default",
    container(", imagePullPolicy: ''"),
    container(", imagePullPolicy: IfNotPresent"),
  ],
  [
    "an empty strategy",
    deployment("containers: []", ", strategy: {}"),
    deployment(
      "containers: []",
      ", strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}",
    ),
  ],
  [
    "no peers, and an empty list of them",
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {ingress: [{ports: [{port: 80}]}]}}",
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {ingress: [{from: [], ports: [{port: 80}]}]}}",
  ],
  [
    "a volume's mode",
    deployment("containers: [], volumes: [{name: a, configMap: {name: a}}, {name: b, hostPath: {path: /b}}]"),
    deployment(
      "containers: [], volumes: [{name: a, configMap: {name: a, defaultMode: 420}}, {name: b, hostPath: {path: /b, type: ''}}]",
    ),
  ],
  [
    "a CronJob's limits, in a version that is gone",
    "{apiVersion: batch/v1beta1, kind: CronJob, metadata: {name: a}, spec: {schedule: '@daily'}}",
    "{apiVersion: batch/v1beta1, kind: CronJob, metadata: {name: a}, spec: {schedule: '@daily', concurrencyPolicy: Allow, suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1}}",
  ],
  [
    "a StatefulSet's order",
    "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {serviceName: a}}",
    "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {serviceName: a, podManagementPolicy: OrderedReady, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}, persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain}}}",
  ],
  [
    "the types of a network policy",
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, egress: [{}]}}",
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, egress: [{}], ingress: [], policyTypes: [Egress, Ingress]}}",
  ],
  [
    "the groups of a binding",
    "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: a}, roleRef: {kind: Role, name: a}, subjects: [{kind: User, name: a}]}",
    "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: a}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: a}]}",
  ],
  [
    "a Secret's values, written as text",
    "{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {user: root}}",
    "{apiVersion: v1, kind: Secret, metadata: {name: a}, type: Opaque, data: {user: cm9vdA==}}",
  ],
  [
    "a Secret's values, wrapped",
    "{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {user: cm9vdA==}}",
    '{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {user: "cm9v\\ndA=="}}',
  ],
])("written or left out, it is the same: %s", async (_, without, written) => {
  const both = [[without, written] as const, [written, without] as const];
  for (const [before, after] of both) {
    const { plan } = await plans([manifest(before)], [manifest(after)]);
    expect(plan.changes).toEqual([]);
    expect(plan.ignored).toBeGreaterThan(0);
  }
});

test.each([
  [
    "another value than the default",
    container(""),
    container(", imagePullPolicy: Always"),
    ["spec.template.spec.containers[web].imagePullPolicy"],
  ],
  [
    "a default of another image",
    deployment("containers: [{name: web, image: 'web:latest'}]"),
    container(", imagePullPolicy: IfNotPresent"),
    ["spec.template.spec.containers[web].image", "spec.template.spec.containers[web].imagePullPolicy"],
  ],
  [
    "a probe that is new, with all it says",
    container(""),
    container(", readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 10}"),
    [
      "spec.template.spec.containers[web].readinessProbe.periodSeconds",
      "spec.template.spec.containers[web].readinessProbe.tcpSocket.port",
    ],
  ],
  [
    "a strategy that was not the default",
    deployment("containers: []", ", strategy: {type: Recreate}"),
    deployment("containers: []"),
    ["spec.strategy.type"],
  ],
  [
    "a number of replicas",
    deployment("containers: []"),
    deployment("containers: []", ", replicas: 1"),
    ["spec.replicas"],
  ],
  [
    "a field of that name in another kind",
    "{apiVersion: example.org/v1, kind: Deployment, metadata: {name: a}, spec: {}}",
    "{apiVersion: example.org/v1, kind: Deployment, metadata: {name: a}, spec: {revisionHistoryLimit: 10}}",
    ["spec.revisionHistoryLimit"],
  ],
  [
    "a value of a Secret in the other field",
    "{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {user: root}}",
    "{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {user: cm9vdAo=}}",
    ["data.user"],
  ],
  // The API server refuses a number here: the manifest is mended, and nothing was stored before.
  [
    "a number where only text may stand",
    container(", env: [{name: A, value: 1}]"),
    container(", env: [{name: A, value: '1'}]"),
    ["spec.template.spec.containers[web].env[A].value"],
  ],
])("it is told: %s", async (_, before, after, paths) => {
  const told = await fieldsOf([manifest(before)], [manifest(after)]);

  expect(told.map(({ path }) => path).toSorted()).toEqual(paths);
});

async function plans(base: ReturnType<typeof manifest>[], head: ReturnType<typeof manifest>[]) {
  const application = { name: "shop", environment: "prod" };
  return planChanges({ application, base, head, ignore: [], locateHead: locateByPointer, locateBase: locateByPointer });
}

async function fieldsOf(base: ReturnType<typeof manifest>[], head: ReturnType<typeof manifest>[]) {
  const { plan } = await plans(base, head);
  return plan.changes.flatMap(({ fields }) => fields);
}
