import { expect, test } from "vitest";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifest } from "./manifests.ts";

/** Kind, what stands in the object before, what after, and the action it takes. */
test.each([
  [
    "apps/v1 Deployment",
    "spec: {selector: {matchLabels: {a: b}}}",
    "spec: {selector: {matchLabels: {a: c}}}",
    "replace",
  ],
  ["apps/v1 Deployment", "spec: {replicas: 1}", "spec: {replicas: 2}", "update"],
  ["apps/v1 DaemonSet", "spec: {selector: {matchLabels: {a: b}}}", "spec: {selector: {matchLabels: {}}}", "replace"],
  ["apps/v1 StatefulSet", "spec: {serviceName: a}", "spec: {serviceName: b}", "replace"],
  ["apps/v1 StatefulSet", "spec: {podManagementPolicy: Parallel}", "spec: {}", "replace"],
  [
    "apps/v1 StatefulSet",
    "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 1Gi}}}}]}",
    "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 2Gi}}}}]}",
    "replace",
  ],
  [
    "apps/v1 StatefulSet",
    "spec: {replicas: 1, template: {spec: {nodeName: a}}}",
    "spec: {replicas: 3, template: {spec: {nodeName: b}}}",
    "update",
  ],
  ["batch/v1 Job", "spec: {template: {spec: {nodeName: a}}}", "spec: {template: {spec: {nodeName: b}}}", "replace"],
  ["batch/v1 Job", "spec: {backoffLimit: 1}", "spec: {backoffLimit: 2}", "update"],
  ["batch/v1 Job", "spec: {completions: 1}", "spec: {completions: 2}", "replace"],
  [
    "batch/v1 Job",
    "spec: {completionMode: Indexed, completions: 1}",
    "spec: {completionMode: Indexed, completions: 2}",
    "update",
  ],
  [
    "batch/v1 CronJob",
    "spec: {jobTemplate: {spec: {template: {a: 1}}}}",
    "spec: {jobTemplate: {spec: {template: {a: 2}}}}",
    "update",
  ],
  ["v1 Pod", "spec: {nodeName: a}", "spec: {nodeName: b}", "replace"],
  [
    "v1 Pod",
    "spec: {containers: [{name: a, image: 'x:1'}]}",
    "spec: {containers: [{name: a, image: 'x:2'}]}",
    "update",
  ],
  ["v1 Service", "spec: {clusterIP: 10.0.0.1}", "spec: {clusterIP: 10.0.0.2}", "replace"],
  ["v1 Service", "spec: {}", "spec: {clusterIP: None}", "replace"],
  ["v1 Service", "spec: {clusterIP: None}", "spec: {}", "update"],
  ["v1 Service", "spec: {type: ExternalName}", "spec: {type: ClusterIP, clusterIP: 10.0.0.1}", "update"],
  ["v1 Service", "spec: {selector: {a: b}}", "spec: {selector: {a: c}}", "update"],
  [
    "v1 PersistentVolumeClaim",
    "spec: {accessModes: [ReadWriteOnce]}",
    "spec: {accessModes: [ReadWriteMany]}",
    "replace",
  ],
  ["v1 PersistentVolumeClaim", "spec: {storageClassName: a}", "spec: {storageClassName: b}", "replace"],
  [
    "v1 PersistentVolumeClaim",
    "spec: {resources: {requests: {storage: 1Gi}}}",
    "spec: {resources: {requests: {storage: 1.5Gi}}}",
    "update",
  ],
  [
    "v1 PersistentVolumeClaim",
    "spec: {resources: {requests: {storage: 1Gi}}}",
    "spec: {resources: {requests: {storage: 1G}}}",
    "replace",
  ],
  ["v1 PersistentVolume", "spec: {nfs: {path: /a}}", "spec: {nfs: {path: /b}}", "replace"],
  [
    "v1 PersistentVolume",
    "spec: {persistentVolumeReclaimPolicy: Delete}",
    "spec: {persistentVolumeReclaimPolicy: Retain}",
    "update",
  ],
  ["storage.k8s.io/v1 StorageClass", "provisioner: a", "provisioner: b", "replace"],
  ["storage.k8s.io/v1 StorageClass", "allowVolumeExpansion: false", "allowVolumeExpansion: true", "update"],
  ["rbac.authorization.k8s.io/v1 RoleBinding", "roleRef: {name: a}", "roleRef: {name: b}", "replace"],
  ["rbac.authorization.k8s.io/v1 ClusterRoleBinding", "roleRef: {name: a}", "roleRef: {name: b}", "replace"],
  ["v1 ConfigMap", "{immutable: true, data: {a: b}}", "{immutable: true, data: {a: c}}", "replace"],
  ["v1 ConfigMap", "immutable: true", "immutable: false", "replace"],
  ["v1 ConfigMap", "data: {a: b}", "{immutable: true, data: {a: c}}", "update"],
  ["v1 Secret", "{immutable: true, stringData: {a: b}}", "{immutable: true, stringData: {a: c}}", "replace"],
  ["v1 Secret", "{}", "{type: Opaque, data: {a: b}}", "update"],
  ["v1 PersistentVolumeClaim", "spec: {}", "spec: {storageClassName: b}", "update"],
  ["v1 PersistentVolumeClaim", "spec: {}", "spec: {volumeMode: Block}", "replace"],
  ["v1 PersistentVolumeClaim", "spec: {}", "spec: {volumeMode: Filesystem}", undefined],
  ["v1 Secret", "type: Opaque", "type: kubernetes.io/tls", "replace"],
  ["scheduling.k8s.io/v1 PriorityClass", "value: 1", "value: 2", "replace"],
  [
    "apiextensions.k8s.io/v1 CustomResourceDefinition",
    "spec: {scope: Cluster}",
    "spec: {scope: Namespaced}",
    "replace",
  ],
  ["batch/v1 Job", "spec: {successPolicy: {rules: []}}", "spec: {successPolicy: {rules: [{}]}}", "replace"],
  [
    "batch/v1 Job",
    "spec: {suspend: true, template: {spec: {nodeSelector: {a: b}}}}",
    "spec: {suspend: true, template: {spec: {nodeSelector: {a: c}}}}",
    "update",
  ],
  [
    "batch/v1 Job",
    "spec: {template: {spec: {nodeSelector: {a: b}}}}",
    "spec: {template: {spec: {nodeSelector: {a: c}}}}",
    "replace",
  ],
  ["v1 Pod", "spec: {tolerations: []}", "spec: {tolerations: [{key: a}]}", "update"],
  ["v1 Pod", "spec: {terminationGracePeriodSeconds: 10}", "spec: {terminationGracePeriodSeconds: 20}", "replace"],
  [
    "v1 Service",
    "spec: {type: LoadBalancer, loadBalancerClass: a}",
    "spec: {type: LoadBalancer, loadBalancerClass: b}",
    "replace",
  ],
  ["v1 Service", "spec: {type: LoadBalancer, loadBalancerClass: a}", "spec: {type: ClusterIP}", "update"],
  ["v1 ResourceQuota", "spec: {scopes: [BestEffort]}", "spec: {scopes: [Terminating]}", "replace"],
  ["storage.k8s.io/v1 CSIDriver", "spec: {attachRequired: true}", "spec: {attachRequired: false}", "replace"],
  ["storage.k8s.io/v1 VolumeAttributesClass", "parameters: {a: b}", "parameters: {a: c}", "replace"],
  ["storage.k8s.io/v1 StorageClass", "parameters: {a: b}", "parameters: {a: c}", "replace"],
  ["networking.k8s.io/v1 IngressClass", "spec: {controller: a}", "spec: {controller: b}", "replace"],
  ["node.k8s.io/v1 RuntimeClass", "handler: a", "handler: b", "replace"],
  ["discovery.k8s.io/v1 EndpointSlice", "addressType: IPv4", "addressType: IPv6", "replace"],
  ["resource.k8s.io/v1 ResourceClaim", "spec: {devices: {requests: [{name: a}]}}", "spec: {devices: {}}", "replace"],
  ["example.org/v1 Deployment", "spec: {selector: {a: b}}", "spec: {selector: {a: c}}", "update"],
])("%s from %s to %s takes: %s", async (kind, before, after, action) => {
  expect(await actionOf(kind, before, after)).toBe(action);
});

