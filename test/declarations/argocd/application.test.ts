import { expect, test } from "vitest";
import { application, declared, delivered, here, manifestIn, only } from "./objects.ts";

const source = (rest: string) => `  source:\n    repoURL: ${here}\n${rest}`;

test("a directory of this repository is a part, rendered by what it holds", async () => {
  const files = { "apps/web.yaml": application(source("    path: manifests/web\n")), ...manifestIn("manifests/web") };

  const { applications, notEvaluated } = await declared(files);

  expect(notEvaluated).toEqual([]);
  const { name, key, destination, parts, why, declaredAt } = only(applications);
  expect({ name, key, destination, why, declaredAt }).toEqual({
    name: "web",
    key: "Application argocd/web",
    destination: null,
    why: "The Application web in apps/web.yaml declares it.",
    declaredAt: { path: "apps/web.yaml", line: 1 },
  });
  expect(parts).toEqual([
    {
      renderer: null,
      path: "manifests/web",
      recipe: {
        declaredAt: { path: "apps/web.yaml", line: 11 },
        namespace: "web",
        helm: { release: "web", namespace: "web", values: [], parameters: [] },
        kustomize: { overlay: {}, generate: false, openRoot: false },
        directory: { recurse: false, include: [], exclude: [] },
      },
    },
  ]);
});

test.each([
  ["git@github.com:acme/platform.git", "HEAD"],
  ["ssh://git@github.com:22/Acme/Platform", "main"],
  ["https://github.com/acme/platform/", "refs/heads/main"],
  [here, '""'],
])("%s at %s is this repository", async (url, revision) => {
  const spec = `  source:\n    repoURL: ${url}\n    targetRevision: ${revision}\n    path: web\n`;

  const { applications } = await declared({ "a.yaml": application(spec), ...manifestIn("web") });

  expect(only(applications).parts[0]?.path).toBe("web");
});

test.each([
  [
    "repoURL: https://github.com/acme/other",
    "Its source is another repository, https://github.com/acme/other, which is not read here.",
    12,
  ],
  [`repoURL: ${here}\n    targetRevision: v1.0.0`, "It is deployed from v1.0.0, and not from the branch main.", 13],
  [`repoURL: ${here}\n    targetRevision: dev`, "It is deployed from dev, and not from the branch main.", 13],
  [`repoURL: ${here}\n    path: ../web`, "Its path ../web leads out of the repository.", 13],
  [`repoURL: ${here}\n    path: /web`, "Its path /web leads out of the repository.", 13],
  [`repoURL: ${here}\n    path: nowhere`, "It is to be found in nowhere, and there is no such directory.", 13],
  [`repoURL: ${here}\n    path: 12`, "Argo CD expects text here, and spec.source.path is a number.", 13],
  [
    `repoURL: ${here}\n    path: web\n    helm: [1]`,
    "Argo CD expects a mapping here, and spec.source.helm is a list.",
    14,
  ],
  [
    `repoURL: ${here}\n    path: web\n    plugin: {name: x}`,
    "A config management plugin renders it, and none is run here.",
    14,
  ],
  [
    `repoURL: ${here}\n    path: web\n    helm: {}\n    kustomize: {}`,
    "It says helm and kustomize, and Argo CD takes one of them.",
    11,
  ],
  [
    `repoURL: ${here}\n    path: jsonnet`,
    "Argo CD would run jsonnet/main.jsonnet, and Jsonnet is not evaluated here.",
    13,
  ],
])("%s is not evaluated, with its line and the reason", async (written, reason, line) => {
  const files = {
    "a.yaml": application(`  source:\n    ${written}\n`),
    "jsonnet/main.jsonnet": "{}",
    ...manifestIn("web"),
  };

  const { applications, notEvaluated } = await declared(files);

  expect(applications.map(({ parts }) => parts)).toEqual([]);
  expect(notEvaluated).toMatchObject([{ path: "a.yaml", line, reason: `Application web: ${reason}` }]);
});

test("where nobody knows the repository's address, what is there is meant", async () => {
  const files = {
    "a.yaml": application("  source:\n    repoURL: https://example.com/any\n    path: web\n"),
    ...manifestIn("web"),
  };

  const { applications } = await declared(files, { self: null });

  expect(only(applications).parts[0]?.path).toBe("web");
});

test("where nobody knows the repository's address, a root is here if another path of its repository is", async () => {
  const named = (name: string, url: string, path: string) =>
    application(`  source:\n    repoURL: ${url}\n    path: ${path}\n`).replace("name: web", `name: ${name}`);
  const files = {
    "a.yaml": named("one", "https://example.com/here", "web"),
    "b.yaml": named("two", "https://example.com/here.git", "."),
    "c.yaml": named("three", "https://example.com/other", "."),
    ...manifestIn("web"),
  };

  const { applications } = await declared(files, { self: null });

  expect(applications.map(({ name }) => name)).toEqual(["one", "two"]);
});

