import { expect, test } from "vitest";
import type { Manifest } from "../../../src/domain/manifest.ts";
import { affected } from "../../../src/pipeline/affected.ts";
import { discover } from "../../../src/pipeline/discover.ts";
import { createRenders } from "../../../src/pipeline/render.ts";
import { look, named, remarks, summary } from "../../declarations/looking.ts";
import { alone, deployment, type Files, hasKustomize, ports } from "../../renderers/rendering.ts";
import { treeOf } from "../../sources/trees.ts";

function kustomization(name: string, path: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: "flux-system" },
    spec: { interval: "1h", prune: true, path, sourceRef: { kind: "GitRepository", name: "flux-system" }, ...more },
  });
}

const patchAll = (spec: Readonly<Record<string, unknown>>) => ({
  patches: [
    {
      patch: JSON.stringify({
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: "_" },
        spec,
      }),
      target: { group: "kustomize.toolkit.fluxcd.io", kind: "Kustomization" },
    },
  ],
});

test.skipIf(!hasKustomize)(
  "a patch reaches a child's children, and the child is rendered only as it is patched",
  async () => {
    const files: Files = {
      "flux/top.yaml": kustomization(
        "top",
        "./middle",
        patchAll({ targetNamespace: "patched", ...patchAll({ suspend: true }) }),
      ),
      "middle/middle.yaml": kustomization("middle", "./bottom"),
      "bottom/bottom.yaml": kustomization("bottom", "./web"),
      "web/web.yaml": deployment("web"),
    };
    const found = await look(files);

    expect(named(found, "middle").parts[0]?.recipe.kustomize?.overlay).toMatchObject({ namespace: "patched" });
    expect(named(found, "bottom").why).toContain("it is suspended");
    expect(found.renderings).toEqual(["top default", "middle default"]);
  },
);

test.skipIf(!hasKustomize)("a Kustomization that holds itself is one application", async () => {
  const found = await look({ "clusters/a/self.yaml": kustomization("flux-system", "./clusters/a") });

  expect(summary(found)).toEqual(["flux-system a kustomize clusters/a"]);
  expect(found.renderings).toHaveLength(1);
});

test.skipIf(!hasKustomize)("two that hold one another are both found, once each", async () => {
  const files = { "a/b.yaml": kustomization("b", "./b"), "b/a.yaml": kustomization("a", "./a") };
  const found = await look(files);

  expect(summary(found)).toEqual(["a default kustomize a", "b default kustomize b"]);
  expect(remarks(found)).toEqual([]);
});

test("parents that make another parent each time are given up, and that is said", async () => {
  const tree = treeOf({ "flux/0.yaml": kustomization("n0", "./flux") });
  let count = 0;
  const { applications, notEvaluated } = await discover(
    tree,
    { discovery: { exclude: [] }, applications: [], environments: [] },
    {
      ...alone,
      render: async () => {
        count += 1;
        const object = JSON.parse(kustomization(`n${count}`, "./flux"));
        const manifest: Manifest = {
          id: { group: "kustomize.toolkit.fluxcd.io", kind: "Kustomization", namespace: null, name: `n${count}` },
          apiVersion: "kustomize.toolkit.fluxcd.io/v1",
          object,
          origins: [{ path: "flux/0.yaml", line: 1, document: 0, role: "resource", within: [] }],
        };
        return { status: "rendered", manifests: [manifest], findings: [] };
      },
    },
  );

  expect(count).toBeLessThan(20);
  expect(applications.length).toBeGreaterThan(0);
  expect(notEvaluated.map(({ reason }) => reason)).toEqual([
    "Applications declare one another more than 12 deep, or in a circle that never ends; those below are read as they stand in files.",
  ]);
});

