import { expect, test } from "vitest";
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
