import { expect, test } from "vitest";
import type { Manifest } from "../../src/domain/manifest.ts";
import { resourceName } from "../../src/domain/manifest.ts";
import { renderers } from "../../src/renderers/index.ts";
import { createLocator } from "../../src/sources/locate.ts";
import { treeOf } from "../sources/trees.ts";
import { application, complaints, deployment, type Files, hasKustomize, noTools, ports, render } from "./rendering.ts";

const shop: Files = {
  "apps/base/kustomization.yaml":
    "resources:\n  - web.yaml\nconfigMapGenerator:\n  - name: settings\n    literals: [mode=fast]\n    files:\n      - app.conf\n",
  "apps/base/web.yaml": deployment("web"),
  "apps/base/app.conf": "x = 1\n",
  "apps/base/notes.yaml": "just: notes\n",
  "apps/prod/kustomization.yaml":
    'namespace: shop\nnamePrefix: prod-\nresources:\n  - ../base\npatches:\n  - path: more.yaml\nimages:\n  - name: nginx\n    newTag: "2"\n',
  "apps/prod/more.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n",
  "shared/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shared}\n",
};

async function find(files: Files) {
  const { sources, claims } = await renderers.kustomize.find(treeOf(files), { claimed: new Set(), environments: [] });
  return { roots: sources.map(({ path }) => path), claims, inputs: sources[0]?.inputs ?? [] };
}

test("a root is a kustomization that no other includes, and its inputs are all that its build reads", async () => {
  const { roots, inputs, claims } = await find(shop);

  expect(roots).toEqual(["apps/prod"]);
  expect(inputs.filter((path) => path in shop)).toEqual([
    "apps/base/app.conf",
    "apps/base/kustomization.yaml",
    "apps/base/web.yaml",
    "apps/prod/kustomization.yaml",
    "apps/prod/more.yaml",
  ]);
  expect(inputs).toContain("apps/base/Kustomization");
  expect(claims).toContain("apps/base/notes.yaml");
  expect(claims).not.toContain("shared/cm.yaml");
});

test("Flux's own Kustomization is no kustomization, whatever its file is called", async () => {
  const flux =
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\nspec: {path: ./apps}\n";

  expect(
    (await find({ "a/kustomization.yaml": flux, "b/ks.yaml": flux, "c/Kustomization": "resources: []\n" })).roots,
  ).toEqual(["c"]);
});

test("of a ring of kustomizations the first is a root", async () => {
  const ring = { "a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n" };

  expect((await find(ring)).roots).toEqual(["a"]);
  expect(complaints(await render(ring, "a", { tools: noTools }))).toEqual(["b/kustomization.yaml:1 cycle"]);
});

test.skipIf(!hasKustomize)("manifests come without our annotations and know the lines they come from", async () => {
  const rendering = await render(shop, "apps/prod");
  if (rendering.status !== "rendered") throw new Error(JSON.stringify(rendering));
  const manifests = new Map(rendering.manifests.map((manifest) => [manifest.id.kind, manifest]));
  const web = manifests.get("Deployment")!;
  const settings = manifests.get("ConfigMap")!;
  const locate = createLocator(treeOf(shop));
  const line = async (manifest: Manifest, pointer: string) => Object.values(await locate(manifest, pointer)).join(":");

  expect(resourceName(web.id)).toBe("Deployment shop/prod-web");
  expect(JSON.stringify(rendering.manifests.map(({ object }) => object))).not.toContain("kubernetes.io/");
  expect(web.object.metadata).toEqual({ name: "prod-web", namespace: "shop" });
  expect(await line(web, "/spec/replicas")).toBe("apps/prod/more.yaml:5");
  expect(await line(web, "/spec/template/spec/containers/0/image")).toBe("apps/prod/kustomization.yaml:9");
  expect(await line(web, "/spec/template/spec/containers/0/resources")).toBe("apps/base/web.yaml:11");
  expect(await line(web, "/metadata/namespace")).toBe("apps/prod/kustomization.yaml:1");
  expect(await line(settings, "/data/mode")).toBe("apps/base/kustomization.yaml:5");
  expect(await line(settings, "/data/app.conf")).toBe("apps/base/kustomization.yaml:7");
});

test.skipIf(!hasKustomize)("the author's own annotations and metadata stay", async () => {
  const rendering = await render(
    {
      "kustomization.yaml":
        "buildMetadata: [originAnnotations]\nresources: [web.yaml]\ncommonAnnotations: {mine: kept}\n",
      "web.yaml": deployment("web"),
    },
    ".",
  );

  expect(rendering).toMatchObject({
    manifests: [
      { object: { metadata: { annotations: { mine: "kept", "config.kubernetes.io/origin": "path: web.yaml\n" } } } },
    ],
  });
  expect(JSON.stringify(rendering)).not.toContain("alpha.config");
});

