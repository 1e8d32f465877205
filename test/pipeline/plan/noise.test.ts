import { expect, test } from "vitest";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifest } from "./manifests.ts";

const deployment = (own: string, pods: string) =>
  manifest(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, ${own} }
spec: { template: { metadata: { ${pods} }, spec: { containers: [] } } }`);

test.each([
  ["a chart's version", "labels: {helm.sh/chart: web-1.0}", "labels: {helm.sh/chart: web-1.1}"],
  ["an application's version", "labels: {app.kubernetes.io/version: '1'}", "labels: {app.kubernetes.io/version: '2'}"],
  ["who manages it", "labels: {}", "labels: {app.kubernetes.io/managed-by: Helm}"],
  ["who managed it", "labels: {app.kubernetes.io/managed-by: Helm}", ""],
  ["a checksum", "annotations: {checksum/config: a}", "annotations: {checksum/config: b}"],
  ["Argo CD's note", "", "annotations: {argocd.argoproj.io/tracking-id: 'a:b/c:d/e'}"],
  ["Flux's note", "", "labels: {kustomize.toolkit.fluxcd.io/name: a, kustomize.toolkit.fluxcd.io/namespace: b}"],
])("what tools note is counted and not told: %s", async (_, before, after) => {
  const own = await plans(deployment(before, ""), deployment(after, ""));
  const pods = await plans(deployment("", before), deployment("", after));

  expect(own).toMatchObject({ changes: [] });
  expect(own.ignored).toBeGreaterThan(0);
  expect(pods).toMatchObject({ changes: [] });
});

test.each([
  ["a label of the author's", "labels: {app.kubernetes.io/name: a}", "labels: {app.kubernetes.io/name: b}"],
  ["whether Flux prunes it", "", "annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}"],
  ["when Argo CD syncs it", "", "annotations: {argocd.argoproj.io/sync-wave: '1'}"],
  ["a restart that somebody asked for", "", "annotations: {kubectl.kubernetes.io/restartedAt: '2026-01-01'}"],
])("what an author says is told: %s", async (_, before, after) => {
  expect((await plans(deployment(before, ""), deployment(after, ""))).changes).toHaveLength(1);
});

test("a selector of such a label is told, because it picks pods", async () => {
  const service = (version: string) =>
    manifest(
      `{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {selector: {app.kubernetes.io/version: '${version}'}}}`,
    );

  expect((await plans(service("1"), service("2"))).changes).toHaveLength(1);
});

test("the instance label counts on pods, which selectors look for by it", async () => {
  const [before, after] = ["labels: {app.kubernetes.io/instance: a}", "labels: {app.kubernetes.io/instance: b}"];

  expect((await plans(deployment(before, ""), deployment(after, ""))).changes).toEqual([]);
  expect((await plans(deployment("", before), deployment("", after))).changes).toHaveLength(1);
});

test("it can be told all the same", async () => {
  const [before, after] = [deployment("labels: {helm.sh/chart: a}", ""), deployment("labels: {helm.sh/chart: b}", "")];

  expect((await plans(before, after, false)).changes[0]?.fields).toEqual([
    { path: "metadata.labels[helm.sh/chart]", before: "a", after: "b" },
  ]);
});

async function plans(before: ReturnType<typeof manifest>, after: ReturnType<typeof manifest>, hideNoise?: boolean) {
  const { plan } = await planChanges({
    application: { name: "shop", environment: "prod" },
    base: [before],
    head: [after],
    ignore: [],
    ...(hideNoise === undefined ? {} : { hideNoise }),
    locateHead: locateByPointer,
    locateBase: locateByPointer,
  });
  return plan;
}
