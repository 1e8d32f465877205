import { expect, test } from "vitest";
import { engineVersions } from "../../src/checks/deprecations/engine-versions.ts";
import { deprecations } from "../../src/checks/deprecations.ts";
import { noPorts, scopeOf, told } from "./scope.ts";

function manifest(apiVersion: string, kind: string): string {
  return `metadata:\n  name: a\nkind: ${kind}\napiVersion: ${apiVersion}\n`;
}

const scope = scopeOf({
  "cron.yaml": manifest("batch/v1beta1", "CronJob"),
  "endpoints.yaml": manifest("v1", "Endpoints"),
  "fine.yaml": manifest("batch/v1", "CronJob"),
  "custom.yaml": manifest("example.com/v1beta1", "Widget"),
});

test("what is deprecated and still served is a warning at its apiVersion", async () => {
  expect(told(await deprecations.check(scope, undefined, noPorts))).toEqual([
    "endpoints.yaml:4 warning deprecated-api",
  ]);
});

test("what the planned release does not serve is found as well", async () => {
  expect(told(await deprecations.check(scope, { kubernetesVersion: "1.25" }, noPorts))).toEqual([
    "cron.yaml:4 warning removed-api",
  ]);
  expect(told(await deprecations.check(scope, { kubernetesVersion: "1.24" }, noPorts))).toEqual([
    "cron.yaml:4 warning deprecated-api",
  ]);
});

test("a release that is not known is never judged as fine", async () => {
  expect((await deprecations.check(scope, { kubernetesVersion: "1.99" }, noPorts)).status).toBe("errored");
});

test("the level is obeyed", async () => {
  expect(told(await deprecations.check(scope, { level: "error" }, noPorts))).toEqual([
    "endpoints.yaml:4 error deprecated-api",
  ]);
  expect(told(await deprecations.check(scope, { level: "off" }, noPorts))).toEqual([]);
});

test("each environment is judged for its own version where no release is planned", async () => {
  const old = { ...scope, environments: new Map([["default", { kubernetesVersion: "1.24" }]]) };

  expect(told(await deprecations.check(old, undefined, noPorts))).toEqual(["cron.yaml:4 warning deprecated-api"]);
});

test.each([
  [
    "kustomize.toolkit.fluxcd.io/v1beta2",
    "Kustomization",
    "removed-api",
    "gone from Flux 2.8 on; use kustomize.toolkit.fluxcd.io/v1.",
  ],
  ["helm.toolkit.fluxcd.io/v2beta1", "HelmRelease", "removed-api", "use helm.toolkit.fluxcd.io/v2."],
  ["cert-manager.io/v1alpha2", "Certificate", "removed-api", "deprecated since cert-manager 1.4 and gone from 1.6 on"],
  ["external-secrets.io/v1beta1", "ExternalSecret", "removed-api", "Secrets 0.17 on; use external-secrets.io/v1."],
  ["kyverno.io/v1", "ClusterPolicy", "deprecated-api", "deprecated since Kyverno 1.17 and to be removed in 1.20"],
  ["karpenter.sh/v1alpha5", "Provisioner", "removed-api", "use NodePool"],
  ["traefik.containo.us/v1alpha1", "IngressRoute", "removed-api", "use traefik.io/v1alpha1."],
  [
    "gateway.networking.k8s.io/v1alpha2",
    "HTTPRoute",
    "removed-api",
    "0.6 and gone from 0.8 on; use gateway.networking.k8s.io/v1.",
  ],
  ["gateway.networking.k8s.io/v1alpha2", "GRPCRoute", "removed-api", "gone from Gateway API 1.2 on"],
  ["gateway.networking.k8s.io/v1alpha3", "TLSRoute", "deprecated-api", "deprecated since Gateway API 1.5"],
  ["image.toolkit.fluxcd.io/v1beta2", "ImagePolicy", "removed-api", "gone from Flux 2.9 on"],
  ["notification.toolkit.fluxcd.io/v1beta2", "Alert", "removed-api", "gone from Flux 2.9 on"],
  ["config.istio.io/v1alpha2", "handler", "removed-api", "gone from Istio 1.8 on"],
  ["tekton.dev/v1alpha1", "Task", "removed-api", "gone from 0.38 on"],
  ["tekton.dev/v1beta1", "Task", "deprecated-api", "deprecated since Tekton Pipelines 0.50"],
  ["apiextensions.crossplane.io/v1beta1", "Composition", "removed-api", "gone from 1.6 on"],
])("%s %s of something installed is told as %s", async (apiVersion, kind, rule, words) => {
  const result = await deprecations.check(scopeOf({ "a.yaml": manifest(apiVersion, kind) }), undefined, noPorts);

  expect(result).toMatchObject({
    findings: [
      { line: 4, severity: "warning", rule, message: expect.stringContaining(words), link: expect.any(String) },
    ],
  });
});

