import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Json } from "../../../../src/domain/json.ts";
import { planned, told } from "./plan-files.ts";

/** Plans of Terraform itself, with the one resource that needs no provider. It never drifts: that is told elsewhere. */

const run = promisify(execFile);
const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
const env = { ...inherited, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
const hasTerraform = await run("terraform", ["version"], { env }).then(
  () => true,
  () => false,
);
const real = test.skipIf(!hasTerraform);

const secret = "s3cr3t-of-the-test";
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "fairlead-terraform-"));
});

afterAll(() => rm(directory, { recursive: true }));

const before = `
variable "secret" {
  sensitive = true
  default   = "${secret}"
}
variable "size" {
  default = 1
}
resource "terraform_data" "changed" {
  input = { size = var.size, secret = var.secret }
}
resource "terraform_data" "replaced" {
  triggers_replace = var.size
}
resource "terraform_data" "old" {
  input = 1
}
resource "terraform_data" "gone" {
  input = 1
}
output "size" {
  value = var.size
}
`;

const after = `${before
  .replace("default = 1\n", "default = 2\n")
  .replace('"old"', '"new"')
  .replace(/resource "terraform_data" "gone" \{[^}]*\}/, "")}
moved {
  from = terraform_data.old
  to   = terraform_data.new
}
import {
  to = terraform_data.taken
  id = "abc"
}
resource "terraform_data" "taken" {}
resource "terraform_data" "added" {
  input = terraform_data.replaced.id
}
`;

real(
  "everything is created at first, and secrets are hidden wherever Terraform puts them",
  { timeout: 60_000 },
  async () => {
    const plan = await planOf(before);
    await terraform("apply", "-auto-approve", "plan.bin");

    expect(await told(plan)).toEqual([
      "create output.size | value: null -> 1",
      'create terraform_data.changed | input.secret: null -> "(hidden)" | input.size: null -> 1',
      "create terraform_data.gone | input: null -> 1",
      "create terraform_data.old | input: null -> 1",
      "create terraform_data.replaced | triggers_replace: null -> 1",
    ]);
    expect(JSON.stringify(plan)).toContain(secret);
    expect(JSON.stringify(await planned(plan))).not.toContain(secret);
  },
);

real("then it is updated, replaced, deleted, moved and imported", { timeout: 60_000 }, async () => {
  const plan = await planOf(after);

  const lines = await told(plan);
  expect(lines.map((line) => line.replaceAll(/"[0-9a-f-]{36}"/g, "ID"))).toEqual([
    "delete terraform_data.gone",
    "replace terraform_data.replaced | triggers_replace: 1 -> 2 !",
    "update output.size | value: 1 -> 2",
    'update terraform_data.changed | input.size: 1 -> 2 | output: {"secret":"(hidden)","size":1} -> ?',
    "update terraform_data.new | from terraform_data.old",
    "update terraform_data.taken | imported",
    "create terraform_data.added",
  ]);
  expect(JSON.stringify(await planned(plan))).not.toContain(secret);
});

async function planOf(configuration: string): Promise<Json> {
  await writeFile(join(directory, "main.tf"), configuration);
  await terraform("init", "-input=false");
  await terraform("plan", "-input=false", "-out=plan.bin");
  return JSON.parse(await terraform("show", "-json", "plan.bin"));
}

async function terraform(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("terraform", [...args], { cwd: directory, env, maxBuffer: 1 << 24 });
  return stdout;
}
