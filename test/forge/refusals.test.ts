import { createHmac, createSign } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSetting, openChange, place, reading, type Setting } from "./setting.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let now = Date.now();
let setting: Setting;
let number: number;
let headSha: string;

beforeAll(async () => {
  setting = await createSetting({ now: () => now, app: { permissions: reading } });
  ({ number, headSha } = await openChange(setting));
});

afterAll(async () => {
  await setting.stop();
});

const run = { name: "fairlead" };
const output = { title: "t", summary: "s" };
const annotation = { path: "a", start_line: 1, end_line: 1, annotation_level: "warning", message: "m" };
const checkRuns = "POST /repos/acme/shop/check-runs";
const oneAction = { label: "l", description: "d", identifier: "i" };

const refused: readonly (readonly [string, string, object | undefined, number, string])[] = [
  [
    "a completed check run without conclusion",
    checkRuns,
    { ...run, status: "completed" },
    422,
    '"conclusion" is required',
  ],
  ["a conclusion of stale", checkRuns, { ...run, conclusion: "stale" }, 422, "can only be set to stale by GitHub"],
  [
    "an unknown conclusion",
    checkRuns,
    { ...run, conclusion: "good" },
    422,
    "/conclusion must be equal to one of the allowed values",
  ],
  [
    "a summary that is too long",
    checkRuns,
    { ...run, output: { ...output, summary: "x".repeat(65_536) } },
    422,
    "/output/summary must NOT have more than 65535 characters",
  ],
  [
    "a text that is too long",
    checkRuns,
    { ...run, output: { ...output, text: "x".repeat(65_536) } },
    422,
    "/output/text must NOT have more than 65535 characters",
  ],
  [
    "51 annotations at once",
    checkRuns,
    { ...run, output: { ...output, annotations: Array(51).fill(annotation) } },
    422,
    "/output/annotations must NOT have more than 50 items",
  ],
  [
    "an annotation that ends before it starts",
    checkRuns,
    { ...run, output: { ...output, annotations: [{ ...annotation, start_line: 2 }] } },
    422,
    "lines 2 to 1 are no range",
  ],
  [
    "columns over several lines",
    checkRuns,
    { ...run, output: { ...output, annotations: [{ ...annotation, end_line: 2, start_column: 1 }] } },
    422,
    "columns need start_line and end_line to be the same",
  ],
  [
    "four buttons",
    checkRuns,
    { ...run, actions: Array(4).fill(oneAction) },
    422,
    "/actions must NOT have more than 3 items",
  ],
  [
    "a button label of 21 characters",
    checkRuns,
    { ...run, actions: [{ ...oneAction, label: "x".repeat(21) }] },
    422,
    "/actions/0/label must NOT have more than 20 characters",
  ],
  [
    "a button description of 41 characters",
    checkRuns,
    { ...run, actions: [{ ...oneAction, description: "x".repeat(41) }] },
    422,
    "/actions/0/description must NOT have more than 40 characters",
  ],
  [
    "a button identifier of 21 characters",
    checkRuns,
    { ...run, actions: [{ ...oneAction, identifier: "x".repeat(21) }] },
    422,
    "/actions/0/identifier must NOT have more than 20 characters",
  ],
  ["a key GitHub does not know", checkRuns, { ...run, colour: "red" }, 422, '"colour" is not a permitted key.'],
  [
    "a comment of 65,537 characters",
    "POST /repos/acme/shop/issues/1/comments",
    { body: "x".repeat(65_537) },
    422,
    "Validation Failed",
  ],
  ["a comment without body", "POST /repos/acme/shop/issues/1/comments", {}, 422, "must have required property 'body'"],
  [
    "a reaction GitHub has not got",
    "POST /repos/acme/shop/issues/comments/1/reactions",
    { content: "yes" },
    422,
    "/content must be equal",
  ],
  ["an empty review", "POST /repos/acme/shop/pulls/1/reviews", { event: "COMMENT" }, 422, "Unprocessable Entity"],
  [
    "a second pull request of a branch",
    "POST /repos/acme/shop/pulls",
    { title: "t", head: "change", base: "main" },
    422,
    "Validation Failed",
  ],
  [
    "a pull request without commits",
    "POST /repos/acme/shop/pulls",
    { title: "t", head: "main", base: "main" },
    422,
    "Validation Failed",
  ],
  ["a repository that is not there", "GET /repos/acme/none", undefined, 404, "Not Found"],
  [
    "an operation the forge has not got",
    "POST /repos/acme/shop/forks",
    {},
    404,
    "local GitHub has no POST /repos/acme/shop/forks",
  ],
  [
    "what the App has no permission for",
    "PUT /repos/acme/shop/pulls/1/merge",
    {},
    403,
    "Resource not accessible by integration",
  ],
];

test.each(refused)("%s is refused", async (_, request, body, status, message) => {
  const known = request === checkRuns ? { head_sha: headSha } : {};

  const answer = setting.octokit.request(request, body && { ...known, ...body });

  await expect(answer).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
});

