import { expect, test } from "vitest";
import type { DiscoveryConfig } from "../../src/pipeline/discover.ts";
import { discover } from "../../src/pipeline/discover.ts";
import { alone, deployment, type Files } from "../renderers/rendering.ts";
import { treeOf } from "../sources/trees.ts";

type Given = {
  exclude?: string[];
  applications?: { name: string; path: string; renderer?: string }[];
  environments?: string[];
};

function config({ exclude = [], applications = [], environments = [] }: Given = {}): DiscoveryConfig {
  return {
    discovery: { exclude },
    applications: applications.map((application) => ({ dependsOn: [], values: [], ...application })),
    environments: environments.map((name) => ({ name })) as unknown as DiscoveryConfig["environments"],
  };
}

async function found(files: Files, given: Given = {}): Promise<string[]> {
  const { applications } = await discover(treeOf(files), config(given), alone);
  return applications.map(({ name, environment, path, renderer }) => `${name} ${environment} ${path} ${renderer}`);
}

const kustomization = "resources: []\n";

/** Directories of manifests, or of kustomizations where the path ends in a slash. */
function files(...paths: readonly string[]): Files {
  return Object.fromEntries(
    paths.map((path) =>
      path.endsWith("/") ? [`${path}kustomization.yaml`, kustomization] : [`${path}/web.yaml`, deployment("web")],
    ),
  );
}

test.each([
  ["apps/web/overlays/prod/", [], "web prod"],
  ["clusters/prod/web", [], "web prod"],
  ["apps/production/", [], "apps production"],
  ["environments/acme-eu/shop/base", [], "shop acme-eu"],
  ["shop/k8s/staging", [], "shop staging"],
  ["shop/deploy", [], "shop default"],
  ["clusters/production", [], "clusters production"],
  ["web/eu-1/app", ["eu-1"], "web eu-1"],
  ["apps/web/overlays/prod/", ["eu-1"], "web-prod default"],
  ["Apps/Web Shop/x", [], "x default"],
])("%s with environments [%s] is %s", async (path, environments, expected) => {
  expect((await found(files(path), { environments }))[0]).toMatch(new RegExp(`^${expected} `));
});

test("manifests at the root are an application too", async () => {
  expect(await found({ "web.yaml": deployment("web") })).toEqual(["root default . plain"]);
});

test("applications of one environment that would be called the same have longer names, the others keep theirs", async () => {
  expect(
    await found(files("a/web/overlays/prod/", "b/web/overlays/prod/", "a/web/overlays/dev/", "c/db/overlays/prod/")),
  ).toEqual([
    "a-web prod a/web/overlays/prod kustomize",
    "b-web prod b/web/overlays/prod kustomize",
    "db prod c/db/overlays/prod kustomize",
    "web dev a/web/overlays/dev kustomize",
  ]);
});

test("names are unique in their environment, whatever the paths", async () => {
  const all = await found(files("a b", "a-b", "a_b", "x/a b", "x/a-b", "a/b", "a/b/base", "a/b/app", "a/base/b"));

  expect(new Set(all.map((line) => line.split(" ").slice(0, 2).join(" "))).size).toBe(9);
});

test("what a kustomization reads or leaves beside it is no plain application", async () => {
  const tree = {
    "base/kustomization.yaml": "resources: [web.yaml, ../shared/cm.yaml]\n",
    "base/web.yaml": deployment("web"),
    "base/left-out.yaml": deployment("old"),
    "shared/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
  };

  expect(await found(tree)).toEqual(["base default base kustomize"]);
});

test("the configuration's applications come first, at every environment it names", async () => {
  const tree = files("apps/web/overlays/dev/", "apps/web/overlays/prod/", "db/dev");

  expect(
    await found(tree, {
      environments: ["dev", "prod", "gone"],
      applications: [
        { name: "shop", path: "apps/web/overlays/{environment}" },
        { name: "data", path: "db/dev", renderer: "plain" },
      ],
    }),
  ).toEqual([
    "data dev db/dev plain",
    "shop dev apps/web/overlays/dev kustomize",
    "shop prod apps/web/overlays/prod kustomize",
  ]);
});

test("{environment} without configured environments is whatever directory is there", async () => {
  const given = { applications: [{ name: "shop", path: "apps/{environment}/web" }] };

  expect(await found(files("apps/eu/web", "apps/us/web", "apps/us/deeper/web"), given)).toEqual([
    "shop eu apps/eu/web plain",
    "shop us apps/us/web plain",
    "web default apps/us/deeper/web plain",
  ]);
});

test("an application that is nowhere is said, and so is an unknown renderer", async () => {
  const { notEvaluated } = await discover(
    treeOf(files("a")),
    config({
      applications: [
        { name: "x", path: "gone" },
        { name: "y", path: "a", renderer: "magic" },
      ],
    }),
    alone,
  );

  expect(notEvaluated.map(({ reason }) => reason)).toEqual([
    "The application x is to be found in gone, and there is no such directory.",
    "The application y asks for the renderer magic, and there is none of that name.",
  ]);
});

test("what is excluded is not found, includes nothing, and is still read where something includes it", async () => {
  const tree = {
    ...files("tests/web", "apps/web"),
    "tests/all/kustomization.yaml": "resources: [../../apps/db]\n",
    "apps/db/kustomization.yaml": "resources: [../../tests/fixture.yaml]\n",
    "tests/fixture.yaml": deployment("fixture"),
  };
  const { applications } = await discover(treeOf(tree), config({ exclude: ["tests/**"] }), alone);

  expect(applications.map(({ path }) => path)).toEqual(["apps/db", "apps/web"]);
  expect(applications[0]?.inputs).toContain("tests/fixture.yaml");
});

test("a tree is looked through once for each configuration, and again after a failure", async () => {
  const tree = treeOf(files("apps/web", "apps/db/"));
  let isBroken = true;
  const flaky = { ...tree, read: (paths: readonly string[]) => (isBroken ? Promise.reject(paths) : tree.read(paths)) };

  await expect(discover(flaky, config(), alone)).rejects.toBeDefined();
  isBroken = false;
  const all = await discover(flaky, config(), alone);

  expect(all.applications).toHaveLength(2);
  expect(await discover({ ...tree }, config(), alone)).toBe(all);
  expect((await discover(flaky, config({ exclude: ["apps/db/**"] }), alone)).applications).toHaveLength(1);
});

test("who waits for another's look at the same tree looks for itself when that one is cancelled", async () => {
  const tree = treeOf(files("apps/web"));
  let isCancelled = true;
  const read = (paths: readonly string[]) => {
    if (!isCancelled) return tree.read(paths);
    isCancelled = false;
    return Promise.reject(new Error("The head moved on."));
  };

  const [first, second] = await Promise.allSettled([1, 2].map(() => discover({ ...tree, read }, config(), alone)));

  expect(first?.status).toBe("rejected");
  expect(second).toMatchObject({ status: "fulfilled", value: { applications: [{ name: "web" }] } });
});