test.skipIf(!hasKustomize)(
  "files outside a kustomization's directory are read as long as they are in the repository",
  async () => {
    const rendering = await render(
      { ...shop, "apps/x/kustomization.yaml": "resources: [../../shared/cm.yaml]\n" },
      "apps/x",
    );

    expect(rendering).toMatchObject({
      status: "rendered",
      manifests: [{ id: { name: "shared" }, origins: [{ path: "shared/cm.yaml", line: 1 }] }],
    });
  },
);

test.each([
  ["https://example.com/deploy.yaml", "remote"],
  ["github.com/acme/base", "remote"],
  ["git@github.com:acme/base.git", "remote"],
  ["git::https://example.com/a.git//b?ref=v1", "remote"],
  ["../../etc", "outside"],
  ["/etc/passwd", "outside"],
  ["link.yaml", "link"],
  ["linked/web.yaml", "link"],
])("%s is refused, and nothing runs", async (target) => {
  const files = {
    "a/kustomization.yaml": `# why\nresources:\n  - web.yaml\n  - ${target}\n`,
    "a/web.yaml": deployment("web"),
    "a/link.yaml": { link: "/etc/passwd" },
    "a/linked": { link: "../../elsewhere" },
    "a/github.com/acme/base/kustomization.yaml": "resources: []\n",
  };

  expect(complaints(await render(files, "a", { tools: noTools }))).toEqual(["a/kustomization.yaml:4 errored"]);
});

test.each([
  ["generators:\n  - '{apiVersion: builtin, kind: HelmChartInflationGenerator, metadata: {name: x}, name: x}'\n", 2],
  ["resources: []\ngenerators:\n  - exec.yaml\n", undefined],
  ["resources: []\ntransformers:\n  - |\n    apiVersion: acme.com/v1\n    kind: Exec\n    metadata: {name: x}\n", 3],
])("plugins are refused: %s", async (kustomization, line) => {
  const exec =
    "# plugin\napiVersion: acme.com/v1\nkind: Exec\nmetadata:\n  name: x\n  annotations: {config.kubernetes.io/function: 'exec: {path: ./run.sh}'}\n";
  const rendering = await render({ "kustomization.yaml": kustomization, "exec.yaml": exec }, ".", { tools: noTools });

  expect(complaints(rendering)).toEqual([
    line === undefined ? "exec.yaml:2 errored" : `kustomization.yaml:${line} errored`,
  ]);
});

test.each(["config.kubernetes.io/function", "config.k8s.io/function"])(
  "a built-in plugin with the annotation %s is refused at its line, and nothing runs",
  async (annotation) => {
    const plugin = `# plugin\napiVersion: builtin\nkind: PrefixTransformer\nmetadata:\n  name: x\n  annotations: {${annotation}: 'exec: {path: ./run.sh}'}\nprefix: a-\n`;

    const rendering = await render({ "kustomization.yaml": "transformers: [p.yaml]\n", "p.yaml": plugin }, ".", {
      tools: noTools,
    });

    expect(complaints(rendering)).toEqual(["p.yaml:2 errored"]);
  },
);

test("a value that stands where a secretGenerator names a file is in no message", async () => {
  for (const value of ["hunter2", "key=hunter2", "https://u:hunter2@x", "../../../hunter2"]) {
    const kustomization = `secretGenerator:\n  - name: a\n    files:\n      - ${value}\n`;

    const rendering = await render({ "a/kustomization.yaml": kustomization }, "a", { tools: noTools });

    expect(rendering.status).not.toBe("rendered");
    expect(JSON.stringify(rendering)).not.toContain("hunter2");
  }
});

test("what a kustomization that cannot be read mentions is no application of its own", async () => {
  const files = {
    "a/kustomization.yaml": "resources: [web.yaml\npatches:\n  - path: ../patches/p.yaml\n",
    "patches/p.yaml": deployment("web"),
    "patches/other.yaml": deployment("other"),
  };

  const { claims } = await find(files);

  expect(claims).toContain("patches/p.yaml");
  expect(claims).not.toContain("patches/other.yaml");
});

test("a file that a built-in plugin reads is an input, and may not lie outside", async () => {
  const plugin = (path: string) =>
    `apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: x}\npath: ${path}\ntarget: {kind: Deployment}\n`;
  const files = { "a/kustomization.yaml": "transformers: [t.yaml]\n", "a/p.yaml": "[]\n" };

  expect((await find({ ...files, "a/t.yaml": plugin("p.yaml") })).inputs).toContain("a/p.yaml");
  expect(complaints(await render({ ...files, "a/t.yaml": plugin("/etc/shadow") }, "a", { tools: noTools }))).toEqual([
    "a/kustomization.yaml:1 errored",
  ]);
});

