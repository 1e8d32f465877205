import { expect, test } from "vitest";
import type { DiscoveredApplication } from "../../src/domain/application.ts";
import { deployment, type Files, hasKustomize } from "../renderers/rendering.ts";
import { fixture, look, named, remarks, shop, summary } from "./looking.ts";

function gitRepo(spec: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    apiVersion: "fleet.cattle.io/v1alpha1",
    kind: "GitRepo",
    metadata: { name: "platform", namespace: "fleet-default" },
    spec: { repo: "https://github.com/acme/shop", branch: "main", ...spec },
  });
}

const web: Files = { "web/web.yaml": deployment("web") };

function recipesOf({ parts }: DiscoveredApplication) {
  return parts.map(({ path, recipe }) => ({ path, ...recipe }));
}

test("a repository of bundles is found, once per target", async () => {
  const found = await look(fixture("fleet"), shop);

  expect(summary(found)).toEqual([
    "gitrepos default plain gitrepos",
    "monitoring production plain monitoring",
    "shop dev helm shop/chart",
    "shop-production-eu production helm shop/chart",
    "shop-production-us production helm shop/chart",
    "site dev kustomize site/overlays/dev",
    "site prod kustomize site/overlays/prod",
    "web production plain web",
    "web staging plain web",
  ]);
  expect(remarks(found)).toEqual([
    "redis/fleet.yaml:4 The bundle in redis is not rendered. The chart redis 22.0.1 comes from charts.example.com, which is not allowed here; vendor it into the repository, or ask the operator to add charts.example.com to FAIRLEAD_CHART_HOSTS.",
  ]);
});

test("a target's values are laid over the bundle's, and values files over inline values", async () => {
  const found = await look(fixture("fleet"), shop);

  expect(recipesOf(named(found, "shop-production-eu", "production"))).toEqual([
    {
      path: "shop/chart",
      declaredAt: { path: "shop/fleet.yaml", line: 1 },
      namespace: "shop",
      helm: {
        release: "shop",
        namespace: "shop",
        values: [
          {
            from: "inline",
            values: { replicas: 1 },
            at: { path: "shop/fleet.yaml", line: 5 },
            document: 0,
            pointer: "/helm/values",
          },
          { from: "file", path: "shop/values-common.yaml", optional: false },
          {
            from: "inline",
            values: { replicas: 4 },
            at: { path: "shop/fleet.yaml", line: 15 },
            document: 0,
            pointer: "/targetCustomizations/1/helm/values",
          },
        ],
        parameters: [],
      },
    },
  ]);
});

test("an overlay's files take the place of those of the same path", async () => {
  const found = await look(fixture("fleet"), shop);
  const contents = async (environment: string) => {
    const rendering = await found.render(named(found, "web", environment));
    if (rendering.status !== "rendered") throw new Error(JSON.stringify(rendering));
    return rendering.manifests.map(({ id, object }) => `${id.name} ${JSON.stringify(object.data)}`).toSorted();
  };

  expect(await contents("staging")).toEqual(['banner {"text":"hello"}', 'settings {"log":"debug"}']);
  expect(await contents("production")).toEqual(['banner {"text":"hello"}', 'settings {"log":"warn"}']);
});

test.skipIf(!hasKustomize)("a kustomization is built with the bundle's namespace", async () => {
  const found = await look(fixture("fleet"), shop);
  const rendering = await found.render(named(found, "site", "prod"));

  expect(rendering.status === "rendered" ? rendering.manifests[0]?.id : rendering).toMatchObject({
    name: "page-prod",
    namespace: "site",
  });
});

test("a bundle's namespace takes the place of what its manifests name, and its default of what is missing", async () => {
  const files = {
    "a/fleet.yaml": "defaultNamespace: else\nnamespace: shop\n",
    "a/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map, namespace: other}\n",
    "b/fleet.yaml": "defaultNamespace: shop\n",
    "b/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map, namespace: other}\n",
  };
  const found = await look(files);
  const [a, b] = await Promise.all(["a", "b"].map((name) => found.render(named(found, name))));

  expect(a).toMatchObject({
    manifests: [{ id: { namespace: "shop" }, object: { metadata: { name: "map", namespace: "shop" } } }],
  });
  expect(b).toMatchObject({ manifests: [{ id: { namespace: "other" } }] });
  expect(named(found, "b")?.parts[0]?.recipe).toMatchObject({ namespace: "shop" });
});

