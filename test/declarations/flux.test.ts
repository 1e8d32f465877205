import { expect, test } from "vitest";
import type { DiscoveredApplication } from "../../src/domain/application.ts";
import { deployment, type Files, hasKustomize } from "../renderers/rendering.ts";
import { fixture, look, named, remarks, shop, summary } from "./looking.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A Flux Kustomization as it stands in a file. */
function kustomization(name: string, spec: Fields, namespace = "flux-system"): string {
  return JSON.stringify({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace },
    spec: { interval: "1h", prune: true, sourceRef: { kind: "GitRepository", name: "flux-system" }, ...spec },
  });
}

function source(spec: Fields, kind = "GitRepository", name = "flux-system"): string {
  return JSON.stringify({
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind,
    metadata: { name, namespace: "flux-system" },
    spec,
  });
}

const web: Files = { "apps/web/web.yaml": deployment("web") };

function recipeOf({ parts }: DiscoveredApplication) {
  const [part] = parts;
  if (part === undefined) throw new Error("An application has a part.");
  return part.recipe;
}

test.skipIf(!hasKustomize)("a repository as bootstrap lays it out is found for every cluster", async () => {
  const found = await look(fixture("flux"), shop);

  expect(summary(found)).toEqual([
    "apps production kustomize apps/production",
    "apps staging kustomize apps/staging",
    "flux-system production kustomize clusters/production",
    "flux-system staging kustomize clusters/staging",
    "infra-configs production kustomize infrastructure/configs",
    "infra-configs staging kustomize infrastructure/configs",
    "infra-controllers production kustomize infrastructure/controllers",
    "infra-controllers staging kustomize infrastructure/controllers",
    "tenants production kustomize tenants/base",
    "tenants staging kustomize tenants/base",
  ]);
  expect(remarks(found)).toEqual([
    "infrastructure/controllers/cert-manager.yaml:19 The chart cert-manager 1.18.2 comes from charts.jetstack.io, which is not allowed here; vendor it into the repository, or ask the operator to add charts.jetstack.io to FAIRLEAD_CHART_HOSTS.",
  ]);
});

test.skipIf(!hasKustomize)("a child holds what its parent's patch puts there, each cluster its own", async () => {
  const found = await look(fixture("flux"), shop);

  expect(recipeOf(named(found, "tenants", "staging")).substitution).toEqual({
    variables: { CLUSTER: "staging" },
    incomplete: false,
  });
  expect(recipeOf(named(found, "tenants", "production")).substitution?.variables).toEqual({ CLUSTER: "production" });
  const rendering = await found.render(named(found, "tenants", "production"));
  expect(rendering.status === "rendered" ? rendering.manifests[0]?.object : rendering).toMatchObject({
    metadata: { name: "quota", namespace: "tenants" },
    data: { cluster: "production" },
  });
});

test.skipIf(!hasKustomize)("each parent is rendered once, from the top down", async () => {
  const { renderings } = await look(fixture("flux"), shop);

  expect(renderings).toEqual(["flux-system production", "flux-system staging", "apps production", "apps staging"]);
});

test("variables come from the ConfigMap of the same cluster; a Secret that is not there leaves them incomplete", async () => {
  const found = await look(fixture("flux"), shop);

  expect(recipeOf(named(found, "infra-configs", "staging")).substitution).toEqual({
    variables: { CLUSTER: "staging", DOMAIN: "staging.example.com" },
    incomplete: true,
  });
});

