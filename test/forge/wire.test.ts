import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSetting, openChange, place, reading, type Setting } from "./setting.ts";

const run = promisify(execFile);
let setting: Setting;
let directory: string;

beforeEach(async () => {
  setting = await createSetting({ private: true, requestsPerHour: 50, app: { permissions: reading } });
  directory = await mkdtemp(join(tmpdir(), "forge-wire-"));
});

afterEach(async () => {
  await setting.stop();
  await rm(directory, { recursive: true });
});

test("a private repository is cloned with a token, without blobs, and a single commit is fetched by its SHA", async () => {
  const { repository, appOctokit, installation } = setting;
  const { number, headSha } = await openChange(setting);
  const { data } = await appOctokit.rest.apps.createInstallationAccessToken({ installation_id: installation.id });
  const header = `Authorization: Basic ${Buffer.from(`x-access-token:${data.token}`).toString("base64")}`;
  const git = (...args: string[]) =>
    run("git", ["-c", `http.extraHeader=${header}`, ...args], { cwd: directory, env: { GIT_TERMINAL_PROMPT: "0" } });

  await expect(
    run("git", ["clone", "--quiet", repository.cloneUrl, "no"], { cwd: directory, env: { GIT_TERMINAL_PROMPT: "0" } }),
  ).rejects.toThrow();
  await git("clone", "--quiet", "--bare", "--filter=blob:none", "--single-branch", repository.cloneUrl, ".");
  const { stdout } = await git("rev-list", "--objects", "--all", "--missing=print");
  await git("fetch", "--quiet", "origin", headSha, `refs/pull/${number}/merge`);

  expect(stdout).toMatch(/^\?[0-9a-f]{40}$/m);
  expect((await git("cat-file", "-t", headSha)).stdout).toBe("commit\n");
  await expect(git("push", "--quiet", "origin", `${headSha}:refs/heads/stolen`)).rejects.toThrow("403");
});

test("a fork's pull request is there as refs/pull, and its head's repository is the fork", async () => {
  const { forge, octokit } = setting;
  forge.user("outsider");
  const open = await forge.repository("acme/open", { seed: { a: "1\n" } });
  forge.install(setting.app, open);
  const fork = await forge.fork("acme/open", "outsider");
  const sha = await fork.commit({ branch: "theirs", files: { a: "2\n" } });

  const { number } = await forge
    .as("outsider")
    .openPullRequest("acme/open", { title: "Mine", head: "outsider:theirs" });
  const pushed = await fork.commit({ branch: "theirs", files: { a: "3\n" } });
  await forge.idle();

  const { data } = await octokit.rest.pulls.get({ owner: "acme", repo: "open", pull_number: number });
  expect(data.head).toMatchObject({
    sha: pushed,
    label: "outsider:theirs",
    repo: { full_name: "outsider/open", fork: true },
  });
  expect((await run("git", ["rev-parse", `refs/pull/${number}/head`], { cwd: open.directory })).stdout.trim()).toBe(
    pushed,
  );
  const actions = setting.received
    .filter(({ headers }) => headers["x-github-event"] === "pull_request")
    .map(({ body }) => body.action);
  expect(actions).toEqual(["opened", "synchronize"]);
  expect(sha).not.toBe(pushed);
});

test("an unchanged answer is 304 to who holds its ETag", async () => {
  const first = await setting.octokit.rest.repos.get(place);

  const again = setting.octokit.request("GET /repos/{owner}/{repo}", {
    ...place,
    headers: { "if-none-match": first.headers.etag ?? "" },
  });

  await expect(again).rejects.toMatchObject({ status: 304 });
});

test("lists come in pages that link to the next", async () => {
  const { octokit } = setting;
  const { number } = await openChange(setting);
  for (const body of ["1", "2", "3", "4", "5"])
    await octokit.rest.issues.createComment({ ...place, issue_number: number, body });

  const page = await octokit.rest.issues.listComments({ ...place, issue_number: number, per_page: 2 });
  const all = await octokit.paginate(octokit.rest.issues.listComments, { ...place, issue_number: number, per_page: 2 });

  expect(page.data.map(({ body }) => body)).toEqual(["1", "2"]);
  expect(page.headers.link).toContain('rel="next"');
  expect(all.map(({ body }) => body)).toEqual(["1", "2", "3", "4", "5"]);
});

