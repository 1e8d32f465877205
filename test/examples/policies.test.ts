import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { check } from "../../src/cli/check.ts";
import { policy } from "../../src/cli/policy.ts";
import type { Verb } from "../../src/cli/verb.ts";
import { digestOf, openHost } from "../adapters/charts/registry.ts";
import { git } from "../adapters/git/repositories.ts";
import { opaPath } from "../adapters/opa/local-tools.ts";
import { recordingTerminal } from "../cli/terminal.ts";

const opa = test.skipIf(opaPath === undefined);
let directory = "";

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fairlead-example-"));
  cpSync("examples/policies", directory, { recursive: true });
  git(directory, "init", "--quiet", "--initial-branch=main");
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "-m", "Start");
  git(directory, "remote", "add", "origin", "https://github.com/acme/web");
});

afterAll(() => rmSync(directory, { recursive: true }));

opa("its tests pass and reach every line", async () => {
  const { code, out } = await run(policy, ["test", "policies", "organisation", "--coverage", "--threshold", "100"]);

  expect(code, out).toBe(0);
  expect(out).toContain("policies: 5 passed, 0 failed\n");
  expect(out).toContain("organisation: 2 passed, 0 failed\n");
});

opa("it fails for want of an owner, and a change of its rules is previewed", async () => {
  const { code, out } = await run(check, ["--all"]);
  const path = join(directory, "policies/limits/numbers.yaml");
  writeFileSync(path, "replicas: 1\n");
  git(directory, "checkout", "--quiet", "-b", "change");
  git(directory, "commit", "--quiet", "--all", "-m", "Ask for less");
  const changed = await run(check, ["--base", "main"]);
  git(directory, "checkout", "--quiet", "main");

  expect(code).toBe(1);
  expect(out).toMatch(/apps\/web\/web\.yaml:5: +error +Deployment "web" has no label example\.com\/owner\./);
  expect(out).toMatch(/apps\/web\/web\.yaml:7: +warning +"web" runs 1 replicas/);
  expect(changed.code).toBe(0);
  expect(changed.out).toContain("The changed rule enough-replicas would warn of 1 manifest less.");
  expect(changed.out).toContain("Tests of the proposed policies: 5 passed, 0 failed.");
});

opa("what the operator requires fails as well, published as the page says", async () => {
  execFileSync("tar", ["-czf", "baseline.tar.gz", "-C", "organisation", "."], { cwd: directory });
  const archive = readFileSync(join(directory, "baseline.tar.gz"));
  const host = await openHost(() => ({ body: archive }));
  const operator = readFileSync(join(directory, "operator.yml"), "utf8")
    .replace("- host: policies.example.com", `- host: ${host.host}\n      plain: true`)
    .replace("policies.example.com", host.host)
    .replace(/sha256:0+/, digestOf(archive));
  writeFileSync(join(directory, "own.yml"), operator);

  const { code, out } = await run(check, ["--all"], { FAIRLEAD_OPERATOR_CONFIG: "own.yml" });
  await host.close();

  expect(code).toBe(1);
  expect(out).toMatch(/apps\/web\/web\.yaml:23: +error +Service "web" opens a port on every node\./);
});

async function run(verb: Verb, args: readonly string[], given: Readonly<Record<string, string>> = {}) {
  const { env } = recordingTerminal().terminal;
  const own = { ...env, XDG_CACHE_HOME: join(directory, "caches"), ...given };
  const { terminal, printed } = recordingTerminal({ directory, env: own });
  const code = await verb.run(args, terminal);
  return { code, ...printed };
}
