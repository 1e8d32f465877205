import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSetting, openChange, place, reading, type Setting } from "./setting.ts";

const run = promisify(execFile);
let setting: Setting;
let number: number;

beforeAll(async () => {
  setting = await createSetting({ private: true, app: { permissions: reading } });
  ({ number } = await openChange(setting));
  await setting.octokit.rest.pulls.createReview({
    ...place,
    pull_number: number,
    event: "REQUEST_CHANGES",
    body: "No.",
    comments: [{ path: "apps/web/config.yaml", line: 5, body: "line 5" }],
  });
});

afterAll(() => setting.stop());

test("an App that may only read contents resolves no thread, and may fold its comments away", async () => {
  const { forge, octokit } = setting;
  const [thread] = forge.state.threads.values();
  const [comment] = (await octokit.rest.pulls.listReviewComments({ ...place, pull_number: number })).data;

  await expect(
    octokit.graphql("mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { id } } }", {
      id: `PRRT_${Buffer.from(`0:${thread?.id}`).toString("base64url")}`,
    }),
  ).rejects.toMatchObject({ errors: [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }] });
  await octokit.graphql(
    "mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } } }",
    { id: comment?.node_id },
  );

  expect(thread?.resolvedById).toBeNull();
  expect([...forge.state.reviewComments.values()].map(({ minimized }) => minimized)).toEqual(["outdated"]);
});

test("a request for changes is found by its state, and withdrawn once", async () => {
  const { octokit } = setting;
  const query = `query { repository(owner: "acme", name: "shop") { pullRequest(number: ${number}) {
    reviews(last: 100, states: [CHANGES_REQUESTED]) { nodes { id } } } } }`;
  type Reviews = { repository: { pullRequest: { reviews: { nodes: { id: string }[] } } } };
  const requested = async () => (await octokit.graphql<Reviews>(query)).repository.pullRequest.reviews.nodes;
  const dismissal =
    'mutation($id: ID!) { dismissPullRequestReview(input: {pullRequestReviewId: $id, message: "Mended."}) { pullRequestReview { state } } }';
  const [review] = await requested();

  const answer = await octokit.graphql(dismissal, { id: review?.id });

  expect(answer).toEqual({ dismissPullRequestReview: { pullRequestReview: { state: "DISMISSED" } } });
  expect(await requested()).toEqual([]);
  await expect(octokit.graphql(dismissal, { id: review?.id })).rejects.toThrow("Unprocessable");
});

test("a token for one repository's contents fetches there, and does nothing else anywhere", async () => {
  const { forge, octokit, repository, installation } = setting;
  const other = await forge.repository("acme/other", { private: true, seed: { "a.txt": "a\n" } });
  forge.reselect(installation, { add: other });
  const scope = { repositoryIds: [repository.id], permissions: { contents: "read" } };
  const { token } = (await octokit.auth({ type: "installation", ...scope })) as { readonly token: string };
  const git = (cloneUrl: string, ...args: string[]) =>
    run("git", ["-c", "core.askPass=true", ...args, cloneUrl.replace("//", `//x-access-token:${token}@`)], {
      env: { ...process.env, GIT_TERMINAL_PROMPT: "0" },
    });
  const ask = (path: string, method = "GET", body?: object) =>
    fetch(`${forge.apiUrl}${path}`, {
      method,
      headers: { authorization: `token ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });

  const { stdout } = await git(repository.cloneUrl, "ls-remote");

  expect(stdout).toContain("refs/heads/main");
  await expect(git(other.cloneUrl, "ls-remote")).rejects.toThrow("not found");
  expect((await ask("/repos/acme/shop/contents/README.md")).status).toBe(200);
  expect((await ask("/repos/acme/other/contents/a.txt")).status).toBe(404);
  expect((await ask(`/repos/acme/shop/issues/${number}/comments`, "POST", { body: "hello" })).status).toBe(403);
  const push = await fetch(`${repository.cloneUrl}/info/refs?service=git-receive-pack`, {
    headers: { authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}` },
  });
  expect(push.status).toBe(403);
});