test("where nobody knows the repository's address, what is not there is another's", async () => {
  const files = { "a.yaml": application("  source:\n    repoURL: https://example.com/any\n    path: web\n") };

  const { notEvaluated } = await declared(files, { self: null });

  expect(notEvaluated.map(({ reason }) => reason)).toEqual([
    "Application web: Its source is web of https://example.com/any, and there is no such directory here.",
  ]);
});

test("helm's options are a recipe, in Argo CD's order of precedence", async () => {
  const spec = source(`    path: charts/web
    helm:
      releaseName: site
      valueFiles: [values-$ARGOCD_APP_NAME.yaml, /shared/base.yaml, "envs/*.yaml"]
      ignoreMissingValueFiles: true
      values: |
        ignored: true
      valuesObject:
        replicas: 2
      parameters:
        - name: image.tag
          value: "1.0"
          forceString: true
        - name: owner
          value: \${ARGOCD_APP_PROJECT_NAME}-$$
      fileParameters:
        - name: motd
          path: motd.txt
      skipCrds: true
      skipTests: true
      skipSchemaValidation: true
      namespace: other
      kubeVersion: v1.34
      apiVersions: [acme.example/v1]
`);
  const files = {
    "a.yaml": application(spec),
    "charts/web/Chart.yaml": "name: web\n",
    "charts/web/motd.txt": "{hello, world}",
    "charts/web/envs/b.yaml": "b: 1\n",
    "charts/web/envs/a.yaml": "a: 1\n",
  };

  const { recipe, renderer } = only((await declared(files)).applications).parts[0]!;

  expect(renderer).toBe("helm");
  expect(recipe.kubernetesVersion).toBe("1.34");
  expect(recipe.apiVersions).toEqual(["acme.example/v1"]);
  expect(recipe.helm).toEqual({
    release: "site",
    namespace: "other",
    values: [
      { from: "file", path: "charts/web/values-web.yaml", optional: true },
      { from: "file", path: "shared/base.yaml", optional: true },
      { from: "file", path: "charts/web/envs/a.yaml", optional: true },
      { from: "file", path: "charts/web/envs/b.yaml", optional: true },
      {
        from: "inline",
        values: { replicas: 2 },
        at: { path: "a.yaml", line: 11 },
        document: 0,
        pointer: "/spec/source/helm/valuesObject",
      },
    ],
    parameters: [
      { name: "image.tag", value: "1.0", text: true },
      { name: "owner", value: "shop-$", text: false },
      { name: "motd", value: "\\{hello\\, world}", text: true },
    ],
    skipCrds: true,
    skipSchema: true,
    skipTests: true,
  });
});

test("values that are text are read as YAML", async () => {
  const files = {
    "a.yaml": application(source("    path: web\n    helm:\n      values: |\n        a: {b: 1}\n")),
    ...manifestIn("web"),
  };

  const { recipe } = only((await declared(files)).applications).parts[0]!;

  expect(recipe.helm?.values).toMatchObject([{ values: { a: { b: 1 } }, pointer: "/spec/source/helm/values" }]);
});

test.each([
  ["values: 'a: ['", /^Application web: Its values are no YAML, in their line 1: /],
  ["values: just text", /Its values are no mapping/],
  ["valueFiles: [../../out.yaml]", /leads out of the repository/],
  ["valueFiles: ['https://example.com/v.yaml']", /is fetched from elsewhere/],
  ["valueFiles: ['none/*.yaml']", /No file matches the values files none\/\*\.yaml/],
  ["fileParameters: [{name: a, path: none.txt}]", /which is no text file of the repository/],
  ["version: v2", /only Helm 3 and newer/],
])("helm's %s is not evaluated", async (written, reason) => {
  const files = { "a.yaml": application(source(`    path: web\n    helm:\n      ${written}\n`)), ...manifestIn("web") };

  const { notEvaluated } = await declared(files);

  expect(notEvaluated.map((one) => one.reason)).toEqual([expect.stringMatching(reason)]);
});