test("everything that Flux lays over a directory is in the recipe, older forms in today's", async () => {
  const spec = {
    path: "./apps/web",
    targetNamespace: "shop",
    namePrefix: "a-",
    nameSuffix: "-z",
    commonMetadata: { labels: { team: "web" }, annotations: {} },
    images: [{ name: "nginx", newTag: "2" }],
    components: ["../common"],
    patches: [{ patch: "- op: remove", target: { kind: "Deployment" } }],
    patchesStrategicMerge: [{ kind: "Deployment", metadata: { name: "web" } }],
    patchesJson6902: [{ target: { kind: "Service" }, patch: [{ op: "remove", path: "/spec" }] }],
  };
  const found = await look({ ...web, "clusters/dev/web.yaml": kustomization("web", spec) });

  expect(recipeOf(named(found, "web", "dev"))).toEqual({
    declaredAt: { path: "clusters/dev/web.yaml", line: 1 },
    kustomize: {
      overlay: {
        namespace: "shop",
        namePrefix: "a-",
        nameSuffix: "-z",
        components: ["../common"],
        patches: [
          { patch: "- op: remove", target: { kind: "Deployment" } },
          { patch: '{"kind":"Deployment","metadata":{"name":"web"}}' },
          { patch: '[{"op":"remove","path":"/spec"}]', target: { kind: "Service" } },
        ],
        images: [{ name: "nginx", newTag: "2" }],
        commonMetadata: { labels: { team: "web" } },
      },
      generate: true,
      openRoot: true,
    },
  });
});

test("components that are missing are left out where they may be", async () => {
  const spec = { path: "./apps/web", components: ["../gone", "../web"], ignoreMissingComponents: true };
  const found = await look({ ...web, "flux/web.yaml": kustomization("web", spec) });

  expect(recipeOf(named(found, "web")).kustomize?.overlay).toEqual({ components: ["../web"] });
});

test("a suspended Kustomization and what it waits for are said", async () => {
  const spec = { path: "./apps/web", suspend: true, dependsOn: [{ name: "database" }] };
  const found = await look({ ...web, "flux/web.yaml": kustomization("web", spec) });

  expect(named(found, "web").why).toBe(
    "Flux's Kustomization flux-system/web deploys it, after database; it is suspended, so nothing is synced now. It belongs to default: nothing names one.",
  );
});

test.each([
  [
    "another repository",
    { url: "https://github.com/acme/other" },
    "It comes from https://github.com/acme/other (GitRepository flux-system/flux-system), which is another repository.",
  ],
  [
    "another branch",
    { url: "git@github.com:acme/shop.git", ref: { branch: "next" } },
    "It follows the branch next (GitRepository flux-system/flux-system), and the change goes to main.",
  ],
  [
    "a branch by its ref",
    { url: "https://github.com/acme/shop", ref: { name: "refs/heads/next" } },
    "It follows the branch next (GitRepository flux-system/flux-system), and the change goes to main.",
  ],
  [
    "a tag",
    { url: "https://github.com/acme/shop", ref: { tag: "v1" } },
    "It follows the tag v1 (GitRepository flux-system/flux-system), and no branch.",
  ],
  [
    "tags",
    { url: "https://github.com/acme/shop", ref: { semver: "1.x" } },
    "It follows tags like 1.x (GitRepository flux-system/flux-system), and no branch.",
  ],
  [
    "a commit",
    { url: "https://github.com/acme/shop", ref: { branch: "main", commit: "abc" } },
    "It is pinned to abc (GitRepository flux-system/flux-system), which no merge changes.",
  ],
  [
    "a ref that is no branch",
    { url: "https://github.com/acme/shop", ref: { name: "refs/tags/v1" } },
    "It is pinned to refs/tags/v1 (GitRepository flux-system/flux-system), which no merge changes.",
  ],
])("what comes from %s is not evaluated, with its line", async (_, spec, reason) => {
  const found = await look(
    { ...web, "flux/web.yaml": `${source(spec)}\n---\n${kustomization("web", { path: "apps/web" })}` },
    shop,
  );

  expect(remarks(found)).toEqual([`flux/web.yaml:3 Flux's Kustomization flux-system/web is not rendered. ${reason}`]);
});

test.each([
  ["this repository by SSH", { url: "ssh://git@github.com/Acme/Shop.git" }],
  ["its branch", { url: "https://github.com/acme/shop/", ref: { branch: "main" } }],
  ["its branch by its ref", { url: "https://github.com/acme/shop", ref: { name: "refs/heads/main" } }],
])("what comes from %s is found", async (_, spec) => {
  const found = await look(
    { ...web, "flux/web.yaml": `${source(spec)}\n---\n${kustomization("web", { path: "apps/web" })}` },
    shop,
  );

  expect(summary(found)).toContain("web default kustomize apps/web");
  expect(remarks(found)).toEqual([]);
});

