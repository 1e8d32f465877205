import { expect, test } from "vitest";
import { withCommonMetadata } from "../../../src/renderers/common-metadata.ts";
import { layOver } from "../../../src/renderers/kustomize/lay-over.ts";
import { application, complaints, deployment, type Files, hasKustomize, noTools } from "../rendering.ts";
import { kustomizeRecipe, manifestsOf, placeOf, renderBy } from "./recipes.ts";

const patch = "- op: replace\n  path: /spec/replicas\n  value: 5\n";
const more = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {paused: true}\n";

/** An engine's object, which says what is laid over `apps/web` in words of its own. */
const declaring = `# web
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web}
spec:
  path: ./apps/web
  targetNamespace: shop
  namePrefix: eu-
  images:
    - name: nginx
      newTag: "9"
  commonMetadata:
    labels:
      team: payments
  patches:
    - target: {kind: Deployment}
      patch: |
        - op: replace
          path: /spec/replicas
          value: 5
    - patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {paused: true}}'
`;

const files: Files = {
  "clusters/prod/web.yaml": declaring,
  "apps/web/kustomization.yaml":
    'resources: [web.yaml]\nnamespace: own\nimages:\n  - name: nginx\n    newTag: "2"\n  - name: other\n    newTag: "3"\n',
  "apps/web/web.yaml": `${deployment("web")}        - name: side\n          image: other:1\n`,
  "components/more/kustomization.yaml":
    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - path: p.yaml\n",
  "components/more/p.yaml": more,
};

const overlay = {
  namespace: "shop",
  namePrefix: "eu-",
  images: [{ name: "nginx", newTag: "9" }],
  commonMetadata: { labels: { team: "payments" } },
  patches: [
    { target: { kind: "Deployment" }, patch },
    { patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {paused: true}}" },
  ],
};

test("images and replicas take the place of their name, other lists are added, maps merged, the rest replaced", () => {
  const own = { images: [{ name: "a", newTag: "1" }, { name: "b" }], patches: [1], namespace: "x", labels: { a: "1" } };
  const over = {
    images: [{ name: "a", newTag: "2" }],
    patches: [2],
    namespace: "y",
    labels: { b: "2" },
    components: [3],
  };

  expect(layOver(own, over)).toEqual({
    images: [{ name: "b" }, { name: "a", newTag: "2" }],
    patches: [1, 2],
    namespace: "y",
    labels: { a: "1", b: "2" },
    components: [3],
  });
});

test("an asterisk keeps what the kustomization says of an image itself, and is nothing where it says nothing", () => {
  const own = { images: [{ name: "a", newName: "mirror/a", newTag: "1", digest: "sha256:1" }] };
  const images = [
    { name: "a", newName: "*", newTag: "2" },
    { name: "b", newName: "*", newTag: "*" },
  ];

  expect(layOver(own, { images })).toEqual({
    images: [{ name: "a", newName: "mirror/a", newTag: "2" }, { name: "b" }],
  });
  expect(layOver({}, { images })).toEqual({ images: [{ name: "a", newTag: "2" }, { name: "b" }] });
});

test.skipIf(!hasKustomize)("a tag that keeps the image's new name is told where it is laid over", async () => {
  const declaring = "kind: Kustomization\nspec:\n  images:\n    - name: nginx\n      newName: '*'\n      newTag: '9'\n";
  const mirrored = {
    ...files,
    "clusters/prod/web.yaml": `# web\n---\n${declaring}`,
    "apps/web/kustomization.yaml": "resources: [web.yaml]\nimages: [{name: nginx, newName: mirror/nginx}]\n",
  };
  const laid = { images: [{ name: "nginx", newName: "*", newTag: "9" }] };

  const [web] = manifestsOf(await renderBy(mirrored, "apps/web", kustomizeRecipe({ overlay: laid })));

  expect(web).toMatchObject({
    object: { spec: { template: { spec: { containers: [{ image: "mirror/nginx:9" }, {}] } } } },
  });
  expect(await placeOf(mirrored, web, "/spec/template/spec/containers/0/image")).toBe("clusters/prod/web.yaml:8");
});

test.skipIf(!hasKustomize)("what an engine lays over a kustomization is built, and told at its own lines", async () => {
  const recipe = kustomizeRecipe({ overlay });
  const rendering = await renderBy(files, "apps/web", recipe);
  const [web] = manifestsOf(withCommonMetadata(rendering, application("apps/web", "kustomize", recipe)));

  expect(web).toMatchObject({
    id: { namespace: "shop", name: "eu-web" },
    object: {
      metadata: { labels: { team: "payments" } },
      spec: {
        replicas: 5,
        paused: true,
        template: {
          metadata: { labels: { app: "web" } },
          spec: { containers: [{ image: "nginx:9" }, { image: "other:3" }] },
        },
      },
    },
  });
  expect(web?.object).not.toHaveProperty("spec.template.metadata.labels.team");
  const place = (pointer: string) => placeOf(files, web, pointer);
  expect(await place("/metadata/namespace")).toBe("clusters/prod/web.yaml:8");
  expect(await place("/metadata/labels/team")).toBe("clusters/prod/web.yaml:15");
  expect(await place("/spec/replicas")).toBe("clusters/prod/web.yaml:21");
  expect(await place("/spec/paused")).toBe("clusters/prod/web.yaml:22");
  expect(await place("/spec/template/spec/containers/0/image")).toBe("clusters/prod/web.yaml:12");
  expect(await place("/spec/template/spec/containers/1/image")).toBe("apps/web/kustomization.yaml:7");
});

test.skipIf(!hasKustomize)("what an engine's object says in other words is told where that object is", async () => {
  const templated = { ...files, "clusters/prod/web.yaml": "# web\n---\nkind: ApplicationSet\nspec: {}\n" };

  const [web] = manifestsOf(await renderBy(templated, "apps/web", kustomizeRecipe({ overlay })));

  for (const pointer of ["/metadata/namespace", "/spec/replicas", "/spec/template/spec/containers/0/image"])
    expect(await placeOf(templated, web, pointer)).toBe("clusters/prod/web.yaml:3");
  expect(await placeOf(templated, web, "/spec/template/spec/containers/0/name")).toBe("apps/web/web.yaml:11");
});

test.skipIf(!hasKustomize)("a component that is laid over is read from the directory", async () => {
  const recipe = kustomizeRecipe({ overlay: { components: ["../../components/more"] } });

  const [web] = manifestsOf(await renderBy(files, "apps/web", recipe));

  expect(web).toMatchObject({ object: { spec: { paused: true } } });
  expect(await placeOf(files, web, "/spec/paused")).toBe("components/more/p.yaml:4");
});

test.each([
  [{ components: ["../gone"] }, "clusters/prod/web.yaml:3 missing"],
  [{ resources: ["https://example.com/x.yaml"] }, "clusters/prod/web.yaml:3 errored"],
  [
    { transformers: ["{apiVersion: acme.com/v1, kind: Exec, metadata: {name: x}}"] },
    "clusters/prod/web.yaml:3 errored",
  ],
])("what is laid over and cannot be had is told where the engine's object is: %j", async (given, expected) => {
  const rendering = await renderBy(files, "apps/web", kustomizeRecipe({ overlay: given }), { tools: noTools });

  expect(complaints(rendering)).toEqual([expected]);
});
