import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBuiltInPolicies } from "../../src/adapters/built-in-policies.ts";
import { openClone } from "../../src/adapters/git/clone.ts";
import { createPolicyRunner } from "../../src/adapters/opa/runner.ts";
import { noSchemaLocations } from "../../src/adapters/schemas/locations.ts";
import { createPlanFiles } from "../../src/adapters/terraform/plan-files.ts";
import { noTerraformPlans } from "../../src/adapters/terraform/plans.ts";
import { createWorkspaces } from "../../src/adapters/tools/workspaces.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Revision } from "../../src/domain/revision.ts";
import { checkRange } from "../../src/pipeline/check.ts";
import { createRenders } from "../../src/pipeline/render.ts";
import type { TerraformPlans, WantedTerraformPlan } from "../../src/ports/terraform-plans.ts";
import { renderCheckRun } from "../../src/report/check-run.ts";
import { renderComment } from "../../src/report/comment.ts";
import { renderGitHubAnnotations } from "../../src/report/github-annotations.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { renderText } from "../../src/report/text.ts";
import { noCharts } from "../adapters/charts/no-charts.ts";
import { commit, createRepository, git, temporaryDirectory } from "../adapters/git/repositories.ts";
import { localTools, opaPath } from "../adapters/opa/local-tools.ts";
import { noBundles } from "../adapters/policy-bundles/no-bundles.ts";
import { noExpressions } from "../checks/scope.ts";
import * as builders from "../report/builders.ts";

/** A repository with Terraform, from its files to the comment. */

const fixture = join(import.meta.dirname, "..", "fixtures", "terraform");
const networkPlan = join(fixture, "plans", "network-prod.json");
const opa = test.skipIf(opaPath === undefined);

const folder = temporaryDirectory();
const workspaces = createWorkspaces();
const policies = createPolicyRunner({ tools: localTools, workspaces, workers: 1 });
const clone = createRepository(join(folder.path, "terraform"));
let start: Revision;
let builtInPolicies: ReadonlyMap<string, string>;

beforeAll(async () => {
  builtInPolicies = await readBuiltInPolicies();
  start = commit(clone, filesIn(fixture));
});

afterAll(async () => {
  await policies.close();
  folder.remove();
});

const upgrade = {
  "network/scratch.tf": null,
  "network/database.tf": text("network/database.tf").replace("15.4", "16.1"),
  "network/main.tf": text("network/main.tf")
    .replace('"10.0.0.0/8"', '"0.0.0.0/0"')
    .replace(
      'resource "aws_instance"',
      'moved {\n  from = aws_instance.jump\n  to   = aws_instance.bastion\n}\n\nresource "aws_instance"',
    ),
};

opa("roots, environments, policies and plans come together in one report", { timeout: 60_000 }, async () => {
  const head = commitOn("upgrade", upgrade);
  const plans = createPlanFiles([
    { root: "network", environment: "prod", path: networkPlan, given: "plans/network-prod.json" },
  ]);

  const report = await check(head, plans);
  const again = await check(head, plans);

  expect(again).toEqual(report);
  const comment = renderComment(
    { ...report, base: builders.base, head: builders.head, digest: "0".repeat(64) },
    builders.links,
  );
  await expect(comment).toMatchFileSnapshot("./terraform/upgrade.md");
});

opa("no secret of a plan reaches what anybody reads", { timeout: 60_000 }, async () => {
  const telling = 'package terraform\n\nwarn[msg] { msg := sprintf("%v", [input]) }\n';
  const base = commitOn("leaks", { "policies/all.rego": telling });
  const head = commit(clone, upgrade);
  const plan = { root: "network", environment: null, path: networkPlan, given: "network.json" };

  const report = await check(head, createPlanFiles([plan]), base);

  const { links } = builders;
  const told = [
    JSON.stringify(report),
    renderComment(report, links),
    JSON.stringify(renderCheckRun(report, links)),
    renderJson(report),
    renderSarif(report, "1"),
    renderText(report, { colours: false }),
    renderGitHubAnnotations(report),
  ].join("\n");
  expect(readFileSync(networkPlan, "utf8")).toContain("VERY-secret");
  expect(told).toContain("aws_db_instance.orders");
  expect(
    report.findings.some(({ rule, message }) => rule === "terraform/warn" && message.includes("resource_changes")),
  ).toBe(true);
  expect(told).not.toMatch(/-secret-\d/);
});

