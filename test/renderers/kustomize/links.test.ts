import { lstat, readlink, realpath, writeFile } from "node:fs/promises";
import { dirname, join, posix, sep } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createWorkspaces } from "../../../src/adapters/tools/workspaces.ts";
import { renderers } from "../../../src/renderers/index.ts";
import { followLinks } from "../../../src/renderers/kustomize/links.ts";
import { treeOf } from "../../sources/trees.ts";
import { complaints, deployment, type Files, hasKustomize, noTools } from "../rendering.ts";
import { manifestsOf, placeOf, renderBy } from "./recipes.ts";

async function follow(files: Files, path: string) {
  const tree = treeOf(files);
  return followLinks({ tree, links: await tree.links() }, path);
}

test.each([
  ["a/x.yaml", "a/x.yaml"],
  ["to-file", "a/x.yaml"],
  ["to-dir/x.yaml", "a/x.yaml"],
  ["to-link/x.yaml", "a/x.yaml"],
  ["deep/back/x.yaml", "a/x.yaml"],
  ["over/x.yaml", "a/x.yaml"],
  ["to-dir/nothing", "a/nothing"],
])("%s leads to %s", async (path, end) => {
  const files: Files = {
    "a/x.yaml": "",
    "a/b/c.yaml": "",
    "to-file": { link: "a/x.yaml" },
    "to-dir": { link: "./a/" },
    "to-link": { link: "to-dir" },
    "deep/back": { link: "../a" },
    "to-deep": { link: "a/b" },
    // After a link `..` leaves where the link has led: a, not the root.
    over: { link: "to-deep/.." },
  };

  expect(await follow(files, path)).toMatchObject({ status: "reached", path: end });
});

test.each(["/etc/passwd", "../x", "a/../../x", "ring", "deep/out", "//x", "a/../".repeat(200_000)])(
  "a link to %s is lost",
  async (link) => {
    const files: Files = { ring: { link }, "deep/out": { link: "../../x" }, "a/x": "" };

    expect(await follow(files, "ring/more")).toMatchObject({ status: "lost" });
  },
);

test("a link that says more than any path is lost, and soon", async () => {
  const files: Files = { ring: { link: "a/../".repeat(200_000) }, "a/x": "" };

  expect(await follow(files, "ring/more")).toMatchObject({ status: "lost", link: "ring" });
});

const shop: Files = {
  "apps/web/kustomization.yaml": "resources:\n  - base\n  - web.yaml\npatches:\n  - path: more.yaml\n",
  "apps/web/base": { link: "../../bases/one" },
  "apps/web/web.yaml": { link: "../../shared/web.yaml" },
  "apps/web/more.yaml": { link: "more-really.yaml" },
  "apps/web/more-really.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {paused: true}\n",
  "bases/one/kustomization.yaml": "resources: [../two, one.yaml]\n",
  "bases/one/one.yaml": deployment("one"),
  "bases/two/kustomization.yaml": "resources: [two.yaml]\n",
  "bases/two/two.yaml": deployment("two"),
  "shared/web.yaml": deployment("web"),
};

test.skipIf(!hasKustomize)("links within the repository are followed as kustomize follows them", async () => {
  const rendering = await renderBy(shop, "apps/web", {});
  const manifests = manifestsOf(rendering);
  const web = manifests.find(({ id }) => id.name === "web");

  expect(manifests.map(({ id }) => id.name).toSorted()).toEqual(["one", "two", "web"]);
  expect(await placeOf(shop, web, "/spec/paused")).toBe("apps/web/more-really.yaml:4");
  expect(await placeOf(shop, web, "/spec/template/spec/containers/0/name")).toBe("shared/web.yaml:11");
  expect(complaints(rendering)).toEqual(["apps/web/kustomization.yaml:3 load-restrictor"]);
});

test("a link and what it leads to are among the inputs, and a base that is linked is no application", async () => {
  const { sources } = await renderers.kustomize.find(treeOf(shop), { claimed: new Set(), environments: [] });

  expect(sources.map(({ path }) => path)).toEqual(["apps/web"]);
  expect(sources[0]?.inputs).toEqual(
    expect.arrayContaining(["apps/web/base", "apps/web/web.yaml", "bases/one/one.yaml", "shared/web.yaml"]),
  );
});

/** Names that make up paths and links, also those that lead astray. */
const path = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const target = fc
  .array(fc.constantFrom("a", "b", "c", "..", ".", "", "etc"), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join("/"));

