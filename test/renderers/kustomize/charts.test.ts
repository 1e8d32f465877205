import { expect, test } from "vitest";
import { renderers } from "../../../src/renderers/index.ts";
import { treeOf } from "../../sources/trees.ts";
import { complaints, deployment, type Files, hasKustomize, noTools, tools } from "../rendering.ts";
import { manifestsOf, placeOf, renderBy } from "./recipes.ts";

const hasBoth = hasKustomize && (await tools.find("helm")).status === "found";

const files: Files = {
  "app/kustomization.yaml": "resources: [../base]\nnamePrefix: eu-\nreplicas:\n  - {name: web, count: 4}\n",
  "base/kustomization.yaml":
    "helmGlobals:\n  chartHome: vendor\nhelmCharts:\n  - name: web\n    releaseName: shop\n    namespace: prod\n    includeCRDs: true\n    skipTests: true\n    valuesFile: v.yaml\n    valuesInline:\n      mode: slow\n",
  "base/v.yaml": "mode: fast\nport: 81\n",
  "base/vendor/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "base/vendor/web/values.yaml": "mode: none\nport: 80\n",
  "base/vendor/web/crds/w.yaml":
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.acme.com}\n",
  "base/vendor/web/templates/cm.yaml":
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-settings\n  namespace: {{ .Release.Namespace }}\ndata:\n  mode: {{ .Values.mode }}\n  port: {{ .Values.port | quote }}\n",
  "base/vendor/web/templates/web.yaml":
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers: [{name: web, image: nginx:1}]\n",
  "base/vendor/web/templates/test.yaml":
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: try\n  annotations: {helm.sh/hook: test}\nspec:\n  containers: [{name: t, image: t:1}]\n",
};

test.skipIf(!hasBoth)("a vendored chart is rendered in its place, and told at its own lines", async () => {
  const manifests = manifestsOf(await renderBy(files, "app", {}));
  const [settings, web] = ["ConfigMap", "Deployment"].map((kind) => manifests.find(({ id }) => id.kind === kind));

  expect(manifests.map(({ id }) => `${id.kind} ${id.name}`).toSorted()).toEqual([
    "ConfigMap eu-shop-settings",
    "CustomResourceDefinition widgets.acme.com",
    "Deployment eu-web",
  ]);
  expect(settings?.object).toMatchObject({ metadata: { namespace: "prod" }, data: { mode: "slow", port: "81" } });
  expect(web?.object).toMatchObject({ spec: { replicas: 4 } });
  expect(await placeOf(files, web, "/spec/replicas")).toBe("app/kustomization.yaml:4");
  expect(await placeOf(files, web, "/spec/template/spec/containers/0/image")).toBe(
    "base/vendor/web/templates/web.yaml:9",
  );
  expect(web?.origins.at(-1)).toMatchObject({ path: "base/kustomization.yaml", line: 4, role: "generator" });
});

test("all that the chart reads is among the inputs, and the chart is no application of its own", async () => {
  const { sources, claims } = await renderers.kustomize.find(treeOf(files), { claimed: new Set(), environments: [] });

  expect(sources.map(({ path }) => path)).toEqual(["app"]);
  expect(sources[0]?.inputs).toEqual(
    expect.arrayContaining(["base/v.yaml", "base/vendor/web/Chart.yaml", "base/vendor/web/templates/web.yaml"]),
  );
  expect(claims).toContain("base/vendor/web/Chart.yaml");
});

test("a chart from elsewhere is refused by one sentence at its line, and kustomize never fetches it", async () => {
  const kustomization =
    "helmCharts:\n  - name: web\n    repo: https://127.0.0.1:1/charts\n    version: 1.0.0\n    releaseName: x\n";

  const rendering = await renderBy({ "app/kustomization.yaml": kustomization }, "app", {}, { tools: noTools });

  expect(complaints(rendering)).toEqual(["app/kustomization.yaml:2 errored"]);
});

test.skipIf(!hasBoth)("what kustomize says of a chart's manifests is told at the entry that asks for it", async () => {
  const twice = {
    ...files,
    "base/kustomization.yaml": `${files["base/kustomization.yaml"]}resources: [web.yaml]\n`,
    "base/web.yaml": deployment("web"),
  };

  const rendering = await renderBy(twice, "app", {});

  expect(complaints(rendering)).toEqual(["base/kustomization.yaml:4 kustomize"]);
  expect(JSON.stringify(rendering)).toContain("the chart of release shop");
  expect(JSON.stringify(rendering)).not.toContain("fairlead-chart");
});

test("a chart over a link within the repository is the one that it leads to", async () => {
  const linked: Files = {
    "app/kustomization.yaml": "helmCharts:\n  - {name: web, releaseName: x}\n",
    "app/charts": { link: "../vendor" },
    "vendor/web/Chart.yaml": "name: web\n",
  };

  expect(await renderers.kustomize.inputs(treeOf(linked), "app", {})).toContain("vendor/web/Chart.yaml");
});