test.each([
  ["gateway.networking.k8s.io/v1beta1", "HTTPRoute"],
  ["gateway.networking.k8s.io/v1beta1", "ReferenceGrant"],
  ["notification.toolkit.fluxcd.io/v1beta3", "Alert"],
  ["apiextensions.crossplane.io/v1beta1", "EnvironmentConfig"],
  ["pkg.crossplane.io/v1beta1", "Function"],
  ["external-secrets.io/v1alpha1", "PushSecret"],
  ["argoproj.io/v1alpha1", "Application"],
  ["argoproj.io/v1alpha1", "Rollout"],
  ["argoproj.io/v1alpha1", "Workflow"],
  ["traefik.io/v1alpha1", "IngressRoute"],
  ["tekton.dev/v1", "Task"],
])("nothing is told of %s %s, which is in use", async (apiVersion, kind) => {
  const scope = scopeOf({ "a.yaml": manifest(apiVersion, kind) });

  expect(told(await deprecations.check(scope, undefined, noPorts))).toEqual([]);
});

test("a version that was only renamed comes with its fix", async () => {
  const text = manifest("external-secrets.io/v1beta1", "ExternalSecret");

  const result = await deprecations.check(scopeOf({ "a.yaml": text }), undefined, noPorts);

  expect(result).toMatchObject({ findings: [{ fix: { line: 4, after: "apiVersion: external-secrets.io/v1" } }] });
});

test("old fields and annotations are noticed, wherever pods are made", async () => {
  const files = {
    "a.yaml": `apiVersion: batch/v1
kind: CronJob
metadata:
  name: a
spec:
  jobTemplate:
    spec:
      template:
        metadata:
          annotations:
            container.apparmor.security.beta.kubernetes.io/a: runtime/default
        spec:
          serviceAccount: a
`,
    "b.yaml": `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: b
  annotations:
    kubernetes.io/ingress.class: nginx
`,
    "c.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: c\nspec:\n  loadBalancerIP: 10.0.0.1\n",
    "d.yaml": 'apiVersion: v1\nkind: Service\nmetadata:\n  name: d\nspec:\n  loadBalancerIP: ""\n',
  };

  expect(told(await deprecations.check(scopeOf(files), { level: "error" }, noPorts))).toEqual([
    "a.yaml:11 notice deprecated-field",
    "a.yaml:13 notice deprecated-field",
    "b.yaml:6 notice deprecated-field",
    "c.yaml:6 notice deprecated-field",
  ]);
});

test("every API version of an engine is told once, with where its makers say so", () => {
  const rows = engineVersions.flatMap(({ apiVersion, kinds }) =>
    kinds.length === 0 ? [apiVersion] : kinds.map((kind) => `${apiVersion} ${kind}`),
  );

  expect(new Set(rows).size).toBe(rows.length);
  expect(engineVersions.filter(({ source }) => !source.startsWith("https://"))).toEqual([]);
  expect(engineVersions.filter(({ deprecated, removed }) => deprecated === undefined && removed === undefined)).toEqual(
    [],
  );
});