test("the field that forces it is marked, and no other", async () => {
  const make = (text: string) =>
    manifest(`{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {${text}}}`);
  const { plan } = await planChanges({
    application: { name: "a", environment: "b" },
    ...{ base: [make("serviceName: a, replicas: 1")], head: [make("serviceName: b, replicas: 2")], ignore: [] },
    ...{ locateBase: locateByPointer, locateHead: locateByPointer },
  });

  expect(plan.changes[0]?.fields).toEqual([
    { path: "spec.serviceName", before: "a", after: "b", replaces: true },
    { path: "spec.replicas", before: 1, after: 2, note: "from 1 to 2" },
  ]);
});

test.each([
  ["helm.sh/hook: 'pre-install,pre-upgrade'", "update"],
  ["argocd.argoproj.io/hook: PreSync", "update"],
  ["argocd.argoproj.io/hook: Skip", "replace"],
  ["helm.sh/hook: ''", "replace"],
])("a Job whose template changes and that has the annotation %s takes: %s", async (annotation, action) => {
  const job = (image: string) =>
    `{metadata: {name: a, annotations: {${annotation}}}, spec: {template: {spec: {containers: [{name: c, image: '${image}'}]}}}}`;

  expect(await actionOf("batch/v1 Job", job("x:1"), job("x:2"))).toBe(action);
});

