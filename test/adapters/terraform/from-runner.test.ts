import { expect, test } from "vitest";
import { createRunnerPlans } from "../../../src/adapters/terraform/from-runner.ts";
import { createTools } from "../../../src/adapters/tools/tools.ts";
import { createWorkspaces } from "../../../src/adapters/tools/workspaces.ts";
import type { TerraformRunner } from "../../../src/config/operator.ts";
import { wanted } from "./wanted.ts";

const tools = createTools(process.env);
const hasTerraform = (await tools.find("terraform")).status === "found";

const runner: TerraformRunner = {
  repository: "Acme/Infra",
  roots: [],
  variables: { TF_VAR_size: "3" },
  variablesFrom: ["INFRA_TOKEN"],
  minutes: 5,
};

function plans(parts: Partial<TerraformRunner> = {}, env: Record<string, string> = { INFRA_TOKEN: "hunter2-token" }) {
  const path = { PATH: process.env.PATH };
  return createRunnerPlans({
    runners: [{ ...runner, ...parts }],
    env: { ...path, ...env, FAIRLEAD_SECRET: "not-for-terraform" },
    tools,
    workspaces: createWorkspaces(),
  });
}

const files = (given: Record<string, string>) => async () =>
  new Map(Object.entries(given).map(([path, text]) => [path, Buffer.from(text)]));

const configuration = `
variable "size" { type = number }
variable "name" { default = "none" }
module "child" {
  source = "../../modules/child"
  name   = var.name
}
resource "terraform_data" "web" { input = var.size }
`;
const child = 'variable "name" {}\nresource "terraform_data" "child" { input = var.name }\n';

test.skipIf(!hasTerraform)(
  "terraform plans the head's files with the operator's variables",
  async () => {
    const readFiles = files({
      "live/prod/main.tf": configuration,
      "live/prod/prod.tfvars": 'name = "from-file"\n',
      "modules/child/main.tf": child,
    });

    const found = await plans().find(wanted({ readFiles, variableFiles: ["live/prod/prod.tfvars"] }));

    if (found.status !== "found") throw new Error(JSON.stringify(found));
    expect(found.plan).toMatchObject({
      resource_changes: [
        { address: "terraform_data.web", change: { actions: ["create"], after: { input: 3 } } },
        { address: "module.child.terraform_data.child", change: { after: { input: "from-file" } } },
      ],
    });
  },
  60_000,
);

test.skipIf(!hasTerraform)(
  "what terraform complains of is told with its place, and without a value it was given",
  async () => {
    const broken = files({ "live/prod/main.tf": 'resource "hunter2-token" "web" {\n  a = \n}\n' });

    const found = await plans().find(wanted({ readFiles: broken }));

    expect(found).toMatchObject({
      status: "refused",
      reason: expect.stringMatching(/^terraform init failed for live\/prod: .+ \(on main\.tf line \d+\)$/),
    });
    expect(JSON.stringify(found)).not.toContain("hunter2");
  },
  60_000,
);

test.skipIf(!hasTerraform)(
  "terraform sees the variables of its runner and nothing else of ours",
  async () => {
    const seen = 'output "all" { value = "x" }\ndata "external" "env" { program = ["env"] }\n';
    const reading = files({ "live/prod/main.tf": 'resource "terraform_data" "x" { input = fileexists("~/.ssh") }\n' });

    expect(await plans().find(wanted({ readFiles: reading }))).toMatchObject({
      plan: { resource_changes: [{ change: { after: { input: false } } }] },
    });
    // Providers cannot be had without a network that reaches them; that, too, ends in a sentence.
    expect(await plans().find(wanted({ readFiles: files({ "live/prod/main.tf": seen }) }))).toMatchObject({
      status: "refused",
    });
  },
  120_000,
);

test.each([
  [{ repository: "acme/other" }, "has switched on no runner for live/prod of acme/infra"],
  [{ roots: ["live/dev"] }, "has switched on no runner for live/prod of acme/infra"],
])("a runner is for the repository and the roots it names: %j", async (parts, words) => {
  expect(await plans(parts).find(wanted())).toMatchObject({ reason: expect.stringContaining(words) });
});

test.skipIf(!hasTerraform)("credentials that are not there are told before anything runs", async () => {
  expect(await plans({}, {}).find(wanted())).toEqual({
    status: "refused",
    reason: "The runner's credentials are not there: INFRA_TOKEN is not set.",
  });
});