test("a bundle that names a namespace may hold nothing that belongs to none", async () => {
  const found = await look({
    "a/fleet.yaml": "namespace: shop\n",
    "a/all.yaml": `${deployment("a")}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n`,
  });

  expect(await found.render(named(found, "a"))).toMatchObject({
    status: "failed",
    findings: [
      {
        path: "a/all.yaml",
        line: 14,
        rule: "cluster-scoped",
        message:
          "Fleet puts this bundle into the namespace shop and refuses Namespace shop, which belongs to none; use defaultNamespace instead of namespace, or deploy it with another bundle.",
      },
    ],
  });
});

test("a path of a GitRepo without a fleet.yaml is a bundle with all that is below it", async () => {
  const found = await look(fixture("fleet"), shop);
  const rendering = await found.render(named(found, "monitoring", "production"));

  expect(rendering.status === "rendered" && rendering.manifests.map(({ id }) => id.name).toSorted()).toEqual([
    "dashboard",
    "extra",
  ]);
});

test("targets, as older files call them, count as customizations, each with its own values", async () => {
  const target = (name: string) => `  - {name: ${name}, helm: {values: {for: ${name}}}}\n`;
  const found = await look({
    "a/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
    "a/fleet.yaml": `targets:\n${target("dev")}targetCustomizations:\n${target("prod")}`,
  });
  const values = (environment: string) =>
    named(found, "a", environment)?.parts[0]?.recipe.helm?.values.flatMap((one) =>
      one.from === "inline" ? [[one.values, one.at.line]] : [],
    );

  expect(values("dev")).toEqual([[{ for: "dev" }, 2]]);
  expect(values("prod")).toEqual([[{ for: "prod" }, 4]]);
});

test("what patches a bundle that is not rendered is no application of its own, and its manifests are", async () => {
  const found = await look({
    "a/fleet.yaml": "targetCustomizations:\n  - {name: prod, yaml: {overlays: [more]}}\n",
    "a/web.yaml": deployment("web"),
    "a/overlays/more/web_patch.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n",
    "b/fleet.yaml": "helm: {chart: https://example.com/b.tgz}\nkustomize: {dir: patches}\n",
    "b/patches/kustomization.yaml": "patches: [{path: p.yaml}]\n",
    "b/patches/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n",
  });

  expect(summary(found)).toEqual(["a default plain a"]);
  expect(remarks(found)).toHaveLength(2);
});

test("a bundle within another is its own", async () => {
  const found = await look({
    "a/fleet.yaml": "",
    "a/a.yaml": deployment("a"),
    "a/b/fleet.yaml": "name: inner\n",
    "a/b/b.yaml": deployment("b"),
  });
  const rendering = await found.render(named(found, "a"));

  expect(summary(found)).toEqual(["a default plain a", "inner default plain a/b"]);
  expect(rendering.status === "rendered" && rendering.manifests.map(({ id }) => id.name)).toEqual(["a"]);
});

test.each([
  [
    "another repository",
    { repo: "https://github.com/acme/other" },
    "It deploys from https://github.com/acme/other, which is another repository.",
  ],
  ["another branch", { branch: "next" }, "It follows the branch next, and the change goes to main."],
  ["a revision", { revision: "abc" }, "It is pinned to abc, which no merge changes."],
])("a GitRepo of %s is not evaluated", async (_, spec, reason) => {
  const found = await look({ ...web, "repo.yaml": gitRepo({ paths: ["web"], ...spec }) }, shop);

  expect(remarks(found)).toEqual([`repo.yaml:1 What the GitRepo platform deploys is not rendered. ${reason}`]);
});

test("paths of a GitRepo may be globs, and one that is not there is said", async () => {
  const files = { ...web, "apps/a/a.yaml": deployment("a"), "apps/b/b.yaml": deployment("b") };
  const found = await look({ ...files, "repo.yaml": gitRepo({ paths: ["apps/*", "gone", "../.."] }) }, shop);

  expect(summary(found)).toContain("a default plain apps/a");
  expect(summary(found)).toContain("b default plain apps/b");
  expect(remarks(found)).toEqual([
    "repo.yaml:1 The GitRepo platform deploys gone, and there is no such directory here.",
    "repo.yaml:1 The GitRepo platform deploys ../.., and there is no such directory here.",
  ]);
});

