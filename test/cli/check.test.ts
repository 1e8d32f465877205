import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, expect, test } from "vitest";
import { check } from "../../src/cli/check.ts";
import { plan } from "../../src/cli/plan.ts";
import { UsageError, type Verb } from "../../src/cli/verb.ts";
import { commit, createRepository, git, temporaryDirectory } from "../adapters/git/repositories.ts";
import { recordingTerminal } from "./terminal.ts";

const folder = temporaryDirectory();
afterAll(() => folder.remove());

const configMap = (mode: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: shop\ndata:\n  mode: ${mode}\n`;

const shop = createRepository(join(folder.path, "shop"));
const start = commit(shop, {
  "apps/web/base/web.yaml": configMap("calm"),
  "apps/web/base/kustomization.yaml": "resources: [web.yaml]\n",
  "apps/web/overlays/dev/kustomization.yaml": "resources: [../../base]\n",
  "apps/web/overlays/prod/kustomization.yaml": "resources: [../../base]\n",
});
git(shop, "checkout", "--quiet", "-b", "good");
const good = commit(shop, { "apps/web/base/web.yaml": configMap("busy") });
git(shop, "checkout", "--quiet", "-b", "bad", start);
const bad = commit(shop, { "apps/web/base/web.yaml": configMap("[not, text]") });
git(shop, "checkout", "--quiet", "good");

test("a good change passes, and what it was compared with is said beside the report", async () => {
  const { code, out, err } = await run(check, [], shop);

  expect(code).toBe(0);
  expect(err).toBe(`Comparing HEAD (${good.slice(0, 7)}) with ${start.slice(0, 7)}, where it left main.\n`);
  expect(out).toContain("update ConfigMap shop/web");
});

test("a bad change fails on the very line", async () => {
  const { code, out } = await run(check, ["--head", "bad"], shop);

  expect(code).toBe(1);
  expect(out).toMatch(/^apps\/web\/base\/web\.yaml:7: +error/m);
});

test("json is what the published schema says, for any conclusion", async () => {
  const schema: unknown = JSON.parse(readFileSync("docs/report.schema.json", "utf8"));
  const validate = new Ajv({ strict: false }).compile(Object(schema));

  const conclusions: unknown[] = [];
  for (const args of [
    ["--base", start, "--head", good],
    ["--base", "main", "--head", "bad"],
    ["--all"],
    ["--environment=mars"],
  ]) {
    const report = JSON.parse((await run(check, [...args, "--format", "json"], shop)).out) as Record<string, unknown>;
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    conclusions.push(report.conclusion);
  }

  expect(conclusions).toEqual(["passed", "failed", "passed", "errored"]);
});

test("json tells the same revisions, changes and lines that were asked for", async () => {
  const { out } = await run(
    check,
    ["--base", "main", "--head", "good", "--environment", "prod", "--format=json"],
    shop,
  );
  const report = JSON.parse(out) as Record<string, unknown>;

  expect(report).toMatchObject({
    conclusion: "passed",
    base: start,
    head: good,
    applications: [
      {
        environment: "prod",
        path: "apps/web/overlays/prod",
        status: "passed",
        changes: [
          {
            action: "update",
            apiVersion: "v1",
            kind: "ConfigMap",
            namespace: "shop",
            name: "web",
            fields: [{ path: "data.mode", before: "calm", after: "busy" }],
            sources: [{ path: "apps/web/base/web.yaml", line: 7 }],
          },
        ],
      },
    ],
  });
});

test("sarif and workflow annotations name the same line", async () => {
  const sarif = JSON.parse((await run(check, ["--head", bad, "--format", "sarif"], shop)).out) as Record<
    string,
    unknown
  >;
  const github = (await run(check, ["--head", bad, "--format", "github"], shop)).out;

  expect(sarif).toMatchObject({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Fairlead" } },
        results: [{ locations: [{ physicalLocation: { region: { startLine: 7 } } }] }],
      },
    ],
  });
  expect(github).toMatch(/^::error file=apps\/web\/base\/web\.yaml,line=7,/m);
});

test("an environment or application that nothing has could not be judged, and never passes", async () => {
  const environment = await run(check, ["--environment", "mars"], shop);
  const application = await run(check, ["--all", "--application", "nope"], shop);

  expect([environment.code, application.code]).toEqual([2, 2]);
  expect(environment.out).toContain('No environment is called "mars": there are dev, prod.');
  expect(application.out).toContain('No application is called "nope"');
});

test("--all judges what no change touches", async () => {
  const { code, err, out } = await run(check, ["--all", "--head", "bad"], shop);

  expect(code).toBe(1);
  expect(err).toBe(`Judging everything at bad (${bad.slice(0, 7)}).\n`);
  expect(out).toMatch(/web\.yaml:7:/);
});

test("heads that conflict with their base could not be judged", async () => {
  const { code, out } = await run(check, ["--base", "bad", "--head", "good"], shop);

  expect(code).toBe(2);
  expect(out).toContain("apps/web/base/web.yaml");
});

test.each([
  [["--all", "--base", "main"], "--all has no base: leave out --base, or --all."],
  [["--format", "xml"], '--format "xml" is not known: it is one of text, json, sarif, github, markdown, waivers.'],
  [["--bse", "main"], "There is no option --bse; did you mean --base?"],
  [["main"], '"main" stands where an option was expected.'],
])("%j is wrong usage", async (args, message) => {
  await expect(run(check, args, shop)).rejects.toThrow(new UsageError(message));
});

test("a revision that is not there, and a folder that is no clone, are wrong usage", async () => {
  await expect(run(check, ["--base", "v9"], shop)).rejects.toThrow(
    new UsageError(`--base "v9" names no commit in ${shop}.`),
  );
  await expect(run(check, ["--repo", folder.path], shop)).rejects.toThrow(
    new UsageError(`${folder.path} is not in a git repository.`),
  );
});

test("a clone without a default branch asks for a base", async () => {
  const lone = createRepository(join(folder.path, "lone"));
  git(lone, "checkout", "--quiet", "-b", "trunk");
  commit(lone, { a: "1" });

  await expect(run(check, [], lone)).rejects.toThrow(/name a base with --base, or use --all/);
});

test("a shallow clone says how to mend it, and is never taken for an unrelated history", async () => {
  git(folder.path, "clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=bad", `file://${shop}`, "shallow");
  const shallow = join(folder.path, "shallow");

  await expect(run(check, [], shallow)).rejects.toThrow(
    "HEAD and origin/good have no common commit here; this clone is shallow: run git fetch --unshallow.",
  );
  await expect(run(check, ["--base", good], shallow)).rejects.toThrow(/this clone is shallow/);
});

test("the plan alone is known whatever the checks say, and coloured when it is looked at", async () => {
  const failing = await run(plan, ["--head", "bad"], shop);
  const coloured = await run(plan, ["--head", "good"], shop, true);

  expect(failing.code).toBe(0);
  expect(failing.out).toContain("~ update ConfigMap shop/web");
  expect(coloured.out).toContain("\u001b[");
  expect(coloured.out).toContain("data.mode");
  expect((await run(plan, ["--environment", "mars"], shop)).code).toBe(2);
});

async function run(verb: Verb, args: readonly string[], directory: string, colours = false) {
  const { terminal, printed } = recordingTerminal({ directory, colours });
  return { code: await verb.run(args, terminal), ...printed };
}

test("a clone without a commit says so", async () => {
  const empty = createRepository(join(folder.path, "empty"));

  await expect(run(check, ["--all"], empty)).rejects.toThrow(
    new UsageError(`${empty} has no commit yet: there is nothing to judge.`),
  );
});
