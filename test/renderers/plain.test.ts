import { expect, test } from "vitest";
import type { DirectoryRecipe } from "../../src/domain/recipe.ts";
import { renderers } from "../../src/renderers/index.ts";
import { treeOf } from "../sources/trees.ts";
import { application, complaints, deployment, type Files, ports } from "./rendering.ts";

const { plain } = renderers;

async function roots(files: Files, claimed: readonly string[] = []): Promise<string[]> {
  return (await plain.find(treeOf(files), { claimed: new Set(claimed), environments: [] })).sources.map(
    ({ path }) => path,
  );
}

function render(files: Files, path: string) {
  return plain.render(application(path, "plain"), treeOf(files), ports);
}

test("a directory that holds manifests itself is a source", async () => {
  const files = {
    "web.yaml": deployment("web"),
    "apps/db.yml": `---\n${deployment("db")}`,
    "apps/values.yaml": "image: x\n",
    "json/a.json": '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x"}}',
    "docs/readme.md": deployment("no"),
    "values/values.yaml": "a: 1\n",
    ".github/workflows/ci.yaml": deployment("no"),
    "chart/Chart.yaml": "apiVersion: v2\nname: x\n",
    "chart/templates/web.yaml": deployment("{{ .Values.name }}"),
    "claimed/web.yaml": deployment("no"),
  };

  expect(await roots(files, ["claimed/web.yaml"])).toEqual([".", "apps", "json"]);
});

test("the directory stands for files that come and go", async () => {
  expect(await plain.inputs(treeOf({ "a/x.yaml": "", "a/b/y.yaml": "", "a/z.txt": "" }), "a", {})).toEqual([
    "a/",
    "a/x.yaml",
  ]);
});

test("an item of a typed list that has no kind has the list's, as kubectl gives it", async () => {
  const list =
    "apiVersion: v1\nkind: SecretList\nitems:\n  - metadata: {name: a}\n  - {kind: ConfigMap, metadata: {name: b}}\n";

  const rendering = await render({ "a/l.yaml": list }, "a");

  expect(rendering).toMatchObject({ manifests: [{ id: { kind: "Secret", name: "a" }, apiVersion: "v1" }] });
});

test("every document and every item of a List is a manifest with its line", async () => {
  const rendering = await render(
    {
      "a/all.yaml": `# first\n${deployment("web")}---\nhello: world\n---\napiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Namespace\n    metadata: {name: x}\n`,
      "a/b/deeper.yaml": deployment("no"),
    },
    "a",
  );

  expect(rendering).toMatchObject({
    status: "rendered",
    manifests: [
      {
        id: { group: "apps", kind: "Deployment", namespace: null, name: "web" },
        origins: [{ path: "a/all.yaml", line: 2, document: 0, within: [] }],
      },
      { id: { group: "", kind: "Namespace", name: "x" }, origins: [{ line: 17, document: 2, within: ["items", 0] }] },
    ],
  });
});

test("a broken file beside manifests is said, and so is a resource without a name", async () => {
  const rendering = await render(
    { "a.yaml": deployment("web"), "b.yaml": "a: [1\n", "c.yaml": "apiVersion: v1\nkind: Pod\n" },
    ".",
  );

  expect(complaints(rendering)).toEqual(["b.yaml:2 syntax", "c.yaml:1 no-identity"]);
});

const nested = {
  "app/web.yaml": deployment("web"),
  "app/.hidden/db.yml": deployment("db"),
  "app/deep/er/x.json": '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x"}}',
  "app/deep/main.jsonnet": "{}",
  "app/deep/values.yaml": "a: 1\n",
  "app/deep/skipped.yaml": `# +argocd:skip-file-rendering\n${deployment("no")}`,
  "apple/web.yaml": deployment("no"),
};

function byOptions(options: Partial<DirectoryRecipe>) {
  const recipe = {
    declaredAt: { path: "app.yaml", line: 7 },
    directory: { recurse: true, include: [], exclude: [], ...options },
  };
  return plain.render(application("app", "plain", recipe), treeOf(nested), ports);
}

async function names(options: Partial<DirectoryRecipe>) {
  const rendering = await byOptions(options);
  if (rendering.status !== "rendered") throw new Error(JSON.stringify(rendering));
  return rendering.manifests.map(({ id }) => id.name).toSorted();
}

test("a directory is read by Argo CD's options, in depth and by globs of relative paths", async () => {
  expect(await names({})).toEqual(["db", "web", "x"]);
  expect(await names({ recurse: false })).toEqual(["web"]);
  expect(await names({ include: ["deep/**"] })).toEqual(["x"]);
  expect(await names({ include: ["{*.yaml,*.yml}"], exclude: [".hidden/*"] })).toEqual(["web"]);
});

test("Jsonnet is told as not evaluated, and a broken glob where it is declared", async () => {
  expect(await byOptions({})).toMatchObject({ findings: [{ path: "app/deep/main.jsonnet", severity: "warning" }] });
  expect(complaints(await byOptions({ include: ["{a"] }))).toEqual(["app.yaml:7 glob"]);
});

test("what is read in depth counts among the inputs, and so do the directories on the way", async () => {
  const directory = { recurse: true, include: [], exclude: [] };

  expect(await plain.inputs(treeOf(nested), "app", { directory })).toEqual(
    expect.arrayContaining(["app/", "app/deep/", "app/deep/er/", "app/deep/er/x.json", "app/deep/main.jsonnet"]),
  );
});

test("what configures a program is no manifest, and one that lacks its metadata still is", async () => {
  const rendering = await render(
    {
      "talos.yaml": "apiVersion: v1alpha1\nkind: VolumeConfig\nname: EPHEMERAL\n",
      "kubelet.yaml": "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
      "kind.yaml": "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n",
      "kubeconfig.yaml": "apiVersion: v1\nkind: Config\nclusters: []\n",
      "web.yaml": "apiVersion: v1\nkind: Service\nspec: {}\n",
      "own.yaml": "apiVersion: example.com/v1alpha1\nkind: Widget\n",
    },
    ".",
  );

  expect(complaints(rendering)).toEqual(["own.yaml:1 no-identity", "web.yaml:1 no-identity"]);
});
