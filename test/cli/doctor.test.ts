import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { doctor } from "../../src/cli/doctor.ts";
import { UsageError } from "../../src/cli/verb.ts";
import { programs } from "../adapters/tools/programs.ts";
import { recordingTerminal } from "./terminal.ts";

const onLinux = process.platform === "linux" && process.arch === "x64";

test("what is needed and missing fails, and each line says what to do", async () => {
  const empty = programs({});
  const { code, out } = await run({ PATH: empty.bin, DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/fairlead" });
  empty.remove();

  expect(code).toBe(1);
  expect(line(out, "git")).toMatch(/^git +MISSING +git is not installed, or not on PATH/);
  expect(line(out, "terraform")).toMatch(/^terraform +- +There is no terraform; install Terraform/);
  expect(line(out, "kyverno")).toMatch(/^kyverno +- +There is no kyverno; install the kyverno CLI/);
  expect(line(out, "database")).toMatch(/^database +MISSING +127\.0\.0\.1:1\/fairlead does not answer: /);
  expect(line(out, "github")).toMatch(/^github +- +no credentials are set/);
  expect(out).not.toContain("hunter2");
});

test("what is there is told with version and origin", async () => {
  const { out } = await run({ PATH: process.env.PATH });

  expect(line(out, "node")).toMatch(/^node +ok +v\d+/);
  expect(line(out, "git")).toMatch(/^git +ok +2\.\d+/);
  if (onLinux) expect(line(out, "helm")).toMatch(/^helm +ok +\d+\.\d+\.\d+ from (?:npm, SHA-256 verified|PATH) \(/);
  expect(line(out, "database")).toMatch(/^database +ok +embedded PostgreSQL from npm, its files in \/.fairlead$/);
});

test("credentials that are half set are missing, all of them at once", async () => {
  const { code, out } = await run({ APP_ID: "1", PRIVATE_KEY_FILE: "/nope" });

  expect(code).toBe(1);
  expect(out.match(/^settings +MISSING .*$/gm)).toEqual([
    expect.stringContaining("PRIVATE_KEY_FILE names a file that cannot be read"),
    expect.stringContaining("WEBHOOK_SECRET is not set"),
  ]);
});

test("what may come from elsewhere is told, and a setting that is wrong or lacking is missing", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fairlead-doctor-"));
  const hcp = "{repository: acme/network, tokenFrom: HCP_TOKEN, workspaces: [{root: live, workspace: acme/live}]}";
  const policies = "{hosts: [{host: ghcr.io, tokenFrom: GHCR}]}";
  writeFileSync(join(directory, "operator.yml"), `terraform: {hcp: [${hcp}]}\npolicies: ${policies}`);
  writeFileSync(join(directory, "broken.yml"), "terraform: {hcp: [{repository: network}]}");
  const env = { FAIRLEAD_CHART_HOSTS: "ghcr.io", FAIRLEAD_OPERATOR_CONFIG: "operator.yml" };

  const { out: set } = await run({ ...env, HCP_TOKEN: "hunter2", GHCR: "hunter2" }, [], directory);
  const { out: unset } = await run({ ...env, FAIRLEAD_CHART_HOSTS: "https://ghcr.io/acme" }, [], directory);
  const { out: broken } = await run({ FAIRLEAD_OPERATOR_CONFIG: "broken.yml" }, [], directory);
  rmSync(directory, { recursive: true });

  expect(line(set, "charts")).toMatch(/^charts +ok +may be fetched from ghcr\.io$/);
  expect(line(set, "plans")).toMatch(/^plans +ok +made or fetched for acme\/network$/);
  expect(line(set, "policies")).toMatch(/^policies +ok +may be fetched from ghcr\.io$/);
  expect(line(unset, "policies")).toMatch(/^policies +MISSING +GHCR is not set, which ghcr\.io needs$/);
  expect(set).not.toContain("hunter2");
  expect(line(unset, "charts")).toMatch(
    /^charts +MISSING +FAIRLEAD_CHART_HOSTS is wrong: "https:\/\/ghcr\.io\/acme" is not a host/,
  );
  expect(line(unset, "plans")).toMatch(/^plans +MISSING +HCP_TOKEN is not set, which the plans of acme\/network need$/);
  expect(line(broken, "charts")).toMatch(/^charts +- +none is fetched from elsewhere/);
  expect(line(broken, "plans")).toMatch(/"network" is not a repository such as acme\/infra/);
});

test("the App's permissions are compared with what app.yml asks for", async () => {
  const reads = { actions: "read", members: "read", merge_queues: "read", statuses: "read" };
  const asked = { checks: "write", contents: "write", issues: "write", pull_requests: "write", ...reads };
  const full = await withGitHub({ ...asked, merge_queues: "write", metadata: "read" });
  const poor = await withGitHub({ checks: "read", contents: "read", metadata: "read" });
  const unaccepted = await withGitHub({ ...asked, metadata: "read" }, { checks: "read" });

  expect(line(full.out, "github")).toMatch(
    /^github +ok +fairlead-test at http:\/\/127\.0\.0\.1:\d+\/api\/v3, installed on 1 account/,
  );
  expect(line(full.out, "permissions")).toMatch(/ ok +all permissions and events of app\.yml are granted$/);
  expect(line(poor.out, "permissions")).toMatch(/MISSING +the App lacks permissions .*checks: write.*; grant them/);
  expect(line(unaccepted.out, "permissions")).toMatch(
    /MISSING +its installation on acme lacks permissions checks: write; an owner there has to accept them on GitHub$/,
  );
  expect([poor.code, unaccepted.code]).toEqual([1, 1]);
  expect(full.authorization).toMatch(/^bearer ey/);
});

test("arguments are refused", async () => {
  await expect(run({}, ["now"])).rejects.toThrow(UsageError);
});

async function withGitHub(permissions: Record<string, string>, accepted: Record<string, string> = {}) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const directory = mkdtempSync(join(tmpdir(), "fairlead-doctor-"));
  writeFileSync(join(directory, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  let authorization = "";
  const events = [...readFileSync("app.yml", "utf8").matchAll(/^ +- ([a-z_]+)$/gm)].map(([, name]) => name);
  const server = createServer((request, response) => {
    authorization = request.headers.authorization ?? "";
    const body = request.url?.startsWith("/api/v3/app/installations")
      ? [{ id: 1, account: { login: "acme" }, permissions: { ...permissions, ...accepted }, events }]
      : { slug: "fairlead-test", permissions, events };
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const env = {
    APP_ID: "1",
    PRIVATE_KEY_FILE: "key.pem",
    WEBHOOK_SECRET: "s".repeat(16),
    GITHUB_URL: `http://127.0.0.1:${port}`,
  };
  const result = await run(env, [], directory);
  server.close();
  rmSync(directory, { recursive: true });
  return { ...result, authorization };
}

async function run(env: Record<string, string | undefined>, args: readonly string[] = [], directory = "/") {
  const { terminal, printed } = recordingTerminal({ env, directory });
  return { code: await doctor.run(args, terminal), ...printed };
}

function line(out: string, name: string): string {
  return out.split("\n").find((each) => each.startsWith(`${name} `)) ?? "";
}
