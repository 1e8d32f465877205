import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { check } from "../../src/cli/check.ts";
import { plan } from "../../src/cli/plan.ts";
import { parseTerraformPlans } from "../../src/cli/terraform-plans.ts";
import { UsageError, type Verb } from "../../src/cli/verb.ts";
import { commit, createRepository, temporaryDirectory } from "../adapters/git/repositories.ts";
import { planFile, resource } from "../pipeline/plan/terraform/plan-files.ts";
import { recordingTerminal } from "./terminal.ts";

const folder = temporaryDirectory();
afterAll(() => folder.remove());

const main = (size: number) => `resource "aws_x" "a" {\n  size = ${size}\n}\n`;
const clone = createRepository(join(folder.path, "clone"));
commit(clone, {
  "infra/main.tf": main(1),
  "net/main.tf": main(1),
  "net/dev.tfvars": "",
  "net/prod.tfvars": "",
});
commit(clone, { "infra/main.tf": main(2), "net/main.tf": main(2) });

const update = { actions: ["update"], before: { size: 1 }, after: { size: 2 } };
const made = write("plan.json", JSON.stringify(planFile([resource("aws_x.a", update)])));
const range = ["--base", "HEAD~1", "--head", "HEAD"];

test("a plan from a file is the plan of its root module, and the others are not known", async () => {
  const { code, out } = await run(plan, [...range, "--terraform-plan", `./infra/=${made}`]);

  expect(out).toContain("~ update aws_x.a infra/main.tf:2");
  expect(out).toContain("- size: 1");
  expect(out.match(/The plan is not known/g)).toHaveLength(2);
  expect(code).toBe(2);
});

test("a root in several environments has a plan for each", async () => {
  const { code, out } = await run(plan, [
    ...[...range, "--application", "net"],
    ...["--terraform-plan", `net@dev=${made}`, "--terraform-plan", `net@prod=${made}`],
  ]);

  expect(out.match(/update aws_x.a/g)).toHaveLength(2);
  expect(code).toBe(0);
});

test("one plan for several environments is refused, with how to say which", async () => {
  await expect(run(check, [...range, "--terraform-plan", `net=${made}`])).rejects.toThrow(
    new UsageError(`net is in dev and prod: say which of them ${made} is of, as --terraform-plan net@dev=${made}.`),
  );
});

test("a plan that nothing asks for is said", async () => {
  const { out } = await run(check, [...range, "--terraform-plan", `other=${made}`]);

  expect(out).toContain(`The plan ${made} was not used: no root module other is judged here.`);
});

test.each([
  ["nothing", join(folder.path, "gone.json"), "there is no such file"],
  ["text", write("text.json", "no plan"), "it is not what `terraform show -json` prints of a plan"],
  ["the log of a plan", write("log.json", '{"@level":"info"}\n{"@level":"info"}\n'), "it is not what"],
  [
    "another version",
    write("v2.json", '{"format_version":"2.0","resource_changes":[]}'),
    'its format_version is "2.0"',
  ],
])("a plan that is %s is an error of the check, with what is wrong", async (_, file, reason) => {
  const { code, out } = await run(check, [...range, "--terraform-plan", `infra=${file}`]);

  expect(code).toBe(2);
  expect(out).toContain(reason);
});

test.each([["infra"], ["=x"], ["infra="]])("%j is wrong usage", (given) => {
  expect(() => parseTerraformPlans([given], "/")).toThrow(UsageError);
});

test("a root module is named once", () => {
  expect(() => parseTerraformPlans(["a=x", "./a/=y"], "/")).toThrow("names a twice");
});

function write(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

async function run(verb: Verb, args: readonly string[]) {
  const { terminal, printed } = recordingTerminal({ directory: clone });
  return { code: await verb.run(args, terminal), out: printed.out };
}