test("wherever links lead, what is reached is in the tree, and on disk as well", async () => {
  const entries = fc.uniqueArray(fc.tuple(path, fc.option(target, { nil: undefined })), {
    selector: ([name]) => name,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(entries, path, async (given, wanted) => {
      const paths = given.map(([name]) => name);
      const apart = given.filter(([name]) => !paths.some((other) => other.startsWith(`${name}/`)));
      const files: Files = Object.fromEntries(apart.map(([name, link]) => [name, link === undefined ? "x" : { link }]));
      const followed = await follow(files, wanted);
      if (followed.status === "lost") return;
      const contents = new Map(
        Object.entries(files).flatMap(([name, file]) => (file === "x" ? [[name, Buffer.from("x")] as const] : [])),
      );
      const links = new Map(
        [...followed.links].map(([link, end]) => [link, posix.relative(posix.dirname(link), end) || "."]),
      );

      await createWorkspaces().with(
        contents,
        async (folder) => {
          const real = await realpath(join(folder, wanted)).catch(() => undefined);
          if (real !== undefined) expect(real).toBe(followed.path === "." ? folder : join(folder, followed.path));
          for (const link of links.keys()) expect((await lstat(join(folder, link))).isSymbolicLink()).toBe(true);
          for (const link of links.keys()) await staysWithin(folder, link);
        },
        links,
      );
    }),
    { numRuns: 150 },
  );
});

test.each([
  [{ "a/l": "../../x" }],
  [{ l: "/etc" }],
  [{ "a/m": "..", "a/l": "m/../x" }],
  [{ m: "a", "m/l": "x" }],
  [{ "../l": "x" }],
])("a workspace refuses links that lead out, or over another: %j", async (links) => {
  const written = createWorkspaces().with(
    new Map(),
    async (folder) => writeFile(join(folder, "x"), ""),
    new Map(Object.entries(links)),
  );

  await expect(written).rejects.toThrow(/leads out/);
});

async function staysWithin(folder: string, link: string): Promise<void> {
  const end = join(dirname(join(folder, link)), await readlink(join(folder, link)));
  expect(end === folder || end.startsWith(folder + sep)).toBe(true);
}

const shared: Files = {
  "shared/kustomization.yaml": "resources: [web.yaml]\nnamePrefix: shared-\n",
  "shared/web.yaml": deployment("web"),
  "apps/dev/kustomization.yaml": { link: "../../shared/kustomization.yaml" },
  "apps/dev/web.yaml": deployment("dev"),
  "apps/prod/kustomization.yaml": "resources: [../dev]\nnamePrefix: prod-\n",
};

test.skipIf(!hasKustomize)("a kustomization that is a link speaks of the directory in which the link is", async () => {
  const [dev] = manifestsOf(await renderBy(shared, "apps/dev", {}));
  const [prod] = manifestsOf(await renderBy(shared, "apps/prod", {}));

  expect([dev?.id.name, prod?.id.name]).toEqual(["shared-dev", "prod-shared-dev"]);
  expect(await placeOf(shared, dev, "/metadata/name")).toBe("shared/kustomization.yaml:2");
  expect(await placeOf(shared, prod, "/spec/template/spec/containers/0/image")).toBe("apps/dev/web.yaml:12");
  // Kustomize builds it only where files may lie anywhere.
  expect(complaints(await renderBy(shared, "apps/prod", {}))).toEqual([
    "apps/dev/kustomization.yaml:1 load-restrictor",
  ]);
});

test("such a link and what it leads to are among the inputs, and it is found as any kustomization", async () => {
  const tree = treeOf(shared);
  const inputs = await renderers.kustomize.inputs(tree, "apps/prod", {});

  expect(inputs).toEqual(expect.arrayContaining(["apps/dev/kustomization.yaml", "shared/kustomization.yaml"]));
  const { sources } = await renderers.kustomize.find(tree, { claimed: new Set(), environments: [] });
  expect(sources.map(({ path }) => path)).toEqual(["apps/prod", "shared"]);
});

test("a kustomization that is a link to nowhere is refused where it is included", async () => {
  const lost: Files = { ...shared, "apps/dev/kustomization.yaml": { link: "../../../x" } };

  expect(await renderBy(lost, "apps/prod", {}, { tools: noTools })).toMatchObject({
    status: "errored",
    reason: "apps/dev/kustomization.yaml is a symbolic link that leads to no kustomization file of this repository.",
    at: { path: "apps/prod/kustomization.yaml", line: 1 },
  });
});
