import { expect, test } from "vitest";
import { discover } from "../../src/pipeline/discover.ts";
import { createRenders } from "../../src/pipeline/render.ts";
import { createLocator } from "../../src/sources/locate.ts";
import { alone, deployment, type Files, hasKustomize, ports } from "../renderers/rendering.ts";
import { treeOf } from "../sources/trees.ts";

const config = { discovery: { exclude: [] }, applications: [], environments: [] };

const flux: Files = {
  "clusters/prod/shop.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: shop
  namespace: flux-system
spec:
  path: ./shop
  sourceRef: {kind: GitRepository, name: flux-system}
  targetNamespace: shop
  patches:
    - target:
        kind: Deployment
      patch: |
        - op: add
          path: /spec/replicas
          value: \${REPLICAS:=2}
  postBuild:
    substitute:
      TAG: "1.30"
`,
  "shop/web.yaml": deployment("web").replace("nginx:1", "nginx:${TAG}"),
  "shop/deep/cm.yaml": 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {tag: "${TAG}", price: "$${5}"}\n',
};

const argo: Files = {
  "argocd/shop.yaml": `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  destination: {name: prod, namespace: shop}
  source:
    repoURL: https://github.com/acme/shop
    path: shop
    kustomize:
      namePrefix: eu-
      images: [nginx:2]
      replicas: [{name: web, count: 4}]
`,
  "shop/kustomization.yaml": "resources: [web.yaml]\n",
  "shop/web.yaml": deployment("web"),
};

async function rendered(files: Files) {
  const tree = treeOf(files);
  const { applications, notEvaluated } = await discover(tree, config, alone);
  expect(notEvaluated).toEqual([]);
  const shop = applications.find(({ name }) => name === "shop")!;
  const rendering = await createRenders().render(shop, tree, ports);
  if (rendering.status !== "rendered") throw new Error(JSON.stringify(rendering));
  const locate = createLocator(tree);
  return {
    manifests: rendering.manifests,
    findings: rendering.findings,
    async place(kind: string, pointer: string) {
      const { path, line } = await locate(rendering.manifests.find(({ id }) => id.kind === kind)!, pointer);
      return `${path}:${line}`;
    },
  };
}

test.skipIf(!hasKustomize)("what Flux makes of a directory is what is judged, and told at its lines", async () => {
  const { manifests, findings, place } = await rendered(flux);

  expect(findings).toEqual([]);
  expect(manifests.map(({ id, object }) => [id.kind, id.namespace, object.data])).toEqual(
    expect.arrayContaining([
      ["Deployment", "shop", undefined],
      ["ConfigMap", "shop", { tag: 1.3, price: "${5}" }],
    ]),
  );
  expect(manifests.find(({ id }) => id.kind === "Deployment")?.object).toMatchObject({
    spec: { replicas: 2, template: { spec: { containers: [{ image: "nginx:1.30" }] } } },
  });
  expect(await place("Deployment", "/spec/replicas")).toBe("clusters/prod/shop.yaml:16");
  expect(await place("Deployment", "/metadata/namespace")).toBe("clusters/prod/shop.yaml:9");
  expect(await place("Deployment", "/spec/template/spec/containers/0/image")).toBe("shop/web.yaml:12");
});

test.skipIf(!hasKustomize)(
  "what Argo CD makes of a kustomization is what is judged, and told at its object",
  async () => {
    const { manifests, place } = await rendered(argo);

    expect(manifests.map(({ object }) => object)).toMatchObject([
      {
        metadata: { name: "eu-web" },
        spec: { replicas: 4, template: { spec: { containers: [{ image: "nginx:2" }] } } },
      },
    ]);
    expect(await place("Deployment", "/spec/replicas")).toBe("argocd/shop.yaml:12");
    expect(await place("Deployment", "/metadata/name")).toMatch(/^argocd\/shop\.yaml:10$/);
    expect(await place("Deployment", "/spec/template/spec/containers/0/image")).toMatch(/^argocd\/shop\.yaml:/);
  },
);
