import { expect, test } from "vitest";
import { wellKnownEnvironments } from "../../../src/domain/environment.ts";
import { renderers } from "../../../src/renderers/index.ts";
import { treeOf } from "../../sources/trees.ts";
import type { Files } from "../rendering.ts";
import { chart } from "./charts.ts";

const find = (files: Files, claimed: readonly string[] = [], environments = wellKnownEnvironments) =>
  renderers.helm.find(treeOf(files), { claimed: new Set(claimed), environments });

test("a chart is a source; libraries, charts in charts/ and those that another takes by file:// are none", async () => {
  const { sources, claims } = await find({
    "apps/web/Chart.yaml": chart(
      "web",
      "dependencies:\n  - {name: base, version: 1.0.0, repository: 'file://../base'}\n",
    ),
    "apps/web/templates/a.yaml": "",
    "apps/web/charts/db/Chart.yaml": chart("db"),
    "apps/base/Chart.yaml": chart("base"),
    "apps/lib/Chart.yaml": chart("lib", "type: library\n"),
    "apps/broken/Chart.yaml": "a: [",
    "charts/api/Chart.yaml": chart("api"),
    ".github/x/Chart.yaml": chart("x"),
    "apps/readme.yaml": "",
  });

  expect(sources.map(({ path, why }) => [path, why])).toEqual([
    ["apps/broken", "A Helm chart with its own values."],
    ["apps/web", "A Helm chart with its own values."],
    ["charts/api", "A Helm chart with its own values."],
  ]);
  expect(sources[1]?.recipe).toEqual({ helm: { release: "web", namespace: null, values: [], parameters: [] } });
  expect(claims).toContain("apps/web/charts/db/Chart.yaml");
  expect(claims).toContain("apps/lib/Chart.yaml");
  expect(claims).not.toContain("apps/readme.yaml");
});

test("a chart that is rendered by somebody else is none", async () => {
  const files = { "web/Chart.yaml": chart("web"), "web/values.yaml": "" };

  expect(await find(files, ["web/Chart.yaml"])).toEqual({ sources: [], claims: [], notEvaluated: [] });
});

test.each([
  "values-prod.yaml",
  "values.prod.yaml",
  "values_prod.yml",
  "prod.values.yaml",
  "prod-values.yaml",
  "prod.yaml",
  "values/prod.yaml",
  "values/values-prod.yaml",
  "env/prod.yaml",
  "envs/prod/values.yaml",
  "environments/prod.yaml",
  "environments/prod/values.yaml",
  "prod/values.yaml",
])("%s of a chart holds its values for prod", async (name) => {
  const { sources } = await find({ "web/Chart.yaml": chart("web"), [`web/${name}`]: "a: 1" });

  expect(sources).toMatchObject([
    {
      environment: "prod",
      why: `A Helm chart with its values for prod in ${name}.`,
      recipe: { helm: { values: [{ from: "file", path: `web/${name}`, optional: false }] } },
    },
  ]);
});

test.each([
  "values.yaml",
  "values-product.yaml",
  "values-prod-eu.yaml",
  "templates/prod.yaml",
  "files/prod.yaml",
  "../envs/prod/web-values.yaml",
])("%s of a chart says nothing of an environment", async (name) => {
  const path = name.startsWith("../") ? name.slice(3) : `web/${name}`;
  const { sources } = await find({ "web/Chart.yaml": chart("web"), [path]: "a: 1" });

  expect(sources.map(({ environment }) => environment)).toEqual([undefined]);
});