opa("changes and plans of Terraform are judged like all others, on their lines", { timeout: 60_000 }, async () => {
  const base = commitOn("policies", {
    "policies/change.rego": `package fairlead.change.database

deny[msg] {
	input.action == "replace"
	input.kind == "aws_db_instance"
	msg := sprintf("%s goes from %s to %s in %s.", [input.name, input.old.engine_version, input.new.engine_version, input.environment])
}
`,
    "policies/plan.rego": `package fairlead.plan.size

warn[msg] {
	count(input.changes) > 5
	msg := sprintf("%d changes at once.", [count(input.changes)])
}
`,
    "policies/terraform.rego": `package terraform.types

deny[{"msg": "No small instances.", "path": ["resource_changes", index, "change", "after", "instance_type"]}] {
	input.resource_changes[index].change.after.instance_type == "t3.small"
}
`,
  });
  const head = commit(clone, { "network/database.tf": upgrade["network/database.tf"] });
  const plan = { root: "network", environment: "prod", path: networkPlan, given: "network.json" };

  const report = await check(head, createPlanFiles([plan]), base);

  const own = report.findings.filter(({ rule }) => /^(?:fairlead|terraform)/.test(rule));
  expect(own.map(({ path, line, resource, message }) => `${path}:${line} ${resource} ${message}`)).toEqual([
    "network/database.tf:4 aws_db_instance.orders aws_db_instance.orders goes from 15.4 to 16.1 in prod.",
    "network/main.tf:49 null No small instances.",
    "network/scratch.tf:1 null 7 changes at once.",
  ]);
});

test("without a plan what is judged passes, and what would change is said not to be known", async () => {
  const report = await check(commitOn("unplanned", { "live/prod/storage/more.tf": "locals {\n  a = 1\n}\n" }));

  expect(summary(report)).toEqual(["storage prod passed: unknown: Nobody makes plans for this root module"]);
});

test("a module affects every root that calls it, and all of their files are judged", async () => {
  const wanted: WantedTerraformPlan[] = [];
  const plans: TerraformPlans = {
    find: async (asked) => {
      wanted.push(asked);
      return { status: "none" };
    },
  };

  const report = await check(
    commitOn("module", { "modules/bucket/main.tf": text("modules/bucket/main.tf").replace('"platform"', '"storage"') }),
    plans,
  );

  expect(summary(report).map((line) => line.split(":")[0])).toEqual(["storage dev passed", "storage prod passed"]);
  expect(report.findings.map(({ rule, path, line, environment }) => `${rule} ${path}:${line} ${environment}`)).toEqual([
    "remote-module live/dev/storage/main.tf:19 dev",
    "remote-module live/prod/storage/main.tf:19 prod",
  ]);
  expect(wanted.map(({ root, environment, pullRequest }) => [root, environment, pullRequest]).sort()).toEqual([
    ["live/dev/storage", "dev", null],
    ["live/prod/storage", "prod", null],
  ]);
  expect([...((await wanted[0]?.readFiles()) ?? new Map()).keys()]).toContain("modules/bucket/main.tf");
});

test("a plan is asked for with the files of variables of its environment", async () => {
  const wanted: WantedTerraformPlan[] = [];
  await check(commitOn("variables", { "network/env/dev.tfvars": 'cidr = "10.3.0.0/16"\n' }), {
    find: async (asked) => {
      wanted.push(asked);
      return { status: "none" };
    },
  });

  expect(wanted.map(({ environment, variableFiles }) => [environment, variableFiles])).toEqual([
    ["dev", ["network/env/dev.tfvars"]],
  ]);
});

