import { expect, test } from "vitest";
import type { Recipe } from "../../src/domain/recipe.ts";
import { discover } from "../../src/pipeline/discover.ts";
import type { Rendering } from "../../src/renderers/renderer.ts";
import { terraform } from "../../src/renderers/terraform.ts";
import { treeOf } from "../sources/trees.ts";
import { alone, application, complaints, type Files, ports } from "./rendering.ts";

const configuration = { discovery: { exclude: [] }, applications: [], environments: [] };

const s3 = (name: string) => `resource "aws_s3_bucket" "${name}" {\n  bucket = "${name}"\n}\n`;

test("a module that no other calls is an application, and one that is called is not", async () => {
  const { applications } = await discoverIn({
    "infra/main.tf": `module "net" {\n  source = "../modules/net"\n}\n`,
    "modules/net/main.tf": `terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n`,
    "modules/dns/main.tf": s3("dns"),
    ".terraform/modules/x/main.tf": s3("fetched"),
  });

  expect(applications).toEqual(["dns default terraform modules/dns", "infra default terraform infra"]);
});

test("a module that keeps its own state is an application whoever calls it", async () => {
  const { applications } = await discoverIn({
    "a/main.tf": `module "b" {\n  source = "../b"\n}\n`,
    "b/main.tf": `terraform {\n  backend "s3" {}\n}\n`,
  });

  expect(applications).toEqual(["a default terraform a", "b default terraform b"]);
});

test("the path names the environment", async () => {
  const { applications } = await discoverIn({ "envs/prod/net/main.tf": s3("a"), "envs/dev/net/main.tf": s3("a") });

  expect(applications).toEqual(["net dev terraform envs/dev/net", "net prod terraform envs/prod/net"]);
});

test("files of variables that name environments make one application for each", async () => {
  const { applications, inputs } = await discoverIn({
    "infra/main.tf": s3("logs"),
    "infra/terraform.tfvars": "",
    "infra/common.tfvars": "",
    "infra/prod.tfvars": "",
    "infra/env/staging/app.tfvars": "",
    "infra/product.tfvars.json": "{}",
  });

  expect(applications).toEqual(["infra prod terraform infra", "infra staging terraform infra"]);
  expect(inputs("prod")).toEqual([
    "infra/",
    "infra/.terraform.lock.hcl",
    "infra/common.tfvars",
    "infra/main.tf",
    "infra/prod.tfvars",
    "infra/product.tfvars.json",
    "infra/terraform.tfvars",
  ]);
});

test("the configuration names files of variables, and one that is not there fails", async () => {
  const tree = treeOf({ "infra/main.tf": s3("a"), "vars/dev.tfvars": "", "vars/prod.tfvars": "" });
  const entry = { name: "infra", path: "infra", values: ["vars/{environment}.tfvars"], dependsOn: [] };
  const { applications } = await discover(tree, { ...configuration, applications: [entry] }, alone);
  const recipe = { declaredAt: { path: "x.yml", line: 3 }, terraform: { variableFiles: ["gone.tfvars"] } };

  expect(applications.map(({ environment, inputs }) => [environment, inputs.at(-1)])).toEqual([
    ["dev", "vars/dev.tfvars"],
    ["prod", "vars/prod.tfvars"],
  ]);
  expect(complaints(await render({ "infra/main.tf": s3("a") }, recipe))).toEqual(["x.yml:3 variables"]);
});