test("a chart with values for several environments is a source for each, in the order of the environments", async () => {
  const files = {
    "web/Chart.yaml": chart("web"),
    "web/values-eu.yaml": "",
    "web/values-prod.yaml": "",
    "web/values-dev.yaml": "",
    "web/environments/prod/values.yaml": "",
  };
  const environmentsIn = async (names?: readonly string[]) =>
    (await find(files, [], names)).sources.map(({ environment, recipe }) => [
      environment,
      recipe?.helm?.values.map((layer) => layer.from === "file" && layer.path),
    ]);

  expect(await environmentsIn()).toEqual([
    ["dev", ["web/values-dev.yaml"]],
    ["prod", ["web/environments/prod/values.yaml", "web/values-prod.yaml"]],
  ]);
  expect(await environmentsIn(["eu"])).toEqual([["eu", ["web/values-eu.yaml"]]]);
});

test("inputs are the chart's files, local dependencies, values files and the folders where more would count", async () => {
  const tree = treeOf({
    "web/Chart.yaml": chart("web", "dependencies:\n  - {name: base, version: 1.0.0, repository: 'file://../base'}\n"),
    "web/templates/sub/a.yaml": "",
    "web/values.yaml": { link: "../shared.yaml" },
    "base/Chart.yaml": chart("base"),
    "base/templates/b.yaml": "",
    "shared.yaml": "a: 1",
    "other/Chart.yaml": chart("other"),
  });
  const values = [{ from: "file", path: "envs/prod.yaml", optional: true }] as const;
  const recipe = { helm: { release: "web", namespace: null, values, parameters: [] } };

  expect(await renderers.helm.inputs(tree, "web", recipe)).toEqual([
    "./",
    "base/",
    "base/Chart.yaml",
    "base/charts/",
    "base/crds/",
    "base/templates/",
    "base/templates/b.yaml",
    "envs/prod.yaml",
    "shared.yaml",
    "web/",
    "web/Chart.yaml",
    "web/charts/",
    "web/crds/",
    "web/templates/",
    "web/templates/sub/",
    "web/templates/sub/a.yaml",
    "web/values.yaml",
  ]);
});

test("values of another environment, and documents, are no inputs, unless templates may read them", async () => {
  const files = {
    "web/Chart.yaml": chart("web"),
    "web/README.md": "",
    "web/values.yaml": "",
    "web/values-dev.yaml": "",
    "web/values-prod.yaml": "",
    "web/environments/dev/values.yaml": "",
    "web/templates/a.yaml": "",
    "web/charts/db/Chart.yaml": chart("db"),
    "web/charts/db/templates/a.yaml": "",
  };
  const others = ["web/README.md", "web/values-dev.yaml", "web/environments/dev/values.yaml"];
  const values = [{ from: "file", path: "web/values-prod.yaml", optional: false }] as const;
  const recipe = { helm: { release: "web", namespace: null, values, parameters: [] } };
  const inputs = (more: Files = {}) => renderers.helm.inputs(treeOf({ ...files, ...more }), "web", recipe);

  expect((await inputs()).filter((path) => !path.endsWith("/"))).toEqual(
    Object.keys(files)
      .filter((path) => !others.includes(path))
      .toSorted(),
  );
  for (const more of [
    { "web/templates/a.yaml": '{{ .Files.Get "README.md" }}' },
    { "web/charts/db/templates/a.yaml": "{{ .Files.Glob `*` }}" },
    { "web/charts/lib.tgz": "" },
    { "web/Chart.yaml": chart("web", "dependencies: [{name: db, version: 1.0.0, repository: ''}]\n") },
  ])
    expect(await inputs(more)).toEqual(expect.arrayContaining(others));
});

test("of a chart that is the repository itself, only what charts are made of is read, unless templates read files", async () => {
  const files = {
    "Chart.yaml": chart("web"),
    "templates/a.yaml": "{{ .Values.a }}",
    "values.yaml": "",
    "docs/readme.md": "",
  };
  const inputs = (given: Files) => renderers.helm.inputs(treeOf(given), ".", {});

  expect(await inputs(files)).not.toContain("docs/readme.md");
  expect(await inputs({ ...files, "templates/a.yaml": '{{ .Files.Get "docs/readme.md" }}' })).toContain(
    "docs/readme.md",
  );
});
