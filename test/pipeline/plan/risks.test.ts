import { expect, test } from "vitest";
import type { Risk } from "../../../src/domain/plan.ts";
import { isOlderTag, movesBack } from "../../../src/pipeline/plan/image.ts";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifest } from "./manifests.ts";

const rbac = "rbac.authorization.k8s.io/v1";

/** Kind, what stands in the object before and after (null where there is none), and the risks of that. */
const cases: readonly (readonly [string, string | null, string | null, readonly Risk[]])[] = [
  ["apps/v1 StatefulSet", "{}", null, ["deletes-stateful"]],
  ["v1 PersistentVolumeClaim", "{}", null, ["deletes-stateful"]],
  ["v1 PersistentVolumeClaim", "spec: {volumeName: a}", "spec: {volumeName: b}", ["deletes-stateful", "replaces"]],
  ["postgresql.cnpg.io/v1 Cluster", "{}", null, ["deletes-stateful"]],
  ["example.org/v1 Cluster", "{}", null, []],
  ["apps/v1 StatefulSet", null, "{}", []],
  ["v1 Namespace", "{}", null, ["deletes-namespace"]],
  ["apiextensions.k8s.io/v1 CustomResourceDefinition", "{}", null, ["deletes-definition"]],
  ["v1 ConfigMap", "{}", null, []],
  ["v1 Service", "spec: {selector: {a: b}}", "spec: {selector: {a: c}}", ["changes-selector"]],
  ["apps/v1 Deployment", "spec: {selector: {a: b}}", "spec: {selector: {a: c}}", ["replaces", "changes-selector"]],
  [
    "networking.k8s.io/v1 NetworkPolicy",
    "spec: {podSelector: {a: b}}",
    "spec: {podSelector: {}}",
    ["changes-selector"],
  ],
  ["v1 Service", null, "spec: {selector: {a: b}}", []],
  ["apps/v1 Deployment", "spec: {replicas: 3}", "spec: {replicas: 0}", ["scales-to-zero"]],
  ["apps/v1 Deployment", "spec: {paused: false}", "spec: {replicas: 0}", ["scales-to-zero"]],
  ["apps/v1 Deployment", "spec: {replicas: 3}", "spec: {replicas: 1}", []],
  ["apps/v1 Deployment", null, "spec: {replicas: 0}", []],
  [
    "v1 Pod",
    "spec: {containers: [{name: a, image: 'x:1.10'}]}",
    "spec: {containers: [{name: a, image: 'x:1.9'}]}",
    ["moves-image-back"],
  ],
  ["v1 Pod", "spec: {containers: [{name: a, image: 'x:1.9'}]}", "spec: {containers: [{name: a, image: 'x:1.10'}]}", []],
  [
    "helm.toolkit.fluxcd.io/v2 HelmRelease",
    "spec: {values: {image: {tag: 1.2.0}}}",
    "spec: {values: {image: {tag: 1.1.0}}}",
    ["moves-image-back"],
  ],
  [
    "helm.toolkit.fluxcd.io/v2 HelmRelease",
    "spec: {values: {image: {repository: a, tag: 1.2.0}}}",
    "spec: {values: {image: {repository: b, tag: 1.1.0}}}",
    [],
  ],
  [
    `${rbac} Role`,
    "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]",
    "rules: [{apiGroups: [''], resources: [pods], verbs: [get, list]}]",
    ["widens-permissions"],
  ],
  [
    `${rbac} Role`,
    "rules: [{apiGroups: [''], resources: [pods, services], verbs: [get, list]}]",
    "rules: [{apiGroups: [''], resources: [services], verbs: [list]}, {apiGroups: [''], resources: [pods], verbs: [get]}]",
    [],
  ],
  [
    `${rbac} Role`,
    "rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]",
    "rules: [{apiGroups: [apps], resources: [deployments/scale], verbs: [patch]}]",
    [],
  ],
  [
    `${rbac} Role`,
    "rules: [{apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [a]}]",
    "rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]",
    ["widens-permissions"],
  ],
  [
    `${rbac} ClusterRole`,
    "rules: [{nonResourceURLs: [/metrics], verbs: [get]}]",
    "rules: [{nonResourceURLs: ['*'], verbs: [get]}]",
    ["widens-permissions"],
  ],
  [
    `${rbac} ClusterRole`,
    "rules: [{nonResourceURLs: ['/api*'], verbs: [get]}]",
    "rules: [{nonResourceURLs: [/api/v1], verbs: [get]}]",
    [],
  ],
  [
    `${rbac} ClusterRole`,
    "metadata: {name: a}",
    "metadata: {name: a, labels: {rbac.authorization.k8s.io/aggregate-to-edit: 'true'}}",
    ["widens-permissions"],
  ],
  [`${rbac} ClusterRole`, null, "rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]", ["widens-permissions"]],
  [`${rbac} ClusterRole`, null, "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]", []],
  [
    `${rbac} ClusterRoleBinding`,
    null,
    "{roleRef: {name: cluster-admin}, subjects: [{kind: Group, name: all}]}",
    ["widens-permissions"],
  ],
  [`${rbac} ClusterRoleBinding`, null, "{roleRef: {name: view}, subjects: [{kind: Group, name: all}]}", []],
  [
    `${rbac} RoleBinding`,
    "{roleRef: {name: view}, subjects: [{kind: User, name: a}]}",
    "{roleRef: {name: view}, subjects: [{kind: User, name: b}]}",
    ["widens-permissions"],
  ],
  [
    `${rbac} RoleBinding`,
    "{roleRef: {name: view}, subjects: [{kind: User, name: a}, {kind: User, name: b}]}",
    "{roleRef: {name: view}, subjects: [{kind: User, name: b}]}",
    [],
  ],
  [
    `${rbac} RoleBinding`,
    "{roleRef: {name: view}, subjects: [{kind: User, name: a}]}",
    "{roleRef: {name: cluster-admin}, subjects: [{kind: User, name: a}]}",
    ["replaces", "widens-permissions"],
  ],
];