test("what a root module reads are its files, its modules, and the files that are named in them", async () => {
  const tree = treeOf({
    "infra/main.tf": `module "a" {\n  source = "../modules/a"\n}\nlocals {\n  x = file("x.txt")\n}\n`,
    "modules/a/main.tf": [
      `module "b" {`,
      `  source = "./b/"`,
      `}`,
      `locals {`,
      `  page  = templatefile("\${path.module}/page.tpl", { a = 1 })`,
      `  other = file(var.which)`,
      `  all   = fileset("\${path.module}/rules", "*.json")`,
      `}`,
      "",
    ].join("\n"),
    "modules/a/rules/one.json": "{}",
    "modules/a/b/main.tf": `module "a" {\n  source = "../"\n}\n`,
    "modules/c/main.tf": "",
  });

  const inputs = await terraform.inputs(tree, "infra", {});

  expect(inputs).toEqual([
    "infra/",
    "infra/.terraform.lock.hcl",
    "infra/main.tf",
    "infra/x.txt",
    "modules/a/",
    "modules/a/b/",
    "modules/a/b/main.tf",
    "modules/a/main.tf",
    "modules/a/page.tpl",
    "modules/a/rules/",
    "modules/a/rules/one.json",
  ]);
});

test("a template of a manifest is no manifest, and a manifest that is read as it stands is one", async () => {
  const manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
  const { applications } = await discoverIn({
    "infra/main.tf": `locals {\n  a = templatefile("a.yaml", {})\n  b = file("k8s/b.yaml")\n}\n`,
    "infra/a.yaml": manifest,
    "infra/k8s/b.yaml": manifest,
  });

  expect(applications).toEqual(["infra default terraform infra", "k8s default plain infra/k8s"]);
});

test("Terragrunt and Stacks are named once, with how many there are", async () => {
  const { notEvaluated } = await discoverIn({
    "live/dev/terragrunt.hcl": "",
    "live/prod/terragrunt.hcl": "",
    "stack/main.tfcomponent.hcl": "",
  });

  expect(notEvaluated).toMatchObject([
    { path: "live/dev/terragrunt.hcl", reason: expect.stringContaining("2 such files") },
    { path: "stack/main.tfcomponent.hcl", reason: expect.stringContaining("one file") },
  ]);
});

test("every file of the root and of its modules is a document, with its lines", async () => {
  const rendering = await render({
    "infra/main.tf": `module "a" {\n  source = "./a"\n}\n`,
    "infra/a/b.tf.json": `{"resource":\n{"aws_s3_bucket": {"x":\n{"bucket": "b"}}}}`,
    "infra/terraform.tfvars": "\nsize = 3\n",
  });

  const documents = rendering.status === "rendered" ? (rendering.documents ?? []) : [];
  expect(documents.map(({ path, object }) => [path, object])).toEqual([
    ["infra/main.tf", { module: { a: [{ source: "./a" }] } }],
    ["infra/a/b.tf.json", { resource: { aws_s3_bucket: { x: { bucket: "b" } } } }],
    ["infra/terraform.tfvars", { size: 3 }],
  ]);
  expect(documents[0]?.lineAt("/module/a/0/source")).toBe(2);
  expect(documents[1]?.lineAt("/resource/aws_s3_bucket/x/bucket")).toBe(3);
  expect(documents[2]?.lineAt("/size")).toBe(2);
});

test("what cannot be parsed is the author's to fix, in a sentence on its line", async () => {
  const rendering = await render({ "infra/main.tf": `resource "a" "b" {\n  x = \n}\n` });

  expect(rendering).toMatchObject({
    status: "failed",
    findings: [
      {
        check: "render",
        rule: "syntax",
        path: "infra/main.tf",
        line: 2,
        message: "Invalid expression: Expected the start of an expression, but found an invalid expression token.",
        application: "web",
      },
    ],
  });
});

test.each([
  ["a module that is not there", `module "a" {\n  source = "./gone"\n}\n`, ["infra/main.tf:2 module-source"]],
  ["a module outside of the repository", `module "a" {\n  source = "../../x"\n}\n`, ["infra/main.tf:2 module-source"]],
  ["a module behind a link", `module "a" {\n  source = "../link/x"\n}\n`, ["infra/main.tf:2 module-source"]],
  ["a resource that is there twice", s3("a") + s3("a"), ["infra/main.tf:4 duplicate"]],
  ["binary", new Uint8Array([0, 1, 2]), ["infra/main.tf:1 encoding"]],
  ["what is no UTF-8", new Uint8Array([0x61, 0xff, 0x62]), ["infra/main.tf:1 encoding"]],
  ["a hundred megabytes", new Uint8Array(100_000_000), ["infra/main.tf:1 size"]],
  ["a deep nest", `a = ${"[".repeat(100_000)}`, ["infra/main.tf:1 too-deep"]],
])("%s fails with its line", async (_, main, expected) => {
  const rendering = await render({ "infra/main.tf": main, link: { link: "/etc" } });

  expect([rendering.status, complaints(rendering)]).toEqual(["failed", expected]);
});

