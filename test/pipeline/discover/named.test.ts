import { expect, test } from "vitest";
import type { DiscoveryConfig } from "../../../src/pipeline/discover.ts";
import { discover } from "../../../src/pipeline/discover.ts";
import { alone, deployment } from "../../renderers/rendering.ts";
import { treeOf } from "../../sources/trees.ts";

type Named = Partial<DiscoveryConfig["applications"][number]>;
type Environment = Partial<DiscoveryConfig["environments"][number]>;

const files = {
  "charts/web/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
  "charts/web/templates/a.yaml": "",
  "envs/dev/web.yaml": "",
  "envs/prod/web.yaml": "",
  "envs/common.yaml": "",
  "plain/a.yaml": deployment("a"),
};

async function found(named: Named, environments: readonly Environment[] = []) {
  const config = {
    discovery: { exclude: [] },
    applications: [{ name: "web", path: "charts/web", values: [], dependsOn: [], ...named }],
    environments: environments as DiscoveryConfig["environments"],
  };
  const { applications, notEvaluated } = await discover(treeOf(files), config, alone);
  return {
    applications: applications.filter(({ path }) => path !== "plain" || named.path === "plain"),
    notEvaluated,
  };
}

test("a chart is rendered by what the configuration says: release, namespace and values, lowest first", async () => {
  const { applications } = await found({
    release: "shop",
    namespace: "stores",
    environment: "prod",
    values: ["envs/common.yaml", "./envs/{environment}/web.yaml"],
  });

  expect(applications).toMatchObject([
    {
      name: "web",
      environment: "prod",
      renderer: "helm",
      why: "The configuration names it. It belongs to prod: the configuration says so.",
      parts: [
        {
          recipe: {
            declaredAt: { path: ".github/fairlead.yml", line: 1 },
            helm: {
              release: "shop",
              namespace: "stores",
              values: [
                { from: "file", path: "envs/common.yaml", optional: false },
                { from: "file", path: "envs/prod/web.yaml", optional: false },
              ],
            },
          },
        },
      ],
    },
  ]);
  expect(applications[0]?.inputs).toEqual(expect.arrayContaining(["envs/common.yaml", "envs/prod/web.yaml"]));
});

test("the release is called after the application, and its environment is that of its path, when nobody says more", async () => {
  const { applications } = await found({ name: "Web.Shop" });

  expect(applications).toMatchObject([
    { environment: "default", parts: [{ recipe: { helm: { release: "web-shop", namespace: null, values: [] } } }] },
  ]);
});

test("values for each environment make it one application in each: configured, or as files are there", async () => {
  const values = ["envs/{environment}/web.yaml"];
  const environmentsOf = async (environments: readonly Environment[]) =>
    (await found({ values }, environments)).applications.map(({ environment, parts }) => [
      environment,
      parts[0]?.recipe.helm?.values.map((layer) => layer.from === "file" && layer.path),
    ]);

  expect(await environmentsOf([])).toEqual([
    ["dev", ["envs/dev/web.yaml"]],
    ["prod", ["envs/prod/web.yaml"]],
  ]);
  expect(await environmentsOf([{ name: "prod" }, { name: "eu" }])).toEqual([["prod", ["envs/prod/web.yaml"]]]);
  expect((await found({ values: ["none/{environment}.yaml"] })).notEvaluated).toEqual([
    {
      path: ".github/fairlead.yml",
      line: 1,
      reason:
        "The application web is to be found in charts/web, and there is no such directory, or no values file for any environment.",
    },
  ]);
});

test("an environment that is named is the only one of a path with a place for it", async () => {
  const { applications } = await found({ path: "envs/{environment}", environment: "dev", renderer: "plain" });

  expect(
    applications.filter(({ why }) => why.includes("configuration")).map(({ path, environment }) => [path, environment]),
  ).toEqual([["envs/dev", "dev"]]);
});

test("values for what is no chart are said", async () => {
  const { notEvaluated } = await found({ path: "plain", values: ["envs/common.yaml"] });

  expect(notEvaluated).toEqual([
    {
      path: ".github/fairlead.yml",
      line: 1,
      reason:
        "The application web has values, a release or a namespace, which only Helm charts take; plain is a directory of manifests.",
    },
  ]);
});

test("charts are rendered for what runs in their environment", async () => {
  const prod = { name: "prod", kubernetesVersion: "1.33", apiVersions: ["a.b/v1"] };
  const [application] = (await found({ environment: "prod" }, [prod])).applications;

  expect(application?.parts[0]?.recipe).toMatchObject({ kubernetesVersion: "1.33", apiVersions: ["a.b/v1"] });
});
