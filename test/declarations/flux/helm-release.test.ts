import { expect, test } from "vitest";
import type { Delivery } from "../../../src/declarations/engine.ts";
import { flux } from "../../../src/declarations/flux.ts";
import { createLookUp } from "../../../src/declarations/look-up.ts";
import { readObjects } from "../../../src/declarations/objects.ts";
import type { RepositoryIdentity } from "../../../src/domain/repository.ts";
import type { Files } from "../../renderers/rendering.ts";
import { treeOf } from "../../sources/trees.ts";
import { shop } from "../looking.ts";

const chart: Files = {
  "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "charts/web/values.yaml": "image: {repository: web, tag: a}\nreplicas: 1\n",
  "charts/web/values-prod.yaml": "image: {tag: b}\n",
};

const local = `
  chart:
    spec:
      chart: ./charts/web
      sourceRef: {kind: GitRepository, name: flux-system}`;

function release(spec: string, metadata = "{name: web, namespace: shop}"): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: ${metadata}
spec:
  interval: 1h${spec}
`;
}

/** What the HelmRelease in `release.yaml` brings; what its file holds too is rendered with it. */
async function delivered(
  files: Files,
  self: RepositoryIdentity | null = null,
  allowed = false,
): Promise<Delivery | null> {
  const tree = treeOf(files);
  const siblings = (await readObjects(tree, ["kind"])).filter(({ origins }) => origins[0]?.path === "release.yaml");
  const object = siblings.find(({ id }) => id.kind === "HelmRelease");
  if (object === undefined || flux.deliver === undefined) throw new Error("There is no HelmRelease.");
  const charts = { refusal: () => (allowed ? null : "It is not allowed here.") };
  return flux.deliver(object, siblings, { tree, self, charts, lookUp: createLookUp(tree) });
}

async function helmOf(files: Files, self: RepositoryIdentity | null = null, allowed = false) {
  const delivery = await delivered(files, self, allowed);
  if (delivery?.status !== "delivered") throw new Error(JSON.stringify(delivery));
  return delivery.recipe.helm;
}

/** `path:line reason`. */
async function reasonOf(files: Files, self: RepositoryIdentity | null = null, allowed = false): Promise<string> {
  const delivery = await delivered(files, self, allowed);
  if (delivery?.status !== "not-rendered") throw new Error(JSON.stringify(delivery));
  return `${delivery.at.path}:${delivery.at.line} ${delivery.reason}`;
}

test("a chart of this repository is rendered with the release's name, namespace and values", async () => {
  const delivery = await delivered({ ...chart, "release.yaml": release(`${local}\n  values: {replicas: 3}`) });

  expect(delivery).toEqual({
    status: "delivered",
    renderer: "helm",
    path: "charts/web",
    recipe: {
      declaredAt: { path: "release.yaml", line: 1 },
      helm: {
        release: "web",
        namespace: "shop",
        values: [
          {
            from: "inline",
            values: { replicas: 3 },
            at: { path: "release.yaml", line: 10 },
            document: 0,
            pointer: "/spec/values",
          },
        ],
        parameters: [],
      },
    },
    reads: [],
  });
});

test.each([
  ["its releaseName", "\n  releaseName: site\n  targetNamespace: x", "site", "x"],
  ["its target namespace and name", "\n  targetNamespace: prod", "prod-web", "prod"],
  [
    "the first 40 characters and a digest, where Helm could not take it",
    `\n  releaseName: ${"a".repeat(54)}`,
    `${"a".repeat(40)}-51e0a1502e1e`,
    "shop",
  ],
])("the release is called by %s", async (_, spec, name, namespace) => {
  const helm = await helmOf({ ...chart, "release.yaml": release(local + spec) });

  expect([helm?.release.slice(0, 41), helm?.release.length, helm?.namespace]).toEqual([
    name.slice(0, 41),
    name.length,
    namespace,
  ]);
});

test("CRDs, the schema, post-renderers and common metadata are as it says", async () => {
  const spec = `${local}
  install: {crds: Skip, disableSchemaValidation: true}
  postRenderers:
    - kustomize: {patches: [{patch: x}], images: [{name: a}]}
    - kustomize: {patchesJson6902: [{patch: [], target: {kind: Service}}]}
  commonMetadata: {labels: {a: b}}`;

  expect(await helmOf({ ...chart, "release.yaml": release(spec) })).toMatchObject({
    skipCrds: true,
    skipSchema: true,
    postRender: [
      { patches: [{ patch: "x" }], images: [{ name: "a" }] },
      { patches: [{ patch: "[]", target: { kind: "Service" } }] },
      {
        patches: [
          {
            patch: '{"apiVersion":"v1","kind":"Any","metadata":{"name":"any","labels":{"a":"b"}}}',
            target: { name: ".*" },
          },
        ],
      },
    ],
  });
});

test("values files take the place of the chart's own values", async () => {
  const spec = local.replace(
    "chart: ./charts/web",
    "chart: ./charts/web\n      valuesFiles: [./charts/web/values-prod.yaml]",
  );
  const helm = await helmOf({ ...chart, "release.yaml": release(spec) });

  expect(helm?.values).toEqual([
    {
      from: "inline",
      values: { image: { repository: null, tag: null }, replicas: null },
      at: { path: "charts/web/values.yaml", line: 1 },
      document: 0,
      pointer: "",
    },
    { from: "file", path: "charts/web/values-prod.yaml", optional: false },
  ]);
});

test("values files that begin with the chart's own are laid over them", async () => {
  const files =
    "valuesFiles: [charts/web/values.yaml, charts/web/values-prod.yaml]\n      ignoreMissingValuesFiles: true";
  const spec = local.replace("chart: ./charts/web", `chart: ./charts/web\n      ${files}`);
  const helm = await helmOf({ ...chart, "release.yaml": release(spec) });

  expect(helm?.values).toEqual([
    { from: "file", path: "charts/web/values.yaml", optional: true },
    { from: "file", path: "charts/web/values-prod.yaml", optional: true },
  ]);
});

const configMap = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data:
  values.yaml: |
    replicas: 2
  tag: "1.10"
`;