test.each([
  ["a chart that leads out", "helm: {chart: ../../chart}", "The chart ../../chart leads out of the repository."],
  [
    "a chart by an address of its own",
    "helm: {chart: 'https://x.example/web.tgz'}",
    "The chart https://x.example/web.tgz is fetched as it is there at the time; name a chart repository in helm.repo, with a version.",
  ],
  [
    "a chart from git",
    "helm: {chart: 'git::https://x.example/web'}",
    "The chart git::https://x.example/web is fetched as it is there at the time; name a chart repository in helm.repo, with a version.",
  ],
  [
    "a chart that is not there",
    "helm: {chart: gone}",
    "The chart gone is not in this repository, and helm.repo names none.",
  ],
  ["a directory that is not there", "kustomize: {dir: gone}", "kustomize.dir names no directory of this repository."],
  ["a directory that leads out", "kustomize: {dir: ../../x}", "kustomize.dir names no directory of this repository."],
  ["an overlay that is not there", "yaml: {overlays: [gone]}", "The overlay gone has no files in web/overlays/gone."],
  [
    "an overlay that patches",
    "yaml: {overlays: [x]}",
    "The overlay x patches files with web/overlays/x/web_patch.yaml, which is not rendered here.",
  ],
])("%s is said at its line", async (_, text, reason) => {
  const found = await look({ ...web, "web/overlays/x/web_patch.yaml": deployment("web"), "web/fleet.yaml": text });

  expect(remarks(found)).toEqual([`web/fleet.yaml:1 The bundle in web is not rendered. ${reason}`]);
});

test("a fleet.yaml that cannot be read is said, with its line", async () => {
  const found = await look({ ...web, "web/fleet.yaml": "helm:\n  values: [\n" });

  expect(remarks(found)[0]).toMatch(/^web\/fleet\.yaml:\d+ The bundle cannot be read: /);
});

test("fields of any other type are no reason to stop", async () => {
  const text =
    "name: [1]\nhelm: 7\nkustomize: []\nyaml: {overlays: {a: 1}}\ntargetCustomizations: [null, 7, {name: 9, helm: x}]\n";
  const found = await look({ ...web, "web/fleet.yaml": text });

  expect(summary(found)).toEqual(["web default plain web"]);
});

test("a chart with values from the cluster, or patched by kustomize, is not rendered as if they were not there", async () => {
  const chart = { "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n" };
  const fromCluster = await look({
    ...chart,
    "web/fleet.yaml": "helm: {valuesFrom: [{configMapKeyRef: {name: x}}]}\n",
  });
  const patched = await look({ ...chart, "web/kustomization.yaml": "", "web/fleet.yaml": "helm: {releaseName: x}\n" });

  expect(remarks(fromCluster)).toEqual([
    "web/fleet.yaml:1 The bundle in web is not rendered. Its values come from the cluster (helm.valuesFrom).",
  ]);
  expect(remarks(patched)).toEqual([
    "web/fleet.yaml:1 The bundle in web is not rendered. It renders a chart and patches that with kustomize; only one of the two is rendered here.",
  ]);
});

test("targets are environments by what the configuration calls them", async () => {
  const targets =
    "targetCustomizations:\n  - {name: eu-1, clusterSelector: {matchLabels: {env: prod}}}\n  - {name: lab}\n";
  const found = await look({ ...web, "web/fleet.yaml": targets }, null, [{ name: "prod" }, { name: "test" }]);

  expect(summary(found)).toEqual(["web default plain web", "web prod plain web"]);
});

test("what a HelmOp brings is said when it may not be fetched", async () => {
  const op = `apiVersion: fleet.cattle.io/v1alpha1
kind: HelmOp
metadata: {name: redis, namespace: fleet-default}
spec:
  helm:
    repo: https://charts.example.com
    chart: redis
    version: 1.0.0
`;

  expect(remarks(await look({ "ops/redis.yaml": op }))).toEqual([
    "ops/redis.yaml:7 The chart redis 1.0.0 comes from charts.example.com, which is not allowed here; vendor it into the repository, or ask the operator to add charts.example.com to FAIRLEAD_CHART_HOSTS.",
  ]);
});