test.each([
  [{ status: "awaited", reason: "It is being made." }, true],
  [{ status: "refused", reason: "It is too old." }, undefined],
] as const)("a plan that is %j makes the check errored, with its reason", async (found, awaits) => {
  const report = await check(commitOn("awaited", { "generated/more.tf": "" }), { find: async () => found });

  expect(report.conclusion).toBe("errored");
  expect(report.applications).toMatchObject([{ status: "errored", reason: found.reason, plan: { status: "unknown" } }]);
  expect(report.applications[0]?.awaits).toBe(awaits);
});

test("a root that is removed deletes nothing that anybody could tell", async () => {
  const report = await check(commitOn("removed", { "generated/main.tf.json": null }));

  expect(summary(report)).toEqual(["generated default passed: unknown: The root module is removed"]);
});

test("a file that cannot be parsed fails, whatever the plan says", async () => {
  const report = await check(commitOn("broken", { "network/database.tf": 'resource "aws_db_instance" {\n' }));

  expect(report.conclusion).toBe("failed");
  expect(
    report.findings.map(({ check: by, path, line, environment }) => `${by} ${path}:${line} ${environment}`),
  ).toEqual(["render network/database.tf:1 dev", "render network/database.tf:1 prod"]);
});

opa(
  "everything is judged where there is nothing to compare with, by policies for it alone",
  { timeout: 60_000 },
  async () => {
    const head = commitOn("all", {
      "modules/bucket/main.tf": text("modules/bucket/main.tf").replace('owner = "platform"', 'team = "platform"'),
    });
    const report = await check(head, noTerraformPlans, null);

    expect(
      report.findings
        .filter(({ check: by }) => by === "policy")
        .map(({ rule, path, line, environment }) => `${rule} ${path}:${line} ${environment}`),
    ).toEqual(
      [
        "main/deny modules/bucket/main.tf:22",
        "unencrypted-storage network/database.tf:1",
        "unencrypted-storage network/scratch.tf:1",
        "instance-metadata network/main.tf:47",
      ].flatMap((found) => [`${found} dev`, `${found} prod`]),
    );
    expect(report.notes.join("\n")).toContain("legacy/terragrunt.hcl:1 is not evaluated: Terragrunt");
  },
);

function text(path: string): string {
  return readFileSync(join(fixture, path), "utf8");
}

function filesIn(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(directory.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

/** A commit on a branch of its own, from the start. */
function commitOn(branch: string, files: Record<string, string | null>): Revision {
  git(clone, "checkout", "--quiet", "-B", branch, start);
  return commit(clone, files);
}

async function check(
  head: Revision,
  terraformPlans: TerraformPlans = noTerraformPlans,
  base: Revision | null = start,
): Promise<Report> {
  const request = {
    base,
    head,
    environments: [],
    applications: [],
    pullRequest: null,
    hosted: null,
    self: null,
    waivers: [],
    now: 0,
  };
  return checkRange(request, {
    repository: await openClone(clone, { PATH: process.env.PATH }),
    tools: localTools,
    workspaces,
    charts: noCharts,
    terraformPlans,
    renders: createRenders(),
    policies,
    bundles: noBundles,
    schemaLocations: noSchemaLocations,
    expressions: noExpressions,
    builtInPolicies: opaPath === undefined ? new Map() : builtInPolicies,
    signal: new AbortController().signal,
  });
}

function summary({ applications }: Report): readonly string[] {
  return applications.map(({ application: { name, environment }, status, plan }) => {
    const what =
      plan.status === "known" ? `${plan.changes.length} changes` : `unknown: ${plan.reason.split(/[:,]/)[0]}`;
    return `${name} ${environment} ${status}: ${what}`;
  });
}