test("values come from ConfigMaps in order, and the release's own are laid over them", async () => {
  const spec = `${local}
  valuesFrom:
    - {kind: ConfigMap, name: settings}
    - {kind: ConfigMap, name: settings, valuesKey: tag, targetPath: image.tag, literal: true}
    - {kind: ConfigMap, name: gone, optional: true}
    - {kind: ConfigMap, name: settings, valuesKey: gone, optional: true}
  values: {replicas: 3}`;
  const delivery = await delivered({ ...chart, "release.yaml": release(spec), "cm.yaml": configMap });

  expect(delivery).toMatchObject({
    reads: ["cm.yaml"],
    recipe: {
      helm: {
        values: [
          { values: { replicas: 2 }, at: { path: "cm.yaml", line: 5 }, pointer: "/data/values.yaml" },
          { values: { image: { tag: "1.10" } }, at: { path: "cm.yaml", line: 7 }, pointer: "/data/tag" },
          { values: { replicas: 3 } },
        ],
      },
    },
  });
});

test("a ConfigMap that is rendered with the release comes before any other of its name", async () => {
  const rendered = configMap.replace("replicas: 2", "replicas: 9");
  const spec = `${local}\n  valuesFrom: [{kind: ConfigMap, name: settings}]`;
  const helm = await helmOf({ ...chart, "a.yaml": configMap, "release.yaml": `${release(spec)}---\n${rendered}` });

  expect(helm?.values).toMatchObject([{ values: { replicas: 9 }, document: 1 }]);
});

test("values come from what a kustomization generates, by the name that is written there", async () => {
  const spec = `${local}\n  valuesFrom: [{kind: ConfigMap, name: generated}]`;
  const files = {
    ...chart,
    "release.yaml": release(spec),
    "apps/kustomization.yaml":
      "namespace: shop\nconfigMapGenerator: [{name: generated, files: [values.yaml=web.yaml]}]\n",
    "apps/web.yaml": "replicas: 7\n",
  };

  expect((await helmOf(files))?.values).toMatchObject([{ values: { replicas: 7 } }]);
  expect(await delivered(files)).toMatchObject({ reads: ["apps/web.yaml", "apps/kustomization.yaml"] });
});

