import { expect, test } from "vitest";
import { chartEntries } from "../../../src/renderers/kustomize/chart-entries.ts";
import { graphOf } from "../../../src/renderers/kustomize/graph.ts";
import { treeOf } from "../../sources/trees.ts";
import { complaints, type Files, noTools } from "../rendering.ts";
import { renderBy } from "./recipes.ts";

const chart: Files = {
  "app/charts/web/Chart.yaml": "name: web\n",
  "app/charts/web/values.yaml": "a: 1\n",
  "app/v.yaml": "a: 2\n",
};

async function entries(fields: string, files: Files = chart) {
  const tree = {
    ...files,
    "app/kustomization.yaml": `helmCharts:\n  - name: web\n${fields.replaceAll(/^/gm, "    ")}`,
  };
  const graph = await graphOf(treeOf(tree));
  return chartEntries(graph, graph.nodes.get("app") ?? [], { kubernetesVersion: "1.34", apiVersions: ["a/v1"] });
}

test("a vendored chart is rendered with what the kustomization says of it", async () => {
  const { entries: found, problems } = await entries(
    "releaseName: shop\nnamespace: prod\nincludeCRDs: true\nskipHooks: true\nskipTests: true\nkubeVersion: 1.30.0\napiVersions: [b/v1]\nvaluesFile: v.yaml\nvaluesInline: {b: 3}\n",
  );

  expect(problems).toEqual([]);
  expect(found).toMatchObject([
    {
      within: ["helmCharts", 0],
      path: "app/charts/web",
      withoutHooks: true,
      withoutTests: true,
      recipe: {
        kubernetesVersion: "1.30.0",
        apiVersions: ["b/v1"],
        declaredAt: { path: "app/kustomization.yaml", line: 2 },
        helm: {
          release: "shop",
          namespace: "prod",
          skipCrds: false,
          values: [
            { from: "file", path: "app/v.yaml" },
            { from: "inline", values: { b: 3 }, pointer: "/helmCharts/0/valuesInline" },
          ],
        },
      },
    },
  ]);
  expect(found[0]?.recipe.helm).not.toHaveProperty("chart");
});

test.each([
  ["override", ["app/v.yaml", "inline"]],
  ["merge", ["inline", "app/v.yaml"]],
  ["replace", ["inline"]],
])("with valuesMerge %s the values are %j, the last word last", async (mode, expected) => {
  const fields = `releaseName: x\nvaluesMerge: ${mode}\nvaluesFile: v.yaml\nvaluesInline: {b: 3}\nadditionalValuesFiles: [more.yaml]\n`;

  const [entry] = (await entries(fields)).entries;

  expect(entry?.recipe.helm?.values.map((layer) => (layer.from === "file" ? layer.path : "inline"))).toEqual([
    ...expected,
    "app/more.yaml",
  ]);
});

test("without a values file, merging leaves the chart's own values the last word", async () => {
  const [entry] = (await entries("releaseName: x\nvaluesMerge: merge\nvaluesInline: {b: 3}\n")).entries;

  expect(entry?.recipe.helm?.values).toMatchObject([{ from: "inline" }, { path: "app/charts/web/values.yaml" }]);
});

test("a chart that kustomize would fetch is taken from where it keeps what it fetched, or from its repository", async () => {
  const fields = "releaseName: x\nrepo: https://charts.example.com\nversion: 1.2.3\n";

  const [fetched] = (await entries(fields)).entries;
  const [kept] = (await entries(fields, { "app/charts/web-1.2.3/web/Chart.yaml": "name: web\n" })).entries;

  expect(fetched?.recipe.helm?.chart).toEqual({
    repository: "https://charts.example.com",
    name: "web",
    version: "1.2.3",
  });
  expect(kept?.path).toBe("app/charts/web-1.2.3/web");
  expect(kept?.recipe.helm).not.toHaveProperty("chart");
});

test("the older form of it says the same in other words", async () => {
  const kustomization =
    "helmChartInflationGenerator:\n  - chartName: web\n    chartHome: vendor\n    releaseName: x\n    releaseNamespace: ns\n    values: v.yaml\n";
  const graph = await graphOf(treeOf({ "kustomization.yaml": kustomization, "vendor/web/Chart.yaml": "name: web\n" }));

  const { entries: found } = chartEntries(graph, graph.nodes.get(".") ?? [], {});

  expect(found).toMatchObject([
    { path: "vendor/web", recipe: { helm: { namespace: "ns", values: [{ path: "v.yaml" }] } } },
  ]);
});

test.each([
  ["  - releaseName: x\n", "failed"],
  ["  - name: gone\n    releaseName: x\n", "failed"],
  ["  - name: web\n", "errored"],
  ["  - name: web\n    nameTemplate: '{{ .Chart }}'\n", "errored"],
])("what cannot be rendered is told at its line: %s", async (text, status) => {
  const files = { ...chart, "app/kustomization.yaml": `resources: []\nhelmCharts:\n${text}` };

  const rendering = await renderBy(files, "app", {}, { tools: noTools });

  expect(rendering.status).toBe(status);
  expect(complaints(rendering)).toEqual([expect.stringMatching(/^app\/kustomization\.yaml:3 /)]);
});
