import { expect, test } from "vitest";
import { createTerraformPlans } from "../../../src/adapters/terraform/plans.ts";
import type { FoundArtifact, WantedArtifact, WorkflowArtifacts } from "../../../src/ports/workflow-artifacts.ts";
import { head, planJson, wanted } from "./wanted.ts";

function leaving(found: FoundArtifact): WorkflowArtifacts & { readonly asked: WantedArtifact[] } {
  const asked: WantedArtifact[] = [];
  return {
    asked,
    async find(_, artifact) {
      asked.push(artifact);
      return found;
    },
  };
}

const files = (given: Record<string, unknown>): FoundArtifact => ({
  status: "found",
  run: "https://github.com/acme/infra/actions/runs/9",
  files: new Map(Object.entries(given).map(([path, value]) => [path, Buffer.from(JSON.stringify(value))])),
});

test("an artifact holds the plan of the environment, or of the root module", async () => {
  const other = { ...planJson, resource_changes: ["other"] };
  const artifacts = leaving(files({ "live/prod/tfplan.json": other, "live/prod/prod.json": planJson }));
  const plans = createTerraformPlans({ artifacts });

  expect(await plans.find(wanted())).toEqual({
    status: "found",
    plan: planJson,
    from: "the artifact fairlead-plan",
    link: "https://github.com/acme/infra/actions/runs/9",
  });
  expect(await plans.find(wanted({ environment: "dev" }))).toMatchObject({ plan: other });
  expect(artifacts.asked[0]).toEqual({ name: "fairlead-plan", workflow: null, head });
});

test("at the root of the repository the plan needs no directory", async () => {
  const plans = createTerraformPlans({ artifacts: leaving(files({ "plan.json": planJson })) });

  expect(await plans.find(wanted({ root: "." }))).toMatchObject({ status: "found" });
});

test.each([
  [files({ "live/dev/tfplan.json": planJson }), "holds no plan of live/prod; it is looked for as live/prod/prod.json"],
  [files({ "live/prod/plan.json": { resource_changes: [] } }), "is not what terraform show -json prints"],
  [{ status: "refused", reason: "It ended without." } as const, "It ended without."],
])("an artifact without a usable plan is refused", async (found, words) => {
  const answer = await createTerraformPlans({ artifacts: leaving(found) }).find(wanted());

  expect(answer).toMatchObject({ status: "refused", reason: expect.stringContaining(words) });
});

test("an artifact that is still to come is awaited", async () => {
  const answer = await createTerraformPlans({ artifacts: leaving({ status: "awaited" }) }).find(wanted());

  expect(answer).toMatchObject({ status: "awaited" });
});

test("a fork gets no plan, whoever would make it", async () => {
  const artifacts = leaving(files({ "live/prod/plan.json": planJson }));
  const pullRequest = { number: 7, fork: true };

  for (const from of ["artifact", "hcp", "runner"] as const) {
    const source = from === "artifact" ? wanted().source : { from };
    expect(await createTerraformPlans({ artifacts }).find(wanted({ source, pullRequest }))).toMatchObject({
      status: "refused",
      reason: expect.stringContaining("fork"),
    });
  }
  expect(artifacts.asked).toEqual([]);
});

test("what the operator has not set up is refused with what to do, and nobody is asked where nobody makes plans", async () => {
  const plans = createTerraformPlans({});

  expect(await plans.find(wanted({ source: { from: "runner" } }))).toMatchObject({
    reason: expect.stringContaining("terraform.runners"),
  });
  expect(await plans.find(wanted({ source: { from: "hcp" } }))).toMatchObject({
    reason: expect.stringContaining("terraform.hcp"),
  });
  expect(await plans.find(wanted({ source: { from: "none" } }))).toEqual({ status: "none" });
  expect(await plans.find({ ...wanted(), repository: null })).toEqual({ status: "none" });
});
