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
