import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openClone } from "../../src/adapters/git/clone.ts";
import { noSchemaLocations } from "../../src/adapters/schemas/locations.ts";
import { noTerraformPlans } from "../../src/adapters/terraform/plans.ts";
import { createTools } from "../../src/adapters/tools/tools.ts";
import { createWorkspaces } from "../../src/adapters/tools/workspaces.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Revision } from "../../src/domain/revision.ts";
import { checkRange } from "../../src/pipeline/check.ts";
import { createRenders } from "../../src/pipeline/render.ts";
import type { PolicyRunner } from "../../src/ports/policies.ts";
import { renderComment } from "../../src/report/comment.ts";
import { noCharts } from "../adapters/charts/no-charts.ts";
import { commit, createRepository, temporaryDirectory } from "../adapters/git/repositories.ts";
import { noBundles } from "../adapters/policy-bundles/no-bundles.ts";
import { noExpressions } from "../checks/scope.ts";
import { base, head, links } from "../report/builders.ts";

/*
 * One repository per kind of source, and a change to it: `<kind>/` is the base, `changes/<kind>/` what the
 * head writes over it. What the comment on that change says stands beside, to be read as people will see it.
 */

const fixtures = join(import.meta.dirname, "..", "fixtures");
const kinds = readdirSync(join(fixtures, "changes"))
  .filter((name) => !name.endsWith(".md"))
  .toSorted();
const env = { PATH: process.env.PATH };
const tools = createTools(env);
const folder = temporaryDirectory();
afterAll(() => folder.remove());

const missing = new Set<string>();
for (const tool of ["kustomize", "helm"] as const) {
  if ((await tools.find(tool)).status === "missing") missing.add(tool);
}

test.skipIf(missing.size > 0).each(kinds)(
  "a change to a repository of %s reads as its golden file",
  async (kind) => {
    const clone = createRepository(join(folder.path, kind));
    const from = commit(clone, filesIn(join(fixtures, kind)));
    const to = commit(clone, filesIn(join(fixtures, "changes", kind)));

    const report = await check(clone, from, to);
    const again = await check(clone, from, to);

    expect(report.applications.filter(({ status }) => status === "errored")).toEqual([]);
    expect(again).toEqual(report);
    const comment = renderComment({ ...report, base, head, digest: "0".repeat(64) }, links);
    await expect(comment).toMatchFileSnapshot(join(fixtures, "changes", `${kind}.md`));
  },
  120_000,
);

const noPolicies: PolicyRunner = {
  load: async () => ({ status: "loaded", rules: [], evaluate: async () => [] }),
  test: async () => ({ status: "ran", tests: [] }),
};

async function check(clone: string, from: Revision, to: Revision): Promise<Report> {
  const request = {
    base: from,
    head: to,
    environments: [],
    applications: [],
    pullRequest: null,
    hosted: null,
    waivers: [],
    now: 0,
  };
  const self = { url: "https://github.com/acme/shop", branch: "main" };
  return checkRange(
    { ...request, self },
    {
      repository: await openClone(clone, env),
      tools,
      workspaces: createWorkspaces(),
      charts: noCharts,
      terraformPlans: noTerraformPlans,
      renders: createRenders(),
      policies: noPolicies,
      bundles: noBundles,
      schemaLocations: noSchemaLocations,
      expressions: noExpressions,
      builtInPolicies: new Map(),
      signal: new AbortController().signal,
    },
  );
}

function filesIn(directory: string): Record<string, string> {
  if (!existsSync(directory)) throw new Error(`There is no ${directory}.`);
  const names = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(directory.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8")];
    }),
  );
}