test.each(cases)("%s from %s to %s: risks %j", async (kind, before, after, risks) => {
  const { plan } = await planChanges({
    application: { name: "a", environment: "b" },
    base: before === null ? [] : [withFields(kind, before)],
    head: after === null ? [] : [withFields(kind, after)],
    ignore: [],
    locateBase: locateByPointer,
    locateHead: locateByPointer,
  });

  expect(plan.changes.map((change) => change.risks)).toEqual([risks]);
});

test.each([
  ["1.9.0", "1.10.0", true],
  ["v2.0.0", "v2.0.1", true],
  ["1.10.0", "1.9.0", false],
  ["1.2.3", "1.2.3", false],
  ["2.0.0-rc.1", "2.0.0", true],
  ["2.0.0", "2.0.0-rc.1", false],
  ["2.0.0-rc.1", "2.0.0-rc.2", true],
  ["2.0.0-beta.9", "2.0.0-rc.1", true],
  ["1.24-alpine", "1.25-alpine", true],
  ["1.25-alpine", "1.25", false],
  ["1.24.3", "1.25", true],
  ["1.25", "1.25.3", false],
  ["2024.01.02", "2024.10.01", true],
  ["1.2.3.4", "1.2.3.5", true],
  ["latest", "1.2.3", false],
  ["1a2b3c4", "9f8e7d6", false],
  ["4711", "4712", false],
])("the tag %s is older than %s: %s", (tag, than, older) => {
  expect(isOlderTag(tag, than)).toBe(older);
});

test.each([
  ["ghcr.io/a/b:2.0", "ghcr.io/a/b:1.9", true],
  ["ghcr.io/a/b:2.0@sha256:00", "ghcr.io/a/b:1.9@sha256:11", true],
  ["ghcr.io/a/b:2.0", "ghcr.io/a/c:1.9", false],
  ["localhost:5000/a", "localhost:4000/a", false],
  ["a@sha256:22", "a@sha256:11", false],
])("from image %s to %s moves back: %s", (before, after, back) => {
  expect(movesBack(before, after)).toBe(back);
});

function withFields(kind: string, text: string) {
  const [apiVersion, name] = kind.split(" ");
  const part = manifest(`{apiVersion: ${apiVersion}, kind: ${name}, metadata: {name: a}}`);
  return { ...part, object: { ...part.object, ...manifest(text).object } };
}