test("after a file that breaks the parser the next one is read", async () => {
  await render({ "infra/main.tf": `a = ${"[".repeat(50_000)}` });

  const rendering = await render({ "infra/main.tf": s3("a") });

  expect(rendering.status).toBe("rendered");
});

test("modules from elsewhere are named and not fetched, without the credentials of their source", async () => {
  const rendering = await render({
    "infra/main.tf": [
      `module "vpc" {\n  source  = "terraform-aws-modules/vpc/aws"\n  version = "5.0.0"\n}`,
      `module "x" {\n  source = "git::https://user:hunter2@example.com/x.git?ref=v1&sshkey=abc"\n}\n`,
    ].join("\n"),
  });

  expect(complaints(rendering)).toEqual(["infra/main.tf:2 remote-module"]);
  expect(messages(rendering)).toEqual([
    "Modules from elsewhere are not fetched, and what they hold is not judged: vpc (terraform-aws-modules/vpc/aws), x (git::https://example.com/x.git).",
  ]);
});

test("links to files and modules within the repository are followed", async () => {
  const files = {
    "infra/main.tf": `module "a" {\n  source = "./linked"\n}\n`,
    "infra/common.tf": { link: "../shared/common.tf.txt" },
    "infra/linked": { link: "../modules/a" },
    "shared/common.tf.txt": `provider "aws" {}\n`,
    "modules/a/main.tf": s3("a"),
  };
  const { applications, inputs } = await discoverIn(files);
  const rendering = await render(files);

  expect(applications).toEqual(["infra default terraform infra"]);
  expect(inputs("default")).toEqual([
    "infra/",
    "infra/.terraform.lock.hcl",
    "infra/common.tf",
    "infra/linked",
    "infra/main.tf",
    "modules/a/",
    "modules/a/main.tf",
    "shared/common.tf.txt",
  ]);
  expect(rendering.status === "rendered" && rendering.documents?.map(({ path, module }) => [path, module])).toEqual([
    ["infra/main.tf", "infra"],
    ["shared/common.tf.txt", "infra"],
    ["modules/a/main.tf", "modules/a"],
  ]);
});

test("a link that leads out of the repository fails at the link", async () => {
  const rendering = await render({ "infra/main.tf": s3("a"), "infra/secrets.tf": { link: "/etc/passwd" } });

  expect(complaints(rendering)).toEqual(["infra/secrets.tf:1 link"]);
});

test("what is written for OpenTofu and for Terraform is not there twice", async () => {
  const rendering = await render({ "infra/main.tf": s3("a"), "infra/main.tofu": s3("a") });

  expect(rendering.status).toBe("rendered");
});

test("overrides may repeat what they override", async () => {
  const rendering = await render({ "infra/main.tf": s3("a"), "infra/main_override.tf": s3("a") });

  expect(rendering.status).toBe("rendered");
});

function render(files: Files, recipe: Recipe = {}): Promise<Rendering> {
  return terraform.render({ ...application("infra", "terraform"), recipe }, treeOf(files), ports);
}

async function discoverIn(files: Files) {
  const { applications, notEvaluated } = await discover(treeOf(files), configuration, alone);
  return {
    applications: applications.map(({ name, environment, renderer, path }) =>
      [name, environment, renderer, path].join(" "),
    ),
    inputs: (environment: string) => applications.find((one) => one.environment === environment)?.inputs,
    notEvaluated,
  };
}

function messages(rendering: Rendering): readonly string[] {
  return rendering.status === "errored" ? [] : rendering.findings.map(({ message }) => message);
}
