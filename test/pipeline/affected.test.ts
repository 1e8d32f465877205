import fc from "fast-check";
import { expect, test } from "vitest";
import { affected, fingerprint } from "../../src/pipeline/affected.ts";
import { discover } from "../../src/pipeline/discover.ts";
import { renderers } from "../../src/renderers/index.ts";
import { alone, deployment, type Files, hasKustomize, ports } from "../renderers/rendering.ts";
import { treeOf } from "../sources/trees.ts";

const config = { discovery: { exclude: [] }, applications: [], environments: [] };

async function side(files: Files) {
  const tree = treeOf(files);
  return { tree, ...(await discover(tree, config, alone)) };
}

async function touched(before: Files, after: Files): Promise<string[]> {
  const [base, head] = [await side(before), await side(after)];
  return affected(base, head).map(
    ({ application, base: old, head: now }) =>
      `${application.path} ${old === null ? "new" : now === null ? "gone" : "touched"}`,
  );
}

const files: Files = {
  "base/kustomization.yaml": "resources: [web.yaml]\nconfigMapGenerator: [{name: x, files: [app.conf]}]\n",
  "base/web.yaml": deployment("web"),
  "base/app.conf": "1",
  "overlays/dev/kustomization.yaml": "resources: [../../base]\n",
  "overlays/prod/kustomization.yaml": "resources: [../../base]\npatches: [{path: p.yaml}]\ncomponents: [../../part]\n",
  "overlays/prod/p.yaml": deployment("web"),
  "part/kustomization.yaml": "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nresources: [cm.yaml]\n",
  "part/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: y}\n",
  "plain/web.yaml": deployment("web"),
  "readme.md": "hello",
};

const without = (path: string): Files => Object.fromEntries(Object.entries(files).filter(([key]) => key !== path));

test.each<[string, Files, string[]]>([
  ["a readme", { ...files, "readme.md": "other" }, []],
  ["a base", { ...files, "base/web.yaml": deployment("other") }, ["overlays/dev touched", "overlays/prod touched"]],
  ["a generator's file", { ...files, "base/app.conf": "2" }, ["overlays/dev touched", "overlays/prod touched"]],
  ["a patch", { ...files, "overlays/prod/p.yaml": "" }, ["overlays/prod touched"]],
  ["a component's resource", { ...files, "part/cm.yaml": "" }, ["overlays/prod touched"]],
  ["a deleted patch", without("overlays/prod/p.yaml"), ["overlays/prod touched"]],
  [
    "a second kustomization file",
    { ...files, "base/kustomization.yml": "" },
    ["overlays/dev touched", "overlays/prod touched"],
  ],
  ["a plain file added", { ...files, "plain/new.yaml": deployment("new") }, ["plain touched"]],
  [
    "a plain file renamed",
    { ...without("plain/web.yaml"), "plain/renamed.yaml": deployment("web") },
    ["plain touched"],
  ],
  [
    "a plain directory renamed",
    { ...without("plain/web.yaml"), "moved/web.yaml": deployment("web") },
    ["plain gone", "moved new"],
  ],
  ["an overlay removed", without("overlays/dev/kustomization.yaml"), ["overlays/dev gone"]],
])("%s", async (_, after, expected) => {
  expect((await touched(files, after)).toSorted()).toEqual(expected.toSorted());
});

test("what an engine comes to declare for another environment is new there, and not removed here", async () => {
  const application = (path: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec: {project: default, source: {repoURL: https://github.com/acme/shop, path: ${path}}, destination: {name: prod, namespace: shop}}
`;

  expect(await touched(files, { ...files, "argocd/shop.yaml": application("plain") })).toEqual([
    "argocd new",
    "plain new",
  ]);
  expect(
    (
      await touched({ ...files, "argocd/shop.yaml": application("plain") }, { ...files, "argocd/x.yaml": "" })
    ).toSorted(),
  ).toEqual(["argocd gone", "plain gone", "plain new"]);
});

test("without a base everything is affected", async () => {
  expect(affected(null, await side(files))).toHaveLength(3);
});

test("an application that becomes a kustomization is the same application", async () => {
  expect(await touched(files, { ...files, "plain/kustomization.yaml": "resources: [web.yaml]\n" })).toEqual([
    "plain touched",
  ]);
});

test("equal content has an equal fingerprint in whatever revision", async () => {
  const [one, other] = [await side(files), await side({ ...files, "readme.md": "other" })];

  expect(one.applications.map(({ parts }) => fingerprint(parts[0]!, one.tree))).toEqual(
    other.applications.map(({ parts }) => fingerprint(parts[0]!, other.tree)),
  );
});

test.skipIf(!hasKustomize)(
  "no application whose manifests differ is ever missed",
  async () => {
    const content = fc.constantFrom(
      deployment("web"),
      deployment("db"),
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
      "a: [\n",
    );
    const kustomization = fc.constantFrom(
      "resources: [web.yaml]\n",
      "resources: [../base]\nnamePrefix: p-\n",
      "resources: [../plain/a.yaml]\n",
      "resources: [../base]\npatches: [{path: web.yaml, target: {kind: Deployment}}]\n",
      "configMapGenerator: [{name: x, files: [web.yaml]}]\n",
    );
    const edit = fc.oneof(
      fc.tuple(
        fc.constantFrom("base", "over"),
        fc.constantFrom("kustomization.yaml", "kustomization.yml"),
        fc.option(kustomization, { nil: null }),
      ),
      fc.tuple(
        fc.constantFrom("base", "over", "plain"),
        fc.constantFrom("web.yaml", "a.yaml"),
        fc.option(content, { nil: null }),
      ),
    );
    const start: Files = {
      "base/kustomization.yaml": "resources: [web.yaml]\n",
      "base/web.yaml": deployment("web"),
      "over/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\n",
      "plain/a.yaml": deployment("db"),
    };
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const after: Record<string, Files[string]> = { ...start };
        for (const [directory, name, text] of edits) {
          if (text === null) delete after[`${directory}/${name}`];
          else after[`${directory}/${name}`] = text;
        }
        const [base, head] = [await side(start), await side(after)];
        const found = new Set(affected(base, head).map(({ application }) => application.path));
        expect((await changedByRendering(base, head)).filter((path) => !found.has(path))).toEqual([]);
      }),
      { numRuns: 25, seed: 11 },
    );
  },
  120_000,
);

type Side = Awaited<ReturnType<typeof side>>;

async function changedByRendering(base: Side, head: Side): Promise<string[]> {
  const [before, after] = [await renderAll(base), await renderAll(head)];
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
}

async function renderAll({ tree, applications }: Side): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const application of applications) {
    const renderer = application.renderer === "plain" ? renderers.plain : renderers.kustomize;
    const rendering = await renderer.render({ ...application, recipe: {} }, tree, ports);
    texts.set(
      application.path,
      JSON.stringify(rendering.status === "rendered" ? rendering.manifests.map(({ object }) => object) : rendering),
    );
  }
  return texts;
}
