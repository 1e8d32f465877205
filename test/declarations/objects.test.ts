import fc from "fast-check";
import { expect, test } from "vitest";
import { fleet } from "../../src/declarations/fleet.ts";
import { flux } from "../../src/declarations/flux.ts";
import { createLookUp } from "../../src/declarations/look-up.ts";
import { readObjects, templatesMention } from "../../src/declarations/objects.ts";
import { isJsonObject, type Json } from "../../src/domain/json.ts";
import type { Files } from "../renderers/rendering.ts";
import { treeOf } from "../sources/trees.ts";

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: shop}\n`;

async function found(files: Files, words: readonly string[] = ["ConfigMap"]): Promise<string[]> {
  const objects = await readObjects(treeOf(files), words);
  return objects.map(({ id, origins: [origin] }) => `${origin?.path}:${origin?.line} ${id.kind} ${id.name}`);
}

test("objects are read from YAML and JSON, out of lists too, each with its place", async () => {
  expect(
    await found({
      "a.yaml": `${configMap("a")}---\n${configMap("b")}`,
      "b.json":
        '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}]}',
      "c.txt": configMap("d"),
    }),
  ).toEqual(["a.yaml:1 ConfigMap a", "a.yaml:5 ConfigMap b", "b.json:1 ConfigMap c"]);
});

test("templates of charts, hidden directories and links hold no objects", async () => {
  const files = {
    "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "web/templates/cm.yaml": configMap("template"),
    "web/crds/cm.yaml": configMap("in-a-chart"),
    ".archive/old.yaml": configMap("old"),
    "old/.hidden.yaml": configMap("hidden"),
    "link.yaml": { link: "web/crds/cm.yaml" },
    "templates/cm.yaml": configMap("no-chart"),
  };

  expect(await found(files)).toEqual([
    "templates/cm.yaml:1 ConfigMap no-chart",
    "web/crds/cm.yaml:1 ConfigMap in-a-chart",
  ]);
  expect(await templatesMention(treeOf(files), ["template"])).toBe(true);
  expect(await templatesMention(treeOf(files), ["no-chart"])).toBe(false);
});

test("a file that cannot be read holds none, and the others do", async () => {
  expect(await found({ "a.yaml": "kind: ConfigMap\n  x: [\n", "b.yaml": configMap("b") })).toEqual([
    "b.yaml:1 ConfigMap b",
  ]);
});

test("an object is looked up by kind, namespace and name, also where kustomize generates it", async () => {
  const tree = treeOf({
    "a.yaml": configMap("settings"),
    "b.yaml": configMap("settings").replace(", namespace: shop", ""),
    "c.yaml": configMap("settings").replace("shop", "other"),
    "d/kustomization.yaml":
      "namespace: shop\nconfigMapGenerator: [{name: settings, literals: ['a=1', 'b=\"2\"'], envs: [x.env], files: [../../out, f.txt]}, {name: gone, files: [gone]}]\n",
    "d/x.env": "C=3\n",
    "d/f.txt": "four",
    "e/kustomization.yaml":
      "namespace: shop\nconfigMapGenerator: [{name: generated, literals: ['a=1', 'b=\"2\"'], envs: [x.env], files: [n=f.txt]}]\n",
    "e/x.env": "C=3\n",
    "e/f.txt": "four",
  });
  const lookUp = createLookUp(tree);
  const paths = async (namespace: string | null, name: string) =>
    (await lookUp("ConfigMap", namespace, name)).map(({ origins }) => origins.at(-1)?.path);

  expect(await paths("shop", "settings")).toEqual(["a.yaml", "b.yaml"]);
  expect(await paths(null, "settings")).toEqual(["a.yaml", "b.yaml", "c.yaml"]);
  expect(await paths(null, "gone")).toEqual([]);
  expect((await lookUp("ConfigMap", "shop", "generated"))[0]?.object.data).toEqual({
    a: "1",
    b: "2",
    C: "3",
    n: "four",
  });
});

/** Whatever stands in an object, an engine answers. */
const anything = fc.jsonValue({ maxDepth: 4 }).map((value) => value as Json);
const keys = fc.constantFrom(
  ...[
    "path",
    "sourceRef",
    "chart",
    "chartRef",
    "spec",
    "values",
    "valuesFrom",
    "postBuild",
    "substitute",
    "kind",
    "name",
  ],
  ...[
    "substituteFrom",
    "components",
    "patches",
    "interval",
    "sync",
    "url",
    "helm",
    "repo",
    "paths",
    "targets",
    "bundles",
  ],
  ...[
    "targetCustomizations",
    "kustomize",
    "dir",
    "yaml",
    "overlays",
    "valuesFiles",
    "dependsOn",
    "clusterSelector",
    "copy",
  ],
);
const likely: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<Json>("web", "./web", "../..", "GitRepository", "ConfigMap", 7, null, true, ""),
    anything,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 5 }),
  ),
})).value;

const kinds = [
  ["kustomize.toolkit.fluxcd.io/v1", "Kustomization"],
  ["helm.toolkit.fluxcd.io/v2", "HelmRelease"],
  ["source.extensions.fluxcd.io/v1beta1", "ArtifactGenerator"],
  ["fluxcd.controlplane.io/v1", "FluxInstance"],
  ["fleet.cattle.io/v1alpha1", "GitRepo"],
  ["fleet.cattle.io/v1alpha1", "Bundle"],
  ["fleet.cattle.io/v1alpha1", "HelmOp"],
] as const;

test("no engine throws, whatever stands in its objects and files", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(likely, { minLength: 1, maxLength: 4 }), likely, async (specs, file) => {
      const objects = specs.flatMap((spec, index) =>
        kinds.map(([apiVersion, kind]) => ({ apiVersion, kind, metadata: { name: `web-${index}` }, spec })),
      );
      const tree = treeOf({
        "web/web.yaml": configMap("web"),
        "web/fleet.yaml": JSON.stringify(file),
        "all.yaml": objects.map((object) => JSON.stringify(object)).join("\n---\n"),
      });
      const context = { tree, self: null, charts: { refusal: () => null }, lookUp: createLookUp(tree) };
      const manifests = (await readObjects(tree, ["io"])).filter(({ object }) => isJsonObject(object));
      const declared = manifests.map((manifest) => ({ manifest, environment: null }));

      for (const engine of [flux, fleet]) {
        const { applications, notEvaluated } = await engine.declare(declared, context);
        for (const { parts } of applications) expect(parts.length).toBeGreaterThan(0);
        for (const { path, line, reason } of notEvaluated)
          expect([path !== "", line > 0, reason !== ""]).toEqual([true, true, true]);
        for (const manifest of manifests) await engine.deliver?.(manifest, manifests, context);
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);