test("values files of globs come in place, sorted, each once, and named ones where they are named", async () => {
  const spec = source(`    path: web
    helm:
      valueFiles: ["v/**/*.yaml", v/b.yaml, "v/*.yaml"]
`);
  const names = [
    "web/v/z.yaml",
    "web/v/a.yaml",
    "web/v/b.yaml",
    "web/v/deep/a.yaml",
    "web/v/deep/er/a.yaml",
    "web/v/x.txt",
  ];
  const files = { "a.yaml": application(spec), ...Object.fromEntries(names.map((name) => [name, "a: 1\n"])) };

  const { recipe } = only((await declared(files)).applications).parts[0]!;

  expect(recipe.helm?.values.map((layer) => layer.from === "file" && layer.path)).toEqual([
    "web/v/a.yaml",
    "web/v/z.yaml",
    "web/v/deep/a.yaml",
    "web/v/deep/er/a.yaml",
    "web/v/b.yaml",
  ]);
});

test("kustomize's options are laid over the directory's kustomization", async () => {
  const spec = source(`    path: web
    kustomize:
      namePrefix: a-
      nameSuffix: -z
      namespace: shop
      images: [nginx:1.27, "app=ghcr.io/acme/app:2", "db=*@sha256:abc", "registry:5000/x"]
      replicas: [{name: web, count: "3"}]
      commonLabels: {team: a}
      labelWithoutSelector: true
      commonAnnotations: {app: $ARGOCD_APP_NAME}
      commonAnnotationsEnvsubst: true
      components: [../components/a]
      patches:
        - target: {kind: Deployment}
          patch: "[]"
`);
  const files = { "a.yaml": application(spec), "web/kustomization.yaml": "resources: []\n" };

  const { recipe, renderer } = only((await declared(files)).applications).parts[0]!;

  expect(renderer).toBe("kustomize");
  expect(recipe.kustomize).toEqual({
    generate: false,
    openRoot: false,
    overlay: {
      namePrefix: "a-",
      nameSuffix: "-z",
      namespace: "shop",
      images: [
        { name: "nginx", newTag: "1.27" },
        { name: "app", newName: "ghcr.io/acme/app", newTag: "2" },
        { name: "db", newName: "*", digest: "sha256:abc" },
        { name: "registry:5000/x" },
      ],
      replicas: [{ name: "web", count: 3 }],
      labels: [{ pairs: { team: "a" }, includeSelectors: false }],
      commonAnnotations: { app: "web" },
      patches: [{ target: { kind: "Deployment" }, patch: "[]" }],
      components: ["../components/a"],
    },
  });
});

test("kustomizations may read files outside of their directory where Argo CD's configuration says so", async () => {
  const files = {
    "a.yaml": application(source("    path: web\n")),
    "argocd-cm.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata:\n  kustomize.buildOptions: --load-restrictor LoadRestrictionsNone\n`,
    "web/kustomization.yaml": "resources: []\n",
  };

  const { recipe } = only((await declared(files)).applications).parts[0]!;

  expect(recipe.kustomize?.openRoot).toBe(true);
});

test("a directory's options say what of it is read", async () => {
  const spec = source("    path: web\n    directory: {recurse: true, include: '*.yaml', exclude: '{a,b}.yaml'}\n");

  const { recipe, renderer } = only(
    (await declared({ "a.yaml": application(spec), ...manifestIn("web") })).applications,
  ).parts[0]!;

  expect(renderer).toBe("plain");
  expect(recipe.directory).toEqual({ recurse: true, include: ["*.yaml"], exclude: ["{a,b}.yaml"] });
});

test("every source of several is a part, and values files come from the one that is referred to", async () => {
  const spec = `  sources:
    - repoURL: ${here}
      path: charts/web
      helm:
        valueFiles: [$values/envs/prod.yaml]
    - repoURL: ${here}
      path: manifests
    - repoURL: ${here}
      ref: values
`;
  const files = { "a.yaml": application(spec), "charts/web/Chart.yaml": "name: web\n", ...manifestIn("manifests") };

  const { applications, notEvaluated } = await declared(files);

  expect(notEvaluated).toEqual([]);
  const { parts, paths } = only(applications);
  expect(parts.map(({ path }) => path)).toEqual(["charts/web", "manifests"]);
  expect(parts[0]?.recipe.helm?.values).toEqual([{ from: "file", path: "envs/prod.yaml", optional: false }]);
  expect(paths).toContain("envs/prod");
});

const remote = `  sources:
    - repoURL: https://charts.example.com/
      chart: prometheus
      targetRevision: 25.8.0
      helm:
        valueFiles: [$values/envs/prod.yaml]
    - repoURL: ${here}
      targetRevision: main
      ref: values
`;

test("a chart from elsewhere is a part where the operator allows its host", async () => {
  const { applications } = await declared({ "a.yaml": application(remote) }, { refusal: null });

  expect(only(applications).parts).toMatchObject([
    {
      renderer: "helm",
      path: "a.yaml",
      recipe: {
        helm: {
          chart: { repository: "https://charts.example.com", name: "prometheus", version: "25.8.0" },
          values: [{ from: "file", path: "envs/prod.yaml", optional: false }],
        },
      },
    },
  ]);
});