test("what a hook is run anew for says so, and data in a hook is still told as replaced", async () => {
  const hook = "metadata: {name: a, annotations: {helm.sh/hook: pre-upgrade}}";
  const job = (user: number) =>
    manifest(
      `{apiVersion: batch/v1, kind: Job, ${hook}, spec: {template: {spec: {x: ${user}, containers: [{name: c, image: 'i:1.${user}'}]}}}}`,
    );
  const { plan } = await planChanges({
    application: { name: "a", environment: "b" },
    ...{ base: [job(1)], head: [job(2)], ignore: [] },
    ...{ locateBase: locateByPointer, locateHead: locateByPointer },
  });
  const claim = (mode: string) => `{${hook}, spec: {accessModes: [${mode}]}}`;

  expect(plan.changes).toMatchObject([
    {
      ...{ action: "update", risks: [] },
      fields: [
        { path: "spec.template.spec.x", note: "the hook is run anew" },
        { path: "spec.template.spec.containers[c].image", note: "newer; the hook is run anew" },
      ],
    },
  ]);
  expect(await actionOf("v1 PersistentVolumeClaim", claim("ReadWriteOnce"), claim("ReadWriteMany"))).toBe("replace");
});

test("an immutable field whose difference is ignored replaces nothing", async () => {
  expect(await actionOf("v1 Secret", "type: a", "{type: b, data: {x: y}}", ["type"])).toBe("update");
});

async function actionOf(kind: string, before: string, after: string, ignore: readonly string[] = []) {
  const [apiVersion, name] = kind.split(" ");
  const make = (text: string) => {
    const part = manifest(`{apiVersion: ${apiVersion}, kind: ${name}, metadata: {name: a}}`);
    return { ...part, object: { ...part.object, ...manifest(text).object } };
  };
  const { plan } = await planChanges({
    application: { name: "a", environment: "b" },
    base: [make(before)],
    head: [make(after)],
    ignore,
    locateBase: locateByPointer,
    locateHead: locateByPointer,
  });
  return plan.changes[0]?.action;
}
