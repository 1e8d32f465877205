import { expect, test } from "vitest";
import { filesIn, look, named, remarks, summary } from "./looking.ts";

const self = { url: "https://github.com/acme/shop", branch: "main" };

const files = filesIn(new URL("../fixtures/argocd", import.meta.url).pathname);

test("a repository of Applications, ApplicationSets and a chart of Applications is read as Argo CD reads it", async () => {
  const looked = await look(files, self);

  expect(summary(looked)).toEqual([
    "bootstrap default plain bootstrap",
    "deep default plain manifests/queue/deep",
    "elsewhere default plain elsewhere",
    "logging default plain addons/logging",
    "metrics-acme-dev dev plain addons/metrics",
    "metrics-acme-prod prod plain addons/metrics",
    "queue default plain manifests/queue",
    "root default helm charts/apps",
    "sets default plain sets",
    "shop-dev dev helm charts/shop",
    "shop-prod prod helm charts/shop",
    "web-dev dev kustomize apps/web/overlays/dev",
    "web-prod prod kustomize apps/web/overlays/prod",
  ]);
  expect(looked.renderings).toEqual(["root default"]);
});

test("what git cannot tell is named once, with its line", async () => {
  const looked = await look(files, self);

  expect(remarks(looked)).toEqual([
    expect.stringMatching(
      /^elsewhere\/applications\.yaml:26 Application prometheus: The chart prometheus 25\.8\.0 comes from /,
    ),
    "elsewhere/applications.yaml:47 Application elsewhere: Its source is another repository, https://github.com/acme/other.git, which is not read here.",
    "elsewhere/applications.yaml:50 Application elsewhere: It is deployed from v1.2.3, and not from the branch main.",
    "sets/addons.yaml:22 ApplicationSet addons: Its generator pullRequest asks a forge which pull requests are open, which git cannot tell.",
  ]);
});

test("an Application of a rendered chart is rendered with its own options", async () => {
  const looked = await look(files, self);

  const rendering = await looked.render(named(looked, "web-prod", "prod"));

  expect(rendering).toMatchObject({
    status: "rendered",
    manifests: [
      {
        id: { kind: "Deployment", namespace: "web", name: "web" },
        object: {
          metadata: { annotations: { "acme.example/owner": "web-team" } },
          spec: { replicas: 3, template: { spec: { containers: [{ image: "ghcr.io/acme/web:1.4.0" }] } } },
        },
      },
    ],
  });
});

test("parameters that a generator reads from a file come before values files", async () => {
  const looked = await look(files, self);

  const rendering = await looked.render(named(looked, "shop-prod", "prod"));

  expect(rendering).toMatchObject({ status: "rendered", manifests: [{ object: { spec: { replicas: 4 } } }] });
});

test("a plain directory is read without what lies below it, unless it is told to", async () => {
  const looked = await look(files, self);

  const rendering = await looked.render(named(looked, "queue"));

  expect(rendering).toMatchObject({ status: "rendered", manifests: [{ id: { name: "queue" } }] });
  expect(rendering.status === "rendered" && rendering.manifests).toHaveLength(1);
});

test("what an Application says may change it is watched beside what its render reads", async () => {
  const looked = await look({ ...files, "apps/web/base/README.md": Buffer.from("Read me.") }, self);

  const { inputs } = named(looked, "web-prod", "prod");

  expect(inputs).toContain("apps/web/base/README.md");
  expect(inputs).not.toContain("apps/web/overlays/dev/kustomization.yaml");
});