test.each([
  ["true", true],
  ["12", 12],
  ["012", "012"],
  ["1.5", "1.5"],
  ["'12'", "12"],
  ["null", null],
])("a value %s at a path is as --set would read it", async (text, value) => {
  const settings = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s, namespace: shop}\ndata: {x: ${JSON.stringify(text)}}\n`;
  const spec = `${local}\n  valuesFrom: [{kind: ConfigMap, name: s, valuesKey: x, targetPath: "a\\\\.b.c"}]`.replace(
    '"a\\\\.b.c"',
    "'a\\.b.c'",
  );
  const helm = await helmOf({ ...chart, "s.yaml": settings, "release.yaml": release(spec) });

  expect(helm?.values).toMatchObject([{ values: { "a.b": { c: value } } }]);
});

test.each([
  [
    "a Secret that is not here",
    "{kind: Secret, name: gone}",
    "It takes values from the Secret shop/gone, which is not in this repository.",
  ],
  [
    "an encrypted Secret",
    "{kind: Secret, name: sealed}",
    "It takes values from the Secret shop/sealed, which is encrypted; they are known in the cluster only.",
  ],
  [
    "a key that is not there",
    "{kind: ConfigMap, name: settings, valuesKey: gone}",
    "It takes values from gone of the ConfigMap shop/settings, which has no such key.",
  ],
  [
    "what is no YAML mapping",
    "{kind: ConfigMap, name: settings, valuesKey: tag}",
    "The values in tag of the ConfigMap shop/settings are no YAML mapping.",
  ],
  ["something else", "{kind: Pod, name: x}", "An entry of valuesFrom names neither a ConfigMap nor a Secret."],
])("%s among the values is said at its line", async (_, entry, reason) => {
  const sealed =
    "apiVersion: v1\nkind: Secret\nmetadata: {name: sealed, namespace: shop}\nstringData: {values.yaml: 'ENC[AES256_GCM,data:x]'}\nsops: {mac: x}\n";
  const spec = `${local}\n  valuesFrom:\n    - ${entry}`;

  expect(await reasonOf({ ...chart, "release.yaml": release(spec), "cm.yaml": configMap, "secret.yaml": sealed })).toBe(
    `release.yaml:11 ${reason}`,
  );
});

test("no value of a Secret stands in a reason", async () => {
  const secret =
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\nstringData: {values.yaml: 'hunter2 is: [no mapping'}\n";
  const spec = `${local}\n  valuesFrom: [{kind: Secret, name: s}]`;

  expect(await reasonOf({ ...chart, "release.yaml": release(spec), "s.yaml": secret })).not.toContain("hunter2");
});

const repository = (url: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: shop}
spec: {url: "${url}"}
`;

const fromRepository = `
  chart:
    spec:
      chart: redis
      version: 1.2.3
      sourceRef: {kind: HelmRepository, name: charts}`;

test("a chart of a HelmRepository is one from elsewhere, refused or not by the operator's rules", async () => {
  const files = {
    "repository.yaml": repository("https://charts.example.com"),
    "release.yaml": release(fromRepository),
  };

  expect((await helmOf(files, null, true))?.chart).toEqual({
    repository: "https://charts.example.com",
    name: "redis",
    version: "1.2.3",
  });
  expect(await reasonOf(files)).toBe("release.yaml:8 It is not allowed here.");
});

test("a chart of an OCIRepository is named by its address, tag and digest", async () => {
  const oci = `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: redis, namespace: shop}
spec: {url: "oci://ghcr.io/acme/redis", ref: {tag: 1.2.3, digest: "sha256:abc"}}
`;
  const spec = "\n  chartRef: {kind: OCIRepository, name: redis}";

  expect((await helmOf({ "release.yaml": `${release(spec)}---\n${oci}` }, null, true))?.chart).toEqual({
    repository: "oci://ghcr.io/acme/redis",
    name: "",
    version: "1.2.3",
    digest: "sha256:abc",
  });
  expect(await reasonOf({ "release.yaml": `${release(spec)}---\n${oci}` })).toBe(
    "release.yaml:6 It is not allowed here.",
  );
});

test("a chart by way of a HelmChart is the one that names", async () => {
  const helmChart = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: web, namespace: shop}
spec: {chart: charts/web, sourceRef: {kind: GitRepository, name: flux-system}}
`;
  const spec = "\n  chartRef: {kind: HelmChart, name: web}";

  expect(await delivered({ ...chart, "release.yaml": release(spec), "chart.yaml": helmChart })).toMatchObject({
    path: "charts/web",
  });
});

test.each([
  [
    "a HelmRepository that nobody knows",
    fromRepository,
    "release.yaml:8 The chart redis comes from HelmRepository shop/charts, and no file of this repository says where that is.",
  ],
  [
    "an OCIRepository that nobody knows",
    "\n  chartRef: {kind: OCIRepository, name: x}",
    "release.yaml:6 Its chart comes from OCIRepository shop/x, and no file of this repository says where that is.",
  ],
  [
    "a chart that is not there",
    local.replace("charts/web", "charts/gone"),
    "release.yaml:8 The chart ./charts/gone of GitRepository shop/flux-system is not in this repository.",
  ],
  [
    "a chart that leads out",
    local.replace("./charts/web", "../../web"),
    "release.yaml:8 The chart ../../web is not rendered. Its path ../../web leads out of the repository.",
  ],
  [
    "no chart at all",
    "",
    "release.yaml:4 It names no chart: set spec.chart.spec.chart and its sourceRef, or spec.chartRef.",
  ],
])("%s is said in one sentence", async (_, spec, reason) => {
  expect(await reasonOf({ ...chart, "release.yaml": release(spec) })).toBe(reason);
});

test("a chart of another repository is not taken from this one", async () => {
  const other = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: shop}
spec: {url: "https://github.com/acme/charts"}
`;

  expect(await reasonOf({ ...chart, "release.yaml": release(local), "source.yaml": other }, shop)).toBe(
    "release.yaml:8 The chart ./charts/web is not rendered. It comes from https://github.com/acme/charts (GitRepository shop/flux-system), which is another repository.",
  );
});

test("a patch of a HelmRelease brings nothing", async () => {
  const patch =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec: {values: {a: 1}}\n";

  expect(await delivered({ "release.yaml": patch })).toBe(null);
});
