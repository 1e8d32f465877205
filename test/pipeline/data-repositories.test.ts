import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { discover } from "../../src/pipeline/discover.ts";
import { createRenders } from "../../src/pipeline/render.ts";
import { createLocator } from "../../src/sources/locate.ts";
import { alone, hasKustomize, ports } from "../renderers/rendering.ts";
import { treeOf } from "../sources/trees.ts";

const data = new URL("../../../shared/data/repositories", import.meta.url).pathname;
const skip = !existsSync(data) || !hasKustomize;

/** The YAML of a real repository; files of other kinds that it reads were never in the data. */
function filesOf(name: string): Record<string, Buffer> {
  const root = `${data}/${name}/tree`;
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(`${root}/${path}`).isFile(),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(`${root}/${path}`)]));
}

test.skipIf(skip).each([
  ["flux2-kustomize-helm-example", 10],
  ["home-ops", 79],
  ["microservices-demo", 14],
  ["podinfo", 10],
])(
  "%s is found, rendered and located without an error of ours",
  async (name, count) => {
    const tree = treeOf(filesOf(name));
    const renders = createRenders();
    const locate = createLocator(tree);

    const config = { discovery: { exclude: [] }, applications: [], environments: [] };
    const { applications, notEvaluated } = await discover(tree, config, alone);
    // All of them are rendered by `check --all`; of many, some say enough about lines.
    const some = applications.filter((_, index) => index % Math.ceil(applications.length / 20) === 0);
    const renderings = await Promise.all(some.map((application) => renders.render(application, tree, ports)));

    expect(applications).toHaveLength(count);
    expect(new Set(applications.map((application) => `${application.name} ${application.environment}`)).size).toBe(
      count,
    );
    expect(notEvaluated.filter(({ reason }) => !reason.includes("is not allowed here"))).toEqual([]);
    expect(renderings.filter(({ status }) => status === "errored")).toEqual([]);
    expect(
      renderings
        .flatMap((one) => (one.status === "failed" ? one.findings : []))
        .filter(({ rule }) => rule !== "missing"),
    ).toEqual([]);
    for (const manifest of renderings.flatMap((one) => (one.status === "rendered" ? one.manifests : []))) {
      const [resource] = manifest.origins.slice(-1);
      const { path, line } = await locate(manifest, "/kind");
      expect(path).toBe(resource?.path);
      const written = Buffer.from((await tree.read([path])).get(path) ?? "")
        .toString()
        .split("\n")[line - 1];
      if (resource?.role === "resource") expect(written).toBe(`kind: ${manifest.id.kind}`);
    }
  },
  120_000,
);
