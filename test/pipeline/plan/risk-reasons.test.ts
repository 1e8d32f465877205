import fc from "fast-check";
import { expect, test } from "vitest";
import { risks as everyRisk, type Risk } from "../../../src/domain/plan.ts";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifest } from "./manifests.ts";

const workload = (more = "", labels = "{app: web}") =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {${more} selector: {matchLabels: {app: web}}, template: {metadata: {labels: ${labels}}, spec: {containers: [{name: web, image: 'web:1.0'}]}}}}`;
const withContainer = (more: string) =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web${more}}]}}}}`;
const service = (spec: string, more = "") =>
  `{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop${more}}, spec: {${spec}}}`;
const budget = (spec: string) =>
  `{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web, namespace: shop}, spec: {selector: {matchLabels: {app: web}}, ${spec}}}`;
const scaler = (spec = "minReplicas: 2, maxReplicas: 5") =>
  `{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web, namespace: shop}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, ${spec}}}`;
const policy = (spec: string) =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web, namespace: shop}, spec: {podSelector: {}, ${spec}}}`;
const role = (rules: string) =>
  `{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: web, namespace: shop}, rules: [${rules}]}`;
const ingress = (hosts: string, more = "") =>
  `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop}, spec: {${more}rules: [${hosts}]}}`;
const flux = (kind: string, spec: string) =>
  `{apiVersion: ${kind === "HelmRelease" ? "helm" : "kustomize"}.toolkit.fluxcd.io/v2, kind: ${kind}, metadata: {name: web, namespace: shop}, spec: {${spec}}}`;

type Case = readonly [
  what: string,
  before: readonly string[],
  after: readonly string[],
  risk: Risk,
  reason: string | null,
];

/** What stands before, what after, the one risk of it, and what is said about it beyond the general sentence. */
test.each<Case>([
  [
    "a Service whose pods are labelled otherwise",
    [service("selector: {app: web}"), workload()],
    [service("selector: {app: web}"), workload("", "{app: web2}")],
    "loses-endpoints",
    "Service shop/web selects app=web, and no pods here have that any more; before it was Deployment shop/web.",
  ],
  [
    "a Service whose pods go",
    [service("selector: {app: web}"), workload()],
    [service("selector: {app: web}")],
    "loses-endpoints",
    "Service shop/web selects app=web, and no pods here have that any more; before it was Deployment shop/web.",
  ],
  [
    "a budget that wants as many as there are",
    [workload("replicas: 2,")],
    [workload("replicas: 2,"), budget("minAvailable: 2")],
    "blocks-eviction",
    "PodDisruptionBudget shop/web wants 2 available, and there are 2 pods.",
  ],
  [
    "a budget in percent, rounded up",
    [workload("replicas: 3,"), budget("minAvailable: 50%")],
    [workload("replicas: 1,"), budget("minAvailable: 50%")],
    "blocks-eviction",
    "PodDisruptionBudget shop/web wants 50% available, and there is 1 pod.",
  ],
  [
    "a budget that lets none be unavailable",
    [budget("maxUnavailable: 1")],
    [budget("maxUnavailable: 0")],
    "blocks-eviction",
    "PodDisruptionBudget shop/web allows 0 pods to be unavailable.",
  ],
  [
    "a budget of what an autoscaler takes down to one",
    [workload(), scaler("minReplicas: 2, maxReplicas: 3"), budget("minAvailable: 1")],
    [workload(), scaler("minReplicas: 1, maxReplicas: 3"), budget("minAvailable: 1")],
    "blocks-eviction",
    "PodDisruptionBudget shop/web wants 1 available, and there is 1 pod.",
  ],
  [
    "replicas beside an autoscaler",
    [workload(), scaler()],
    [workload("replicas: 3,"), scaler()],
    "fights-autoscaler",
    "HorizontalPodAutoscaler shop/web scales it, and 3 replicas are set as well.",
  ],
  [
    "an autoscaler beside replicas",
    [workload("replicas: 3,")],
    [workload("replicas: 3,"), scaler()],
    "fights-autoscaler",
    "HorizontalPodAutoscaler shop/web scales it, and 3 replicas are set as well.",
  ],
  [
    "a scale to zero",
    [workload("replicas: 3,")],
    [workload("replicas: 0,")],
    "scales-to-zero",
    "From 3 to 0 replicas.",
  ],
  [
    "a probe that goes",
    [withContainer(", readinessProbe: {httpGet: {path: /, port: 80}}")],
    [withContainer("")],
    "drops-probe",
    "Container web loses its readinessProbe.",
  ],
  [
    "a memory limit that goes",
    [withContainer(", resources: {limits: {memory: 1Gi, cpu: 1}}")],
    [withContainer("")],
    "drops-limit",
    "Container web loses its limit of memory, which was 1Gi.",
  ],
  [
    "an image by a tag that moves",
    [withContainer(", image: 'web:1.0'")],
    [withContainer(", image: 'web:main'")],
    "unpins-image",
    "The image web:main took the place of web:1.0.",
  ],
  [
    "a role that may more",
    [role("{apiGroups: [''], resources: [secrets], verbs: [get]}")],
    [
      role(
        "{apiGroups: [''], resources: [secrets, pods/exec], verbs: [get, list]}, {apiGroups: [apps], resources: ['*'], verbs: ['*']}",
      ),
    ],
    "widens-permissions",
    "Newly allowed: list secrets, get and list pods/exec and do anything with every resource in apps.",
  ],
  [
    "a role that may it with every name",
    [role("{apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [a]}")],
    [role("{apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [a, b]}")],
    "widens-permissions",
    "Newly allowed: get secrets named b.",
  ],
  [
    "a binding to everything",
    [],
    [
      "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: a}, roleRef: {kind: ClusterRole, name: cluster-admin}, subjects: [{kind: ServiceAccount, namespace: shop, name: web}]}",
    ],
    "widens-permissions",
    "ServiceAccount shop/web gets ClusterRole cluster-admin, which allows everything.",
  ],
  [
    "a policy that goes",
    [policy("ingress: []")],
    [],
    "opens-network",
    "What it kept out is let through, unless another policy does.",
  ],
  [
    "a policy that lets others in",
    [policy("ingress: [{from: [{podSelector: {matchLabels: {app: a}}}], ports: [{port: 80}]}]")],
    [
      policy(
        "ingress: [{from: [{podSelector: {matchLabels: {app: a}}}, {ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}]",
      ),
    ],
    "opens-network",
    "From 10.0.0.0/8 on port 80/TCP.",
  ],
  [
    "a policy that lets everybody in",
    [policy("ingress: [{from: [{namespaceSelector: {}}]}]")],
    [policy("ingress: [{}]")],
    "opens-network",
    "From anywhere on every port.",
  ],
  [
    "a policy that no longer looks at what goes out",
    [policy("policyTypes: [Ingress, Egress], ingress: []")],
    [policy("policyTypes: [Ingress], ingress: []")],
    "opens-network",
    "Egress is not restricted any more.",
  ],
  [
    "a Service on a load balancer",
    [service("type: ClusterIP")],
    [service("type: LoadBalancer")],
    "exposes",
    "New from outside the cluster: through a load balancer from anywhere.",
  ],
  [
    "a load balancer that is not internal any more",
    [service("type: LoadBalancer", ", annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal}")],
    [
      service(
        "type: LoadBalancer",
        ", annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing}",
      ),
    ],
    "exposes",
    "New from outside the cluster: through a load balancer from anywhere.",
  ],
  [
    "addresses from outside",
    [service("a: 1")],
    [service("externalIPs: [192.0.2.1]")],
    "exposes",
    "New from outside the cluster: at 192.0.2.1.",
  ],
  [
    "a port of every node",
    [],
    [service("type: NodePort")],
    "exposes",
    "New from outside the cluster: on a port of every node.",
  ],
  [
    "a host more",
    [ingress("{host: a.example.com}")],
    [ingress("{host: a.example.com}, {host: b.example.com}")],
    "exposes",
    "New from outside the cluster: at b.example.com.",
  ],
  [
    "a route of a gateway",
    [],
    [
      "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: a}, spec: {parentRefs: [{name: external}], hostnames: [a.example.com]}}",
    ],
    "exposes",
    "New from outside the cluster: at a.example.com.",
  ],
  ["a selector that misses its own pods", [workload()], [workload("", "{app: other}")], "misses-own-pods", null],
  [
    "a version that is gone",
    [],
    [
      "{apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {name: a, namespace: shop}, spec: {maxUnavailable: 1}}",
    ],
    "removed-api",
    "policy/v1beta1 of PodDisruptionBudget is gone from Kubernetes 1.25 on; policy/v1 took its place.",
  ],
  [
    "a Namespace with what is in it",
    [
      "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}",
      "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a, namespace: shop}}",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}}",
    ],
    [
      "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a, namespace: shop}}",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}}",
    ],
    "deletes-namespace",
    "2 resources known here are in it, 1 of them with data.",
  ],
  [
    "a definition with what it defines",
    [
      "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a}, spec: {group: example.org, names: {kind: Thing}}}",
      "{apiVersion: example.org/v1, kind: Thing, metadata: {name: a}}",
    ],
    ["{apiVersion: example.org/v1, kind: Thing, metadata: {name: a}}"],
    "deletes-definition",
    "1 of its resources is known here.",
  ],
  ["a release that goes", [flux("HelmRelease", "interval: 1h")], [], "uninstalls", null],
  [
    "a release under another name",
    [flux("HelmRelease", "releaseName: a")],
    [flux("HelmRelease", "releaseName: b")],
    "uninstalls",
    "With another spec.releaseName it is installed anew, and what was installed is removed.",
  ],
  ["a Kustomization that prunes", [flux("Kustomization", "prune: true")], [], "uninstalls", null],
  [
    "a field that cannot change, by its name",
    ["{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: a}, spec: {selector: {matchLabels: {a: b}}}}"],
    ["{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: a}, spec: {selector: {matchLabels: {a: c}}}}"],
    "replaces",
    "That field is spec.selector.matchLabels.a.",
  ],
])("%s", async (_, before, after, risk, reason) => {
  const { plan } = await plans(before, after);

  const found = plan.changes.filter(({ risks }) => risks.includes(risk));
  expect(found).toHaveLength(1);
  expect(found[0]?.reasons?.[risk] ?? null).toBe(reason);
});

/** Changes that look like one of these and are none: nobody is to stop at them. */
test.each([
  [
    "a Service that had no pods here",
    [service("selector: {app: x}")],
    [service("selector: {app: x}, publishNotReadyAddresses: true")],
  ],
  [
    "a Service whose pods are made otherwise",
    [service("selector: {app: web}"), workload()],
    [service("selector: {app: web}"), workload().replace("Deployment", "DaemonSet")],
  ],
  ["a budget that leaves one", [workload("replicas: 3,")], [workload("replicas: 3,"), budget("minAvailable: 2")]],
  ["a budget of pods that nobody knows", [], [budget("minAvailable: 1")]],
  [
    "a budget that blocked before",
    [workload("replicas: 1,"), budget("minAvailable: 1")],
    [workload("replicas: 1, paused: true,"), budget("minAvailable: 1")],
  ],
  [
    "replicas that fought before",
    [workload("replicas: 3,"), scaler()],
    [workload("replicas: 3, paused: true,"), scaler()],
  ],
  [
    "a probe that is another",
    [withContainer(", readinessProbe: {tcpSocket: {port: 80}}")],
    [withContainer(", readinessProbe: {tcpSocket: {port: 81}}")],
  ],
  ["a limit of the processor", [withContainer(", resources: {limits: {cpu: 1}}")], [withContainer("")]],
  [
    "a container that goes with its probe",
    [workload().replace("containers: [", "containers: [{name: old, readinessProbe: {tcpSocket: {port: 80}}}, ")],
    [workload()],
  ],
  ["a tag that moved before", [withContainer(", image: 'web:latest'")], [withContainer(", image: 'web:main'")]],
  [
    "a policy that lets fewer in",
    [policy("ingress: [{from: [{podSelector: {}}, {namespaceSelector: {}}]}]")],
    [policy("ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]")],
  ],
  ["a new policy", [], [policy("ingress: [{}]")]],
  [
    "a port among those that were open",
    [policy("ingress: [{ports: [{port: 80, endPort: 90}]}]")],
    [policy("ingress: [{ports: [{port: 85}]}]")],
  ],
  [
    "a load balancer inside",
    [service("type: ClusterIP")],
    [service("type: LoadBalancer", ", annotations: {networking.gke.io/load-balancer-type: Internal}")],
  ],
  ["an Ingress of a class for inside", [], [ingress("{host: a.example.com}", "ingressClassName: nginx-internal, ")]],
  ["a host less", [ingress("{host: a.example.com}, {host: b.example.com}")], [ingress("{host: a.example.com}")]],
  ["a Kustomization that leaves things", [flux("Kustomization", "prune: false")], []],
  ["a release that runs more often", [flux("HelmRelease", "interval: 1h")], [flux("HelmRelease", "interval: 5m")]],
])("it is no risk: %s", async (_, before, after) => {
  const { plan } = await plans(before, after);

  expect(plan.changes.length).toBeGreaterThan(0);
  expect(plan.changes.flatMap(({ risks }) => risks)).toEqual([]);
});

test("a version that this Kubernetes still serves is no risk", async () => {
  const budgets = [
    "{apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {name: a}, spec: {maxUnavailable: 1}}",
  ];

  expect((await plans([], budgets, "1.24")).plan.changes[0]?.risks).toEqual([]);
  expect((await plans([], budgets, "v1.25.3")).plan.changes[0]?.risks).toEqual(["removed-api"]);
});

test("a field that newer releases let change replaces only on older ones", async () => {
  const set = (history: number) => [
    `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {revisionHistoryLimit: ${history}}}`,
  ];

  expect((await plans(set(3), set(5), "1.30")).plan.changes[0]?.fields[0]?.replaces).toBe(true);
  expect((await plans(set(3), set(5), "1.34")).plan.changes[0]?.action).toBe("update");
});

test("what stays as it is raises nothing, whatever it stands among", () => {
  const parts = [
    workload("replicas: 1,"),
    scaler(),
    budget("maxUnavailable: 0"),
    service("selector: {app: x}"),
    policy("ingress: [{}]"),
    ingress("{}"),
  ];
  return fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(parts), fc.shuffledSubarray(parts), async (some, order) => {
      const kept = order.filter((one) => some.includes(one));
      const { plan } = await plans(kept, [...kept].reverse());
      expect(plan.changes).toEqual([]);
    }),
  );
});

test("risks stand in their order, each once", async () => {
  const { plan } = await plans(
    [
      "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {serviceName: a, replicas: 2, selector: {a: b}}}",
    ],
    [
      "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {serviceName: b, replicas: 0, selector: {a: c}}}",
    ],
  );
  const found = plan.changes[0]?.risks ?? [];

  expect(found).toEqual(["deletes-stateful", "replaces", "changes-selector", "scales-to-zero"]);
  expect(found.toSorted((a, b) => everyRisk.indexOf(a) - everyRisk.indexOf(b))).toEqual(found);
});

function plans(before: readonly string[], after: readonly string[], kubernetesVersion?: string) {
  const sides = { base: before.map((text) => manifest(text)), head: after.map((text) => manifest(text)) };
  const application = { name: "shop", environment: "prod" };
  const locate = { locateHead: locateByPointer, locateBase: locateByPointer };
  return planChanges({
    ...{ application, ...sides, ignore: [], ...locate },
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
  });
}
