import { expect, test } from "vitest";
import { hasKustomize, tools } from "../../renderers/rendering.ts";
import { fixture, look, named, shop } from "../looking.ts";

const hasHelm = (await tools.find("helm")).status === "found";

test.skipIf(!hasKustomize || !hasHelm)(
  "a release renders with what its overlay, its ConfigMap and itself say",
  async () => {
    const files = { ...fixture("flux") };
    const release = Buffer.from(files["apps/base/shop/release.yaml"] as Uint8Array).toString();
    const found = await look(
      {
        ...files,
        "apps/base/shop/release.yaml": `${release}  commonMetadata:\n    annotations:\n      owner: shop\n  postRenderers:\n    - kustomize:\n        patches:\n          - patch: '[{"op": "replace", "path": "/spec/revisionHistoryLimit", "value": 3}]'\n            target: {kind: Deployment}\n`,
      },
      shop,
    );

    const rendering = await found.render(named(found, "apps", "production"));

    const deployment =
      rendering.status === "rendered" ? rendering.manifests.find(({ id }) => id.kind === "Deployment") : rendering;
    expect(deployment).toMatchObject({
      id: { namespace: "shop", name: "shop" },
      object: {
        metadata: { annotations: { owner: "shop" } },
        spec: {
          replicas: 5,
          revisionHistoryLimit: 3,
          template: {
            spec: {
              containers: [
                { image: "registry.example.com/shop:1.4.0", env: [{ name: "HOST", value: "shop.example.com" }] },
              ],
            },
          },
        },
      },
    });
  },
);

test.skipIf(!hasKustomize || !hasHelm)(
  "values of a ConfigMap that every cluster has are those of the release's own",
  async () => {
    const files = Object.fromEntries(
      ["production", "staging"].map((cluster) => [
        `clusters/${cluster}/values.yaml`,
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cluster-values, namespace: shop}\ndata: {values.yaml: 'host: ${cluster}.example.com'}\n`,
      ]),
    );
    const base = { ...fixture("flux") };
    const release = Buffer.from(base["apps/base/shop/release.yaml"] as Uint8Array)
      .toString()
      .replace("name: shop-values", "name: shop-values\n    - kind: ConfigMap\n      name: cluster-values")
      .replace("    host: shop.example.com\n", "    image: registry.example.com/shop:2\n");
    const found = await look({ ...base, ...files, "apps/base/shop/release.yaml": release }, shop);

    for (const environment of ["production", "staging"]) {
      const rendering = await found.render(named(found, "apps", environment));
      expect(JSON.stringify(rendering.status === "rendered" ? rendering.manifests : rendering)).toContain(
        `"value":"${environment}.example.com"`,
      );
    }
  },
);