test("without a remote, what bootstrap wrote says which repository this is", async () => {
  const files = {
    ...web,
    "flux/sync.yaml": source({ url: "https://github.com/acme/shop" }),
    "flux/other.yaml": source({ url: "https://github.com/acme/other" }, "GitRepository", "other"),
    "flux/web.yaml": `${kustomization("web", { path: "apps/web" })}\n---\n${kustomization("other", {
      path: "apps/web",
      sourceRef: { kind: "GitRepository", name: "other" },
    })}`,
  };
  const found = await look(files);

  expect(summary(found)).toContain("web default kustomize apps/web");
  expect(remarks(found)).toEqual([
    "flux/web.yaml:3 Flux's Kustomization flux-system/other is not rendered. It comes from https://github.com/acme/other (GitRepository flux-system/other), which is another repository.",
  ]);
});

test.each([
  ["a path that leads out", { path: "../../etc" }, "Its path ../../etc leads out of the repository."],
  ["a path that is not there", { path: "./apps/gone" }, "Its path is apps/gone, and there is no such directory here."],
  [
    "a path that is a file",
    { path: "apps/web/web.yaml" },
    "Its path is apps/web/web.yaml, and there is no such directory here.",
  ],
])("%s is said in one sentence", async (_, spec, reason) => {
  const found = await look({ ...web, "flux/web.yaml": kustomization("web", spec) });

  expect(remarks(found)).toEqual([`flux/web.yaml:1 Flux's Kustomization flux-system/web is not rendered. ${reason}`]);
});

test("a path through a symbolic link is not followed", async () => {
  const found = await look({
    ...web,
    now: { link: "apps" },
    "flux/web.yaml": kustomization("web", { path: "now/web" }),
  });

  expect(remarks(found)).toEqual([
    "flux/web.yaml:1 Flux's Kustomization flux-system/web is not rendered. Its path now/web leads through now, which is a link or a submodule.",
  ]);
});

test("fields of any other type are no reason to stop", async () => {
  const spec = {
    path: 7,
    patches: "x",
    images: { a: 1 },
    components: [1],
    dependsOn: [null, "x"],
    postBuild: { substitute: { PORT: 80, GONE: null }, substituteFrom: [7, { kind: "Pod", name: "x" }] },
    suspend: "yes",
    targetNamespace: [],
  };
  const found = await look({ ...web, "flux/web.yaml": kustomization("web", spec) });

  expect(recipeOf(named(found, "web"))).toMatchObject({
    kustomize: { overlay: {} },
    substitution: { variables: { PORT: "80" }, incomplete: true },
  });
});

test("a Kustomization without a source is named, a patch of one is not", async () => {
  const found = await look({
    ...web,
    "flux/web.yaml": kustomization("web", { path: "apps/web", sourceRef: undefined }),
    "patches/web.yaml": kustomization("web", { path: "apps/web", sourceRef: undefined, interval: undefined }),
  });

  expect(remarks(found)).toEqual([
    "flux/web.yaml:1 Flux's Kustomization flux-system/web is not rendered. It names no source: set kind and name of spec.sourceRef.",
  ]);
});

test.skipIf(!hasKustomize)("what a source leaves out is not deployed from it", async () => {
  const found = await look({
    "apps/.sourceignore": "old/\n",
    "apps/web.yaml": deployment("web"),
    "apps/old/old.yaml": deployment("old"),
    "apps/draft.yaml": deployment("draft"),
    "flux/source.yaml": source({ url: "https://github.com/acme/shop", ignore: "/apps/draft.yaml\n" }),
    "flux/apps.yaml": kustomization("apps", { path: "apps" }),
  });
  const rendering = await found.render(named(found, "apps"));

  expect(rendering.status === "rendered" ? rendering.manifests.map(({ id }) => id.name) : rendering).toEqual(["web"]);
});

test("a patch of a Kustomization in a file of its own is no application", async () => {
  const patch = JSON.stringify({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "web" },
    spec: { suspend: true },
  });

  expect(summary(await look({ ...web, "flux/patch.yaml": patch }))).toEqual([
    "flux default plain flux",
    "web default plain apps/web",
  ]);
});

