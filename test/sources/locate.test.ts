import { expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Manifest, Origin } from "../../src/domain/manifest.ts";
import { createLocator } from "../../src/sources/locate.ts";
import { toManifest } from "../../src/sources/manifests.ts";
import { treeOf } from "./trees.ts";

const base = `# a comment
---
apiVersion: v1
kind: Service
metadata:
  name: web
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, "a/b~c": x}
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: web
          image: nginx:1
          ports:
            - containerPort: 80
            - containerPort: 443
        - name: sidecar
          image: envoy:1
          args:
            - --one
            - --two
`;

const patch = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: sidecar
          image: envoy:2
`;

const kustomization = `resources: [base.yaml]
namespace: shop
images:
  - name: nginx
    newTag: "2"
replicas:
  - name: web
    count: 3
patches:
  - path: patch.yaml
  - target: {kind: Deployment}
    patch: |-
      # the second line
      - op: add
        path: /metadata/annotations
        value:
          team: shop
      - op: add
        path: /spec/template/spec/containers/1/args/-
        value: --three
commonLabels:
  owner: us
configMapGenerator:
  - name: settings
    literals:
      - a=1
      - b=2
`;

const tree = treeOf({
  "base.yaml": base,
  "patch.yaml": patch,
  "kustomization.yaml": kustomization,
  "list.yaml": "kind: List\napiVersion: v1\nitems:\n  - kind: A\n  - kind: B\n    spec:\n      x: 1\n",
});

const resource = origin("base.yaml", 8, "resource", [], 1);
const locate = createLocator(tree);

function origin(path: string, line: number, role: Origin["role"], within: Origin["within"] = [], document = 0): Origin {
  return { path, line, role, within, document };
}

function rendered(object: JsonObject, origins: readonly Origin[]): Manifest {
  const manifest = toManifest(
    { apiVersion: "apps/v1", kind: "Deployment", ...object, metadata: { name: "web", ...(object.metadata as object) } },
    origins,
  );
  if (typeof manifest === "string") throw new Error(manifest);
  return manifest;
}

async function where(pointer: string, object: JsonObject, ...origins: readonly Origin[]): Promise<string> {
  const { path, line } = await locate(rendered(object, origins), pointer);
  return `${path}:${line}`;
}

const deployment = {
  metadata: {
    name: "web",
    namespace: "shop",
    labels: { app: "web", "a/b~c": "x", owner: "us" },
    annotations: { team: "shop" },
  },
  spec: {
    replicas: 3,
    template: {
      spec: {
        containers: [
          { name: "sidecar", image: "envoy:2", args: ["--one", "--two", "--three"] },
          { name: "web", image: "nginx:2", ports: [{ containerPort: 443 }, { containerPort: 80 }] },
        ],
      },
    },
  },
};

const all = [
  origin("kustomization.yaml", 3, "patch", ["images", 0]),
  origin("kustomization.yaml", 6, "patch", ["replicas", 0]),
  origin("kustomization.yaml", 24, "patch", ["commonLabels"]),
  origin("kustomization.yaml", 2, "patch", ["namespace"]),
  origin("kustomization.yaml", 11, "patch", ["patches", 1, "patch"]),
  origin("patch.yaml", 1, "patch"),
  resource,
];

test.each([
  ["/metadata/name", "base.yaml:11"],
  ["/metadata/labels/a~1b~0c", "base.yaml:12"],
  ["/spec/template/spec/containers/1/ports/0/containerPort", "base.yaml:22"],
  ["/spec/template/spec/containers/1/ports/1", "base.yaml:21"],
  ["/spec/template/spec/containers/0/args/1", "base.yaml:27"],
])("elements of lists are found by what identifies them: %s", async (pointer, expected) => {
  expect(await where(pointer, deployment, resource)).toBe(expected);
});

test.each([
  ["/metadata/namespace", "kustomization.yaml:2"],
  ["/spec/template/spec/containers/1/image", "kustomization.yaml:5"],
  ["/spec/replicas", "kustomization.yaml:8"],
  ["/metadata/annotations/team", "kustomization.yaml:17"],
  ["/spec/template/spec/containers/0/image", "patch.yaml:11"],
  ["/metadata/labels/owner", "kustomization.yaml:22"],
  ["/metadata/name", "base.yaml:11"],
])("the last to write a value is pointed at: %s", async (pointer, expected) => {
  expect(await where(pointer, deployment, ...all)).toBe(expected);
});

test.each([
  ["/spec/template/spec/containers/1/resources/limits", "base.yaml:18"],
  ["/spec/template/spec/containers/0/securityContext", "base.yaml:23"],
  ["/spec/strategy", "base.yaml:13"],
  ["/nothing/of/this", "base.yaml:8"],
  ["", "base.yaml:8"],
])("what is written nowhere is its nearest parent's line in the resource: %s", async (pointer, expected) => {
  expect(await where(pointer, deployment, ...all)).toBe(expected);
});

test("a container that only a patch brings is pointed at in the patch", async () => {
  const object = { spec: { template: { spec: { containers: [{ name: "web" }, { name: "sidecar", image: "x" }] } } } };
  const lone = treeOf({
    "base.yaml": "spec:\n  template:\n    spec:\n      containers:\n        - name: web\n",
    "patch.yaml": patch,
  });

  const found = await createLocator(lone)(
    rendered(object, [origin("patch.yaml", 1, "patch"), origin("base.yaml", 1, "resource")]),
    "/spec/template/spec/containers/1/resources",
  );

  expect(found).toEqual({ path: "patch.yaml", line: 10 });
});

test("a generated key is its literal's line, and the rest the generator's", async () => {
  const generator = origin("kustomization.yaml", 25, "generator", ["configMapGenerator", 0]);

  expect(await where("/data/b", { data: { a: "1", b: "2" } }, generator)).toBe("kustomization.yaml:27");
  expect(await where("/metadata/name", { data: {} }, generator)).toBe("kustomization.yaml:24");
});

test("an item of a List has its own lines", async () => {
  expect(await where("/spec/x", { spec: { x: 1 } }, origin("list.yaml", 1, "resource", ["items", 1]))).toBe(
    "list.yaml:7",
  );
});

test("a file that cannot be read gives the origin's own line", async () => {
  expect(await where("/spec", {}, origin("gone.yaml", 7, "resource"))).toBe("gone.yaml:7");
});

test("a patch that is an item of a list, as text, has its own lines", async () => {
  const files = {
    "k.yaml": "patchesStrategicMerge:\n  - other.yaml\n  - |-\n    kind: Deployment\n    spec:\n      replicas: 4\n",
    "base.yaml": "spec:\n  replicas: 1\n",
  };
  const manifest = rendered({ spec: { replicas: 4 } }, [
    origin("k.yaml", 3, "patch", ["patchesStrategicMerge", 1]),
    origin("base.yaml", 1, "resource"),
  ]);

  expect(await createLocator(treeOf(files))(manifest, "/spec/replicas")).toEqual({ path: "k.yaml", line: 6 });
});

test("of two elements with one name each has its own line", async () => {
  const twice = "spec:\n  containers:\n    - name: web\n      image: a\n    - name: web\n      image: b\n";
  const object = {
    spec: {
      containers: [
        { name: "web", image: "a" },
        { name: "web", image: "b" },
      ],
    },
  };
  const manifest = rendered(object, [origin("twice.yaml", 1, "resource")]);
  const find = createLocator(treeOf({ "twice.yaml": twice }));

  expect(await find(manifest, "/spec/containers/0/name")).toEqual({ path: "twice.yaml", line: 3 });
  expect(await find(manifest, "/spec/containers/1/name")).toEqual({ path: "twice.yaml", line: 5 });
  expect(await find(manifest, "/spec/containers/1/image")).toEqual({ path: "twice.yaml", line: 6 });
});

const overlaid = {
  "base.yaml": "kind: Deployment\nspec:\n  replicas: 1\n  paused: true\n",
  "k.yaml": "replicas:\n  - name: web\n    count: 2\npatches:\n  - patch: |-\n      spec:\n        paused: true\n",
};
const overlaidOrigins = [
  origin("k.yaml", 2, "patch", ["replicas", 0]),
  origin("k.yaml", 5, "patch", ["patches", 0, "patch"]),
  origin("base.yaml", 1, "resource"),
];

test.each([
  [
    "the base's line, when the change made its number text",
    { "base.yaml": "replicas: 1" },
    { "base.yaml": 'replicas: "1"' },
    "/spec/replicas",
    "base.yaml:3",
  ],
  ["the overlay's line, when nothing of it changed", {}, {}, "/spec/replicas", "k.yaml:3"],
  [
    "the overlay's line, when both changed",
    { "base.yaml": "replicas: 1", "k.yaml": "count: 2" },
    { "base.yaml": 'replicas: "1"', "k.yaml": "count: 4" },
    "/spec/replicas",
    "k.yaml:3",
  ],
  [
    "the base's line, when a patch says the same",
    { "base.yaml": "paused: true" },
    { "base.yaml": "paused:  true" },
    "/spec/paused",
    "base.yaml:4",
  ],
  [
    "the name's line as ever",
    { "base.yaml": "kind: Deployment" },
    { "base.yaml": "kind:  Deployment" },
    "/kind",
    "base.yaml:1",
  ],
] as const)("where several had a part in a value it is %s", async (_what, before, after, pointer, expected) => {
  const head = edited(overlaid, before, after);
  const manifest = rendered({ spec: { replicas: "2", paused: true } }, overlaidOrigins);

  const { path, line } = await createLocator(treeOf(head), treeOf(overlaid))(manifest, pointer);

  expect(`${path}:${line}`).toBe(expected);
});

function edited(files: Record<string, string>, before: Record<string, string>, after: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replace(before[path] ?? "", after[path] ?? "")]),
  );
}