test("requests are counted, logged, and refused when the hour's are spent", async () => {
  const { octokit, forge } = setting;
  await octokit.rest.repos.get(place);
  forge.forgetRequests();

  const { headers } = await octokit.rest.repos.get(place);
  const spent = async () => {
    for (let call = 0; call < 60; call += 1) await octokit.rest.repos.get(place);
  };

  expect(forge.requests()).toMatchObject([
    {
      method: "GET",
      operation: "GET /repos/{owner}/{repo}",
      status: 200,
      caller: `installation:${setting.installation.id}`,
    },
  ]);
  expect(headers).toMatchObject({ "x-ratelimit-limit": "50", "x-ratelimit-used": "2" });
  await expect(spent()).rejects.toMatchObject({ status: 403, response: { headers: { "x-ratelimit-remaining": "0" } } });
});

test("API faults happen once, as asked for", async () => {
  const { octokit, forge } = setting;
  const get = () => octokit.rest.repos.get(place);
  await get();

  forge.faults.onRequests({ kind: "fail", status: 502, method: "GET", path: /^\/repos/ });
  await expect(get()).rejects.toMatchObject({ status: 502 });
  forge.faults.onRequests({ kind: "secondary-limit", retryAfterSeconds: 7 });
  await expect(get()).rejects.toMatchObject({ status: 403, response: { headers: { "retry-after": "7" } } });
  forge.faults.onRequests({ kind: "primary-limit", resetSeconds: 60 });
  await expect(get()).rejects.toMatchObject({ status: 403, response: { headers: { "x-ratelimit-remaining": "0" } } });
  forge.faults.onRequests({ kind: "drop", when: "before" });
  await expect(get()).rejects.toMatchObject({ status: 500 });
  forge.faults.onRequests({ kind: "delay", ms: 1 });
  expect((await get()).status).toBe(200);
});

test("a dropped answer leaves its work done", async () => {
  const { octokit, forge } = setting;
  const { number } = await openChange(setting);
  const at = { ...place, issue_number: number };
  await octokit.rest.issues.listComments(at);

  forge.faults.onRequests({ kind: "drop", when: "after", method: "POST" });

  await expect(octokit.rest.issues.createComment({ ...at, body: "once" })).rejects.toMatchObject({ status: 500 });
  expect((await octokit.rest.issues.listComments(at)).data).toHaveLength(1);
});

test("deliveries are dropped, doubled, failed and overtaken on demand", async () => {
  const { forge, repository } = setting;
  const { number } = await openChange(setting);
  const comment = (body: string) => forge.as("mona").comment(repository.fullName, number, body);
  const bodies = () =>
    setting.received.flatMap(({ body }) => {
      const { comment } = body as { comment?: { body: string } };
      return comment ? [comment.body] : [];
    });
  const on = { event: "issue_comment" } as const;

  forge.faults.onDeliveries({ ...on, kind: "drop" });
  await comment("dropped");
  forge.faults.onDeliveries({ ...on, kind: "duplicate" });
  await comment("doubled");
  forge.faults.onDeliveries({ ...on, kind: "fail", status: 503 });
  await comment("failed");
  forge.faults.onDeliveries({ ...on, kind: "reorder" });
  await comment("overtaken");
  await comment("overtaking");
  await forge.idle();

  expect(bodies()).toEqual(["doubled", "doubled", "overtaking", "overtaken"]);
  const failed = forge.deliveries().find(({ response }) => response?.status === 503);
  expect(failed?.outcome).toBe("Invalid HTTP Response: 503");
  const again = forge.redeliver(failed?.id ?? 0);
  await forge.idle();
  expect(again).toMatchObject({ guid: failed?.guid, redelivery: true, outcome: "OK" });
  expect(bodies().at(-1)).toBe("failed");
});

test("a receiver that answers 500 is in the delivery log", async () => {
  const { forge, repository } = setting;
  setting.answerWith(500);

  await repository.commit({ files: { a: "b" } });
  await forge.idle();

  expect(forge.deliveries().at(-1)).toMatchObject({ event: "check_suite", outcome: "Invalid HTTP Response: 500" });
});
