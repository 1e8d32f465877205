import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Webhooks } from "@octokit/webhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defaults } from "../../src/forge/apps.ts";
import { createSetting, manifest, openChange, place, type Setting } from "./setting.ts";

const run = promisify(execFile);
let setting: Setting;

beforeEach(async () => {
  setting = await createSetting({ app: { events: [...defaults.events, "push"] } });
});

afterEach(async () => {
  await setting.stop();
});

test("an installation is told to the App by a signed delivery", async () => {
  const [delivery] = setting.received;

  expect(setting.events()).toEqual(["installation.created"]);
  expect(delivery?.body.installation).toMatchObject({ id: setting.installation.id, app_slug: "fairlead" });
  const signature = delivery?.headers["x-hub-signature-256"] ?? "";
  expect(await new Webhooks({ secret: setting.app.webhookSecret }).verify(delivery?.text ?? "", signature)).toBe(true);
});

test("a real push to a pull request's branch sends push, check_suite and synchronize", async () => {
  const { forge, repository } = setting;
  const { number, headSha } = await openChange(setting);
  await forge.idle();
  const before = setting.received.length;
  const directory = await mkdtemp(join(tmpdir(), "forge-push-"));
  const url = repository.cloneUrl.replace("http://", `http://mona:${forge.user("mona").token}@`);
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=Mona", "-c", "user.email=mona@users.example", ...args], { cwd: directory });

  await git("clone", "--quiet", "--branch", "change", url, ".");
  await writeFile(join(directory, "README.md"), "# The shop\n");
  await git("commit", "--quiet", "-am", "Rename");
  await git("push", "--quiet");
  await forge.idle();
  await rm(directory, { recursive: true });

  expect(setting.events().slice(before)).toEqual(["push", "check_suite.requested", "pull_request.synchronize"]);
  const { body } = setting.received.at(-1) ?? {};
  expect(body).toMatchObject({
    number,
    before: headSha,
    pull_request: { head: { sha: await repository.tip("change") }, changed_files: 2 },
  });
});

test("the App reads the pull request, its files and its lines", async () => {
  const { number } = await openChange(setting);

  const { data: pull } = await setting.octokit.rest.pulls.get({ ...place, pull_number: number });
  const { data: files } = await setting.octokit.rest.pulls.listFiles({ ...place, pull_number: number });

  expect(pull).toMatchObject({
    state: "open",
    merged: false,
    mergeable: true,
    mergeable_state: "clean",
    commits: 1,
    additions: 1,
    deletions: 1,
  });
  expect(files).toMatchObject([{ filename: "apps/web/config.yaml", status: "modified", additions: 1 }]);
  expect(files[0]?.patch).toContain('+  b: "20"');
});

test("a required check pinned to the App keeps the merge back until the App says success", async () => {
  const { forge, repository, octokit, app } = setting;
  repository.ruleset({ requiredChecks: [{ context: "fairlead", appId: app.appId }] });
  const { number, headSha } = await openChange(setting);
  const mona = forge.as("mona");

  await expect(mona.merge("acme/shop", number)).rejects.toThrow(
    '405 Repository rule violations found\n\nRequired status check "fairlead" is expected.',
  );
  await forge
    .as("acme")
    .request("POST", `/repos/acme/shop/statuses/${headSha}`, { state: "success", context: "fairlead" });
  await expect(mona.merge("acme/shop", number)).rejects.toThrow("is expected");
  const { data: check } = await octokit.rest.checks.create({
    ...place,
    name: "fairlead",
    head_sha: headSha,
    status: "in_progress",
  });
  await expect(mona.merge("acme/shop", number)).rejects.toThrow("is in progress");
  await octokit.rest.checks.update({ ...place, check_run_id: check.id, conclusion: "failure" });
  await expect(mona.merge("acme/shop", number)).rejects.toThrow("is failing");
  await octokit.rest.checks.update({ ...place, check_run_id: check.id, conclusion: "success" });
  await expect(mona.merge("acme/shop", number, { sha: "0".repeat(40) })).rejects.toThrow(
    "409 Head branch was modified",
  );
  const sha = await mona.merge("acme/shop", number);

  expect(await repository.tip()).toBe(sha);
  expect(await repository.read("apps/web/config.yaml")).toBe(manifest.replace('b: "2"', 'b: "20"'));
  const { stdout } = await run("git", ["rev-list", "--parents", "-n1", sha], { cwd: repository.directory });
  expect(stdout.trim().split(" ")).toEqual([sha, expect.any(String), headSha]);
  await forge.idle();
  expect(setting.received.find(({ body }) => body.action === "closed")?.body.pull_request).toMatchObject({
    merged: true,
    merged_by: { login: "mona" },
  });
});