test("a parent that cannot be rendered leaves its children as they stand", async () => {
  const files = {
    "flux/top.yaml": kustomization("top", "./apps"),
    "apps/web.yaml": kustomization("web", "./web"),
    "web/web.yaml": deployment("web"),
  };
  const { applications } = await discover(
    treeOf(files),
    { discovery: { exclude: [] }, applications: [], environments: [] },
    alone,
  );

  expect(applications.map(({ name }) => name)).toEqual(["flux", "top", "web"]);
});

test.skipIf(!hasKustomize)(
  "a base that two overlays hold is an application in each of their environments",
  async () => {
    const files: Record<string, string> = {
      "base/ks.yaml": kustomization("web", "./web"),
      "base/kustomization.yaml": "resources: [ks.yaml]\n",
      "web/web.yaml": deployment("web"),
    };
    for (const environment of ["dev", "prod"]) {
      files[`overlays/${environment}/kustomization.yaml`] =
        `resources: [../../base]\npatches: [{target: {kind: Kustomization}, patch: '[{"op": "add", "path": "/spec/targetNamespace", "value": "${environment}"}]'}]\n`;
    }
    const found = await look(files);

    expect(summary(found).filter((line) => line.startsWith("web"))).toEqual([
      "web dev kustomize web",
      "web prod kustomize web",
    ]);
    expect(named(found, "web", "dev").parts[0]?.recipe.kustomize?.overlay).toEqual({ namespace: "dev" });
    expect(named(found, "web", "prod").parts[0]?.recipe.kustomize?.overlay).toEqual({ namespace: "prod" });
  },
);

test.skipIf(!hasKustomize)("two clusters whose directories name no environment are told apart", async () => {
  const cluster = (name: string) => ({
    [`kubernetes/${name}/flux/apps.yaml`]: kustomization("apps", `./kubernetes/${name}/apps`),
    [`kubernetes/${name}/apps/web.yaml`]: deployment("web"),
  });
  const found = await look({ ...cluster("main"), ...cluster("backup") });

  expect(summary(found).filter((line) => line.includes("-apps"))).toEqual([
    "backup-apps default kustomize kubernetes/backup/apps",
    "main-apps default kustomize kubernetes/main/apps",
  ]);
  expect(new Set(found.applications.map(({ key }) => key)).size).toBe(found.applications.length);
});

test("an object for a directory that was found before is the same application", async () => {
  const before = await look({ "web/web.yaml": deployment("web") });
  const after = await look({ "web/web.yaml": deployment("web"), "flux/web.yaml": kustomization("site", "./web") });

  const pairs = affected({ ...before }, { ...after });

  expect(pairs.map(({ base, head }) => [base?.name, head?.name])).toContainEqual(["web", "site"]);
  expect(pairs.map(({ base, head }) => [base?.name, head?.name])).not.toContainEqual(["web", undefined]);
});

test("keys stay the same when a file moves within its environment, or another application comes", async () => {
  const web = { "web/web.yaml": deployment("web") };
  const before = await look({ ...web, "flux/web.yaml": kustomization("web", "./web") });
  const after = await look({
    ...web,
    "flux/all.yaml": `${kustomization("new", "./web")}\n---\n${kustomization("web", "./web")}`,
  });

  expect(named(after, "web").key).toBe(named(before, "web").key);
});

test("a change of what a HelmRelease brings affects who delivers it", async () => {
  const files: Files = {
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "charts/web/values.yaml": "a: 1\n",
    "settings/values.yaml":
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {values.yaml: 'a: 2'}\n",
    "web/release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  interval: 1h
  chart: {spec: {chart: charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
  valuesFrom: [{kind: ConfigMap, name: settings}]
`,
  };

  expect(named(await look(files), "web").inputs).toContain("settings/values.yaml");
});

test("rendering for discovery asks for no chart", async () => {
  const renders = createRenders();
  const tree = treeOf({ "web/web.yaml": deployment("web") });
  const { applications } = await look({ "web/web.yaml": deployment("web") });

  expect((await renders.renderOwn(applications[0]!, tree, ports)).status).toBe("rendered");
});