test("a chart from elsewhere is named once where it is not fetched, and where its Application is judged", async () => {
  const reason = "Application web: Charts from elsewhere are not fetched.";

  const { applications, notEvaluated } = await declared({ "a.yaml": application(remote) });
  const delivery = await delivered({ "a.yaml": application(remote) });

  expect(applications).toEqual([]);
  expect(notEvaluated).toMatchObject([{ path: "a.yaml", line: 13, reason }]);
  expect(delivery).toEqual({
    status: "not-rendered",
    reason,
    at: { path: "a.yaml", line: 13 },
    reads: ["envs/prod.yaml"],
  });
});

test("an Application that is rendered from here delivers nothing more", async () => {
  const files = { "a.yaml": application(source("    path: web\n")), ...manifestIn("web") };

  expect(await delivered(files)).toBeNull();
});

test.each([
  [
    "registry-1.docker.io/bitnamicharts",
    "chart: nginx",
    { repository: "oci://registry-1.docker.io/bitnamicharts", name: "nginx" },
  ],
  ["oci://ghcr.io/acme/charts/web", "path: .", { repository: "oci://ghcr.io/acme/charts/web", name: "" }],
])("%s with %s is a chart of a registry", async (url, rest, chart) => {
  const spec = `  source:\n    repoURL: ${url}\n    targetRevision: 1.0.0\n    ${rest}\n`;

  const { applications } = await declared({ "a.yaml": application(spec) }, { refusal: null });

  expect(only(applications).parts[0]?.recipe.helm?.chart).toEqual({ ...chart, version: "1.0.0" });
});

test("what stands in .argocd-source files is laid over the source", async () => {
  const files = {
    "a.yaml": application(source("    path: web\n    kustomize:\n      images: [a:1]\n")),
    "web/kustomization.yaml": "resources: []\n",
    "web/.argocd-source.yaml": "path: elsewhere\nkustomize:\n  namePrefix: x-\n",
    "web/.argocd-source-web.yaml": "kustomize:\n  images: [a:2]\n",
  };

  const part = only((await declared(files)).applications).parts[0]!;

  expect(part.path).toBe("web");
  expect(part.recipe.kustomize?.overlay).toEqual({ namePrefix: "x-", images: [{ name: "a", newTag: "2" }] });
});

test("the paths of manifest-generate-paths are watched, from each source's directory and from the root", async () => {
  const annotations = `  annotations:\n    argocd.argoproj.io/manifest-generate-paths: .;../base; /shared/*.yaml ;;../../../out\n`;
  const files = { "a.yaml": application(source("    path: apps/web\n"), annotations), ...manifestIn("apps/web") };

  const { watches } = only((await declared(files)).applications);

  expect(watches).toEqual(["/apps/web", "/apps/base", "/shared/*.yaml"]);
});

test("a hydrated Application is rendered from its dry source", async () => {
  const spec = `  sourceHydrator:\n    drySource: {repoURL: "${here}", path: web, targetRevision: HEAD}\n    syncSource: {targetBranch: env/prod, path: web}\n`;

  const { applications } = await declared({ "a.yaml": application(spec), ...manifestIn("web") });

  expect(only(applications).parts[0]?.path).toBe("web");
});

test("two files with an Application of one name declare two", async () => {
  const files = {
    "clusters/dev/web.yaml": application(source("    path: web/dev\n")),
    "clusters/prod/web.yaml": application(source("    path: web/prod\n")),
    ...manifestIn("web/dev"),
    ...manifestIn("web/prod"),
  };

  const { applications } = await declared(files);

  expect(applications.map(({ key }) => key)).toEqual([
    "Application argocd/web in clusters/dev/web.yaml",
    "Application argocd/web in clusters/prod/web.yaml",
  ]);
});

test("the Secret of its cluster tells where an Application goes", async () => {
  const secret = `apiVersion: v1
kind: Secret
metadata:
  name: one
  labels: {argocd.argoproj.io/secret-type: cluster, acme.example/environment: prod}
data: {name: ${btoa("eu-1")}, server: ${btoa("https://10.0.0.1")}}
`;
  const files = {
    "a.yaml": application(source("    path: web\n")).replace("https://kubernetes.default.svc", "https://10.0.0.1"),
    "clusters/one.yaml": secret,
    ...manifestIn("web"),
  };

  const { destination, targets } = only((await declared(files)).applications);

  expect(destination).toBe("https://10.0.0.1");
  expect(targets).toEqual(["prod", "eu-1"]);
});