test("what is missing or broken is said at the line that names it, all at once", async () => {
  const files = {
    "a/kustomization.yaml":
      "resources:\n  - gone.yaml\n  - ../empty\nconfigMapGenerator:\n  - name: x\n    files: [key=gone.txt]\npatches:\n  - path: gone-patch.yaml\n",
    "empty/readme.md": "",
  };

  expect(complaints(await render(files, "a", { tools: noTools }))).toEqual([
    "a/kustomization.yaml:2 missing",
    "a/kustomization.yaml:3 no-kustomization",
    "a/kustomization.yaml:8 missing",
    "a/kustomization.yaml:5 missing",
  ]);
  expect(complaints(await render({ "kustomization.yaml": "resources: [\n" }, "."))).toEqual([
    "kustomization.yaml:2 syntax",
  ]);
  expect(complaints(await render({ "kustomization.yaml": "resources: []\nresources: []\n" }, "."))).toEqual([
    "kustomization.yaml:2 duplicate-key",
  ]);
});

test.skipIf(!hasKustomize).each([
  [
    "a broken resource",
    { "kustomization.yaml": "resources: [web.yaml]\n", "web.yaml": "a: 1\n  b: 2\n" },
    /^web\.yaml:2 syntax$/,
  ],
  [
    "a patch without its target",
    {
      "kustomization.yaml":
        "resources: []\npatches:\n  - patch: '{apiVersion: v1, kind: Service, metadata: {name: x}}'\n",
    },
    /^kustomization\.yaml:2 kustomize$/,
  ],
  ["a field that is none", { "kustomization.yaml": "resorces: []\n" }, /^kustomization\.yaml:1 kustomize$/],
])("kustomize's complaint is one sentence at the best line: %s", async (_, files, expected) => {
  const rendering = await render(files, ".");

  expect(complaints(rendering)).toEqual([expect.stringMatching(expected)]);
  expect(JSON.stringify(rendering)).not.toMatch(/\/tmp|\\n|command failed/);
});

test
  .skipIf(!hasKustomize)
  .each([
    "patches:\n  - patch: 'password: hunter2'\n",
    "secretGenerator:\n  - name: x\n    literals: [hunter2]\n",
    "patchesStrategicMerge:\n  - |-\n    kind: Secret\n    stringData: {a: hunter2, b: [hunter2\n",
    "patches:\n  - target: {kind: Secret}\n    patch: |-\n      - op: replace\n        path: /a\n        value: [hunter2\n",
  ])("what kustomize repeats of the author's text is left out: %s", async (text) => {
  const rendering = await render({ "kustomization.yaml": `resources: []\n${text}` }, ".");

  expect(complaints(rendering)).toHaveLength(1);
  expect(JSON.stringify(rendering)).not.toContain("hunter2");
});

test.skipIf(!hasKustomize)("what kustomize repeats of a resource that it cannot read is left out", async () => {
  const rendering = await render(
    {
      "kustomization.yaml": "resources: [s.yaml]\nnamespace: x\n",
      "s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s, annotations: hunter2}\n",
    },
    ".",
  );

  expect(complaints(rendering)).toEqual([expect.stringMatching(/^s\.yaml:1 kustomize$/)]);
  expect(JSON.stringify(rendering)).not.toContain("hunter2");
});

test.skipIf(!hasKustomize)("a component that only changes others' resources is nobody's failure", async () => {
  const component =
    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - patch: '{apiVersion: v1, kind: Service, metadata: {name: x}}'\n";

  expect(await render({ "kustomization.yaml": component }, ".")).toMatchObject({
    status: "rendered",
    manifests: [],
    findings: [{ rule: "unused-component", severity: "notice" }],
  });
});

test.each(["timed-out", "too-much-output"] as const)(
  "kustomize that is stopped (%s) is ours, not the author's",
  async (status) => {
    const tools = { ...noTools, run: async () => ({ status }) };

    expect(await render(shop, "apps/prod", { tools })).toMatchObject({
      status: "errored",
      at: { path: "apps/prod/kustomization.yaml" },
    });
  },
);

test("kustomize sees only what the build reads, and no credentials", async () => {
  const seen: string[][] = [];
  const workspaces = {
    ...ports.workspaces,
    with: async <T>(files: ReadonlyMap<string, Uint8Array>, use: (folder: string) => Promise<T>) => {
      seen.push([...files.keys()]);
      return use("/nowhere");
    },
  };
  const tools = { ...noTools, run: async () => ({ status: "ended" as const, code: 0, stdout: "", stderr: "" }) };

  await renderers.kustomize.render(application("apps/prod"), treeOf(shop), { ...ports, tools, workspaces });

  expect(seen[0]).not.toContain("shared/cm.yaml");
  expect(seen[0]).toHaveLength(5);
});