test("what lies at a limit is accepted", async () => {
  const { checks, issues } = setting.octokit.rest;
  const full = {
    title: "t",
    summary: "x".repeat(65_535),
    text: "x".repeat(65_535),
    annotations: Array(50).fill(annotation),
  };

  const { data } = await checks.create({ ...place, ...run, head_sha: headSha, output: full });
  await checks.update({ ...place, check_run_id: data.id, output: full });
  const { data: comment } = await issues.createComment({ ...place, issue_number: number, body: "🧭".repeat(65_536) });

  expect((await checks.get({ ...place, check_run_id: data.id })).data.output.annotations_count).toBe(100);
  expect([...(comment.body ?? "")]).toHaveLength(65_536);
});

test("a review with one comment off the diff is refused whole", async () => {
  const { pulls } = setting.octokit.rest;
  const at = { ...place, pull_number: number };
  const good = { path: "apps/web/config.yaml", line: 6, body: "here" };

  for (const bad of [
    { ...good, line: 1 },
    { ...good, path: "README.md" },
    { ...good, line: 12 },
    { ...good, start_line: 1 },
  ]) {
    const review = pulls.createReview({ ...at, event: "COMMENT", body: "b", comments: [good, bad] });
    await expect(review).rejects.toMatchObject({ status: 422 });
  }

  expect((await pulls.listReviewComments(at)).data).toEqual([]);
  expect((await pulls.listReviews(at)).data).toEqual([]);
});

test("a check run belongs to the App that made it, and people have none", async () => {
  const { forge, repository, octokit } = setting;
  const { data } = await octokit.rest.checks.create({ ...place, ...run, head_sha: headSha });
  const other = forge.app({ slug: "other" });
  const auth = {
    appId: other.appId,
    privateKey: other.privateKey,
    installationId: forge.install(other, repository).id,
  };
  const stranger = new Octokit({ authStrategy: createAppAuth, auth, baseUrl: forge.apiUrl, log: silent });

  await expect(
    stranger.rest.checks.update({ ...place, check_run_id: data.id, conclusion: "success" }),
  ).rejects.toMatchObject({ status: 403 });
  const { status } = await forge
    .as("mona")
    .request("POST", "/repos/acme/shop/check-runs", { ...run, head_sha: headSha });
  expect(status).toBe(403);
});

test("an installation token ends after an hour, and a suspended installation at once", async () => {
  const { forge, installation, appOctokit } = setting;
  const { data } = await appOctokit.rest.apps.createInstallationAccessToken({ installation_id: installation.id });
  const octokit = new Octokit({ auth: data.token, baseUrl: forge.apiUrl, log: silent });

  expect((await octokit.rest.repos.get(place)).status).toBe(200);
  forge.suspend(installation, true);
  await expect(octokit.rest.repos.get(place)).rejects.toMatchObject({ status: 403 });
  forge.suspend(installation, false);
  now += 3_600_000;
  await expect(octokit.rest.repos.get(place)).rejects.toMatchObject({
    status: 401,
    message: expect.stringContaining("Bad credentials"),
  });
  now -= 3_600_000;
});

test("a token may be narrowed and never widened", async () => {
  const { forge, installation, appOctokit } = setting;
  const ask = (permissions: object) =>
    appOctokit.request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: installation.id,
      permissions,
    });
  const { data } = await ask({ contents: "read" });
  const narrow = new Octokit({ auth: data.token, baseUrl: forge.apiUrl, log: silent });

  await expect(narrow.rest.issues.createComment({ ...place, issue_number: number, body: "b" })).rejects.toMatchObject({
    status: 403,
  });
  await expect(ask({ contents: "write" })).rejects.toMatchObject({ status: 422 });
});

test("an App's token is verified: its algorithm, its signature and its times", async () => {
  const { forge, app } = setting;
  const seconds = Math.floor(now / 1000);
  const claims = { iss: app.appId, iat: seconds - 60, exp: seconds + 540 };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const sign = (payload: object) => {
    const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(payload)}`;
    return `${text}.${createSign("RSA-SHA256").update(text).sign(app.privateKey, "base64url")}`;
  };
  const forged = `${part({ alg: "HS256" })}.${part(claims)}`;
  const status = async (jwt: string) =>
    (await fetch(`${forge.apiUrl}/app`, { headers: { authorization: `Bearer ${jwt}` } })).status;

  expect(await status(sign(claims))).toBe(200);
  expect(await status(forge.user("mona").token)).toBe(401);
  expect(await status(sign({ ...claims, exp: seconds - 1 }))).toBe(401);
  expect(await status(sign({ ...claims, exp: seconds + 3600 }))).toBe(401);
  expect(await status(sign({ ...claims, iat: seconds + 600 }))).toBe(401);
  expect(await status(sign({ ...claims, iss: 1 }))).toBe(401);
  expect(await status(`${sign(claims).slice(0, -8)}AAAAAAAA`)).toBe(401);
  expect(await status(`${forged}.${createHmac("sha256", app.privateKey).update(forged).digest("base64url")}`)).toBe(
    401,
  );
});

test("an outsider changes nobody's words and merges nothing", async () => {
  const { forge, octokit } = setting;
  const { data } = await octokit.rest.issues.createComment({ ...place, issue_number: number, body: "ours" });
  const outsider = forge.as("outsider");

  await expect(outsider.editComment("acme/shop", data.id, "theirs")).rejects.toThrow("403");
  await expect(outsider.merge("acme/shop", number)).rejects.toThrow("403");
  await expect(outsider.closePullRequest("acme/shop", number)).rejects.toThrow("403");
});