test("what a FluxInstance syncs is an application, and another repository's is not", async () => {
  const instance = (url: string) =>
    JSON.stringify({
      apiVersion: "fluxcd.controlplane.io/v1",
      kind: "FluxInstance",
      metadata: { name: "flux", namespace: "flux-system" },
      spec: { sync: { kind: "GitRepository", url, ref: "refs/heads/main", path: "clusters/prod" } },
    });
  const files = { "clusters/prod/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n" };

  const ours = await look({ ...files, "flux/instance.yaml": instance("https://github.com/acme/shop.git") }, shop);
  const theirs = await look({ ...files, "flux/instance.yaml": instance("https://github.com/acme/other") }, shop);

  expect(summary(ours)).toContain("flux-system prod kustomize clusters/prod");
  expect(remarks(theirs)).toEqual([
    "flux/instance.yaml:1 What the FluxInstance flux syncs is not rendered. It comes from https://github.com/acme/other (GitRepository flux-system/flux-system), which is another repository.",
  ]);
});

test("an artifact that is copied as it lies is found where it is copied from", async () => {
  const generator = (to: string) =>
    JSON.stringify({
      apiVersion: "source.extensions.fluxcd.io/v1beta1",
      kind: "ArtifactGenerator",
      metadata: { name: "all", namespace: "flux-system" },
      spec: {
        sources: [{ alias: "repo", kind: "GitRepository", name: "flux-system" }],
        artifacts: [{ name: "apps", copy: [{ from: "@repo/apps/web/**", to }] }],
      },
    });
  const spec = { path: "./web", sourceRef: { kind: "ExternalArtifact", name: "apps" } };
  const files = { ...web, "flux/web.yaml": kustomization("web", spec) };

  const same = await look({ ...files, "flux/artifacts.yaml": generator("@artifact/web/") }, shop);
  const other = await look({ ...files, "flux/artifacts.yaml": generator("@artifact/site/") }, shop);

  expect(summary(same)).toContain("web default kustomize apps/web");
  expect(remarks(other)).toEqual([
    "flux/web.yaml:1 Flux's Kustomization flux-system/web is not rendered. It comes from ExternalArtifact flux-system/apps, whose files do not lie as they do in this repository.",
  ]);
});

test("an OCI artifact is taken to be this repository where its name or a deep path says so", async () => {
  const oci = (url: string, path: string) => ({
    ...web,
    "web/web.yaml": deployment("web"),
    "flux/web.yaml": `${source({ url }, "OCIRepository", "oci")}\n---\n${kustomization("web", {
      path,
      sourceRef: { kind: "OCIRepository", name: "oci" },
    })}`,
  });

  expect(remarks(await look(oci("oci://ghcr.io/acme/shop", "./web"), shop))).toEqual([]);
  expect(remarks(await look(oci("oci://ghcr.io/acme/manifests", "./apps/web"), shop))).toEqual([]);
  expect(remarks(await look(oci("oci://ghcr.io/acme/manifests", "./web"), shop))).toEqual([
    "flux/web.yaml:3 Flux's Kustomization flux-system/web is not rendered. It comes from oci://ghcr.io/acme/manifests (OCIRepository flux-system/oci), and nobody can tell that it is made from this repository.",
  ]);
});

test("thousands of Kustomizations, each with thousands of variables, are read in a moment", async () => {
  const variables = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`V${index}`, "x".repeat(20)]));
  const objects = Array.from({ length: 1500 }, (_, index) =>
    kustomization(`web-${index}`, { path: "apps/web", postBuild: { substitute: index === 0 ? variables : {} } }),
  );
  const found = await look({ ...web, "flux/all.yaml": objects.join("\n---\n") });

  expect(found.applications.filter(({ path }) => path === "apps/web")).toHaveLength(1500);
}, 20_000);

test("thousands of HelmReleases in one file are told in a moment", async () => {
  const release = (index: number) =>
    JSON.stringify({
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      metadata: { name: `web-${index}` },
      spec: { interval: "1h", chartRef: { kind: "OCIRepository", name: `chart-${index}` } },
    });
  const found = await look({
    "apps/all.yaml": Array.from({ length: 2000 }, (_, index) => release(index)).join("\n---\n"),
  });

  expect(found.notEvaluated).toHaveLength(2000);
}, 20_000);
