import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readZip } from "../../src/adapters/github/read-zip.ts";
import { operationNames, webhookNames } from "../../src/forge/openapi/names.ts";
import { createSetting, manifest, openChange, place, type Setting } from "./setting.ts";

const every = [
  ...["check_run", "check_suite", "deployment", "deployment_status", "issue_comment", "issues", "merge_group"],
  ...["pull_request", "pull_request_review", "pull_request_review_comment", "pull_request_review_thread", "push"],
  ...["status", "workflow_run"],
];

let setting: Setting;
let number: number;
let headSha: string;

beforeAll(async () => {
  const permissions = Object.fromEntries(
    ["actions", "checks", "contents", "deployments", "issues", "members", "pull_requests", "statuses"].map((name) => [
      name,
      "write" as const,
    ]),
  );
  setting = await createSetting({ app: { permissions, events: every } });
  ({ number, headSha } = await openChange(setting));
});

afterAll(async () => {
  await setting.stop();
});

/*
 * The forge holds every request and answer to GitHub's description itself, and answers 500 when its own
 * answer is wrong; Octokit throws on that. So a story that is told to its end has proved each call in it.
 */

test("an App sees itself, its installations and its deliveries", async () => {
  const { appOctokit, octokit, app, installation, forge } = setting;

  expect((await appOctokit.rest.apps.getAuthenticated()).data).toMatchObject({ id: app.appId, slug: "fairlead" });
  expect((await appOctokit.rest.apps.listInstallations()).data).toMatchObject([{ id: installation.id }]);
  const { data: one } = await appOctokit.rest.apps.getInstallation({ installation_id: installation.id });
  expect(one.permissions).toMatchObject({ checks: "write" });
  expect((await appOctokit.rest.apps.getRepoInstallation(place)).data.id).toBe(installation.id);
  expect((await octokit.rest.apps.listReposAccessibleToInstallation()).data.total_count).toBe(1);
  expect((await appOctokit.rest.apps.getWebhookConfigForApp()).data.content_type).toBe("json");
  await forge.idle();
  const { data: deliveries } = await appOctokit.rest.apps.listWebhookDeliveries();
  const [first] = deliveries;
  const { data: whole } = await appOctokit.rest.apps.getWebhookDelivery({ delivery_id: first?.id ?? 0 });
  expect(whole.request.headers).toMatchObject({ "x-github-delivery": first?.guid });
  const again = await appOctokit.rest.apps.redeliverWebhookDelivery({ delivery_id: first?.id ?? 0 });
  expect(again.status).toBe(202);
  await forge.idle();
  expect(setting.received.filter(({ headers }) => headers["x-github-delivery"] === first?.guid)).toHaveLength(2);
  await octokit.rest.rateLimit.get();
  await octokit.rest.meta.get();
});

test("a manifest is exchanged for its App once", async () => {
  const { forge } = setting;
  const { apps } = new Octokit({ baseUrl: forge.apiUrl, log: { debug() {}, info() {}, warn() {}, error() {} } }).rest;
  const wanted = {
    name: "Second App",
    url: "https://second.example",
    redirect_url: "http://127.0.0.1:1/back",
    default_permissions: { checks: "write" },
  };
  const posted = await fetch(`${forge.url}/settings/apps/new?state=s`, {
    method: "POST",
    body: new URLSearchParams({ manifest: JSON.stringify(wanted) }),
    redirect: "manual",
  });
  const target = new URL(posted.headers.get("location") ?? "");
  const code = target.searchParams.get("code") ?? "";

  const { data } = await apps.createFromManifest({ code });

  expect(target.searchParams.get("state")).toBe("s");
  expect(data).toMatchObject({ slug: "second-app", permissions: { checks: "write" } });
  expect(data.pem).toContain("PRIVATE KEY");
  await expect(apps.createFromManifest({ code })).rejects.toMatchObject({ status: 404 });
});

test("a check run is created, updated, read and asked for again", async () => {
  const { octokit, forge, repository } = setting;
  const { checks } = octokit.rest;
  const { data: run } = await checks.create({ ...place, name: "fairlead", head_sha: headSha, status: "in_progress" });
  const annotation = {
    path: "README.md",
    start_line: 1,
    end_line: 1,
    annotation_level: "warning",
    message: "m",
  } as const;
  const output = { title: "t", summary: "s", annotations: [annotation, annotation] };

  await checks.update({ ...place, check_run_id: run.id, output });
  const actions = [{ label: "Plan again", description: "d", identifier: "plan" }];
  const { data: done } = await checks.update({
    ...place,
    check_run_id: run.id,
    conclusion: "success",
    output,
    actions,
  });

  expect(done).toMatchObject({ status: "completed", conclusion: "success", output: { annotations_count: 4 } });
  expect((await checks.get({ ...place, check_run_id: run.id })).data.pull_requests).toMatchObject([{ number }]);
  expect((await checks.listAnnotations({ ...place, check_run_id: run.id })).data).toHaveLength(4);
  expect((await checks.listForRef({ ...place, ref: "change" })).data.total_count).toBe(1);
  const { data: suites } = await checks.listSuitesForRef({ ...place, ref: headSha });
  expect(suites.check_suites).toMatchObject([{ conclusion: "success", head_branch: "change" }]);
  forge.as("mona").requestAction(repository.fullName, run.id, "plan");
  await forge.as("mona").rerequest(repository.fullName, run.id);
  forge.as("mona").rerequestSuite(repository.fullName, suites.check_suites[0]?.id ?? 0);
});

test("comments, their reactions, issues and labels come and go", async () => {
  const { issues, reactions } = setting.octokit.rest;
  const { data: comment } = await issues.createComment({ ...place, issue_number: number, body: "hello" });
  const at = { ...place, comment_id: comment.id };

  expect((await issues.updateComment({ ...at, body: "hi" })).data.body).toBe("hi");
  expect((await issues.getComment(at)).data.user?.login).toBe("fairlead[bot]");
  expect((await issues.listComments({ ...place, issue_number: number })).data).toHaveLength(1);
  const { data: eyes } = await reactions.createForIssueComment({ ...at, content: "eyes" });
  expect((await reactions.createForIssueComment({ ...at, content: "eyes" })).status).toBe(200);
  expect((await reactions.listForIssueComment(at)).data).toHaveLength(1);
  await reactions.deleteForIssueComment({ ...at, reaction_id: eyes.id });
  await issues.deleteComment(at);
  expect((await issues.listComments({ ...place, issue_number: number })).data).toEqual([]);

  const { data: issue } = await issues.create({ ...place, title: "Drift in prod", body: "b", labels: ["drift"] });
  await issues.update({ ...place, issue_number: issue.number, body: "c" });
  await issues.update({ ...place, issue_number: issue.number, state: "closed" });
  await issues.update({ ...place, issue_number: issue.number, state: "open" });
  expect((await issues.get({ ...place, issue_number: issue.number })).data.labels).toMatchObject([{ name: "drift" }]);
  expect((await issues.listForRepo({ ...place, labels: "drift" })).data).toHaveLength(1);
  await issues.addLabels({ ...place, issue_number: number, labels: ["ready"] });
  expect((await issues.listLabelsOnIssue({ ...place, issue_number: number })).data).toHaveLength(1);
  await issues.removeLabel({ ...place, issue_number: number, name: "ready" });
});

test("a pull request is read, reviewed on its lines and answered", async () => {
  const { pulls } = setting.octokit.rest;
  const at = { ...place, pull_number: number };
  const comments = [{ path: "apps/web/config.yaml", line: 6, body: "why 20?" }];

  const { data: review } = await pulls.createReview({ ...at, event: "REQUEST_CHANGES", body: "one finding", comments });
  await setting.octokit.graphql(
    'mutation($id:ID!){dismissPullRequestReview(input:{pullRequestReviewId:$id,message:"m"}){pullRequestReview{state}}}',
    { id: review.node_id },
  );
  const { data: lines } = await pulls.listReviewComments(at);
  expect(lines).toMatchObject([{ line: 6, side: "RIGHT", pull_request_review_id: review.id }]);
  expect(lines[0]?.diff_hunk.split("\n").at(-1)).toBe('+  b: "20"');
  await pulls.createReplyForReviewComment({ ...at, comment_id: lines[0]?.id ?? 0, body: "because" });
  await pulls.createReviewComment({
    ...at,
    commit_id: headSha,
    path: "apps/web/config.yaml",
    line: 7,
    body: "and this?",
  });
  expect((await pulls.listReviews(at)).data).toHaveLength(3);
  expect((await pulls.get(at)).data.review_comments).toBe(3);
  expect((await pulls.list({ ...place, state: "all" })).data).toHaveLength(1);
  expect((await pulls.listFiles(at)).data).toHaveLength(1);
  expect((await pulls.listCommits(at)).data).toMatchObject([{ sha: headSha }]);
  expect((await pulls.update({ ...at, title: "Change b to 20" })).data.title).toBe("Change b to 20");
  await expect(pulls.checkIfMerged(at)).rejects.toMatchObject({ status: 404 });
});

test("repository, people, rules and git are read and written", async () => {
  const { octokit, forge, repository, app } = setting;
  const { repos, git, users } = octokit.rest;
  repository.ruleset({ requiredChecks: [{ context: "fairlead", appId: app.appId }], requiredApprovals: 1 });
  forge.team("acme", "sre", ["mona"]);

  expect((await repos.get(place)).data).toMatchObject({ default_branch: "main", full_name: "acme/shop" });
  const permission = async (username: string) =>
    (await repos.getCollaboratorPermissionLevel({ ...place, username })).data;
  expect(await permission("mona")).toMatchObject({ permission: "write", role_name: "maintain" });
  expect(await permission("outsider")).toMatchObject({ permission: "read", role_name: "read" });
  const member = { org: "acme", team_slug: "sre" };
  expect((await octokit.rest.teams.getMembershipForUserInOrg({ ...member, username: "mona" })).data.state).toBe(
    "active",
  );
  const rules = (await repos.getBranchRules({ ...place, branch: "main" })).data;
  expect(rules.map(({ type }) => type)).toEqual(["required_status_checks", "pull_request"]);
  expect((await repos.getRepoRulesets(place)).data).toHaveLength(1);
  expect((await repos.getBranch({ ...place, branch: "main" })).data.protected).toBe(true);
  expect((await users.getByUsername({ username: "mona" })).data.login).toBe("mona");
  expect((await forge.as("mona").request("GET", "/user")).body).toMatchObject({ login: "mona" });

  const tip = await repository.tip();
  await git.createRef({ ...place, ref: "refs/heads/from/api", sha: tip });
  expect((await git.getRef({ ...place, ref: "heads/from/api" })).data.object.sha).toBe(tip);
  await git.updateRef({ ...place, ref: "heads/from/api", sha: headSha });
  await git.deleteRef({ ...place, ref: "heads/from/api" });
  expect((await git.getTree({ ...place, tree_sha: tip, recursive: "1" })).data.tree.map(({ path }) => path)).toContain(
    "apps/web/config.yaml",
  );
  const { data: file } = await repos.getContent({ ...place, path: "apps/web/config.yaml" });
  expect(Buffer.from("content" in file ? file.content : "", "base64").toString()).toBe(manifest);
  const put = {
    ...place,
    path: "new.md",
    message: "Add",
    content: Buffer.from("new").toString("base64"),
    branch: "notes",
  };
  await git.createRef({ ...place, ref: "refs/heads/notes", sha: tip });
  await repos.createOrUpdateFileContents(put);
  expect(await repository.read("new.md", "notes")).toBe("new");
  expect((await repos.getCommit({ ...place, ref: "notes" })).data.files).toMatchObject([
    { filename: "new.md", status: "added" },
  ]);
  expect((await repos.listCommits({ ...place, sha: "notes" })).data).toHaveLength(2);
  expect((await repos.compareCommitsWithBasehead({ ...place, basehead: "main...change" })).data).toMatchObject({
    status: "ahead",
    ahead_by: 1,
  });
  expect((await repos.listPullRequestsAssociatedWithCommit({ ...place, commit_sha: headSha })).data).toHaveLength(1);
});

test("runs of workflows and what they leave are listed, and an artifact comes as an archive", async () => {
  const { actions } = setting.octokit.rest;
  const run = setting.repository.workflowRun({
    headSha,
    conclusion: "success",
    artifacts: { plan: { "live/plan.json": "{}" } },
  });

  const runs = await actions.listWorkflowRunsForRepo({ ...place, head_sha: headSha });
  expect(runs.data.workflow_runs).toMatchObject([{ id: run, status: "completed", conclusion: "success" }]);
  expect((await actions.getWorkflowRun({ ...place, run_id: run })).data.head_sha).toBe(headSha);
  const { data } = await actions.listArtifactsForRepo({ ...place, name: "plan" });
  expect(data.artifacts).toMatchObject([{ name: "plan", workflow_run: { id: run, head_sha: headSha } }]);
  const artifact_id = data.artifacts[0]?.id ?? 0;
  const archive = await actions.downloadArtifact({ ...place, artifact_id, archive_format: "zip" });
  expect([...(readZip(new Uint8Array(archive.data as ArrayBuffer)) ?? new Map()).keys()]).toEqual(["live/plan.json"]);
});

test("statuses and deployments are made and listed", async () => {
  const { repos } = setting.octokit.rest;
  await repos.createCommitStatus({ ...place, sha: headSha, state: "pending", context: "other" });

  expect((await repos.getCombinedStatusForRef({ ...place, ref: headSha })).data.state).toBe("pending");
  const made = await repos.createDeployment({
    ...place,
    ref: "main",
    environment: "prod",
    auto_merge: false,
    required_contexts: [],
  });
  const id = "id" in made.data ? made.data.id : 0;
  await repos.createDeploymentStatus({ ...place, deployment_id: id, state: "in_progress" });
  expect((await repos.listDeployments({ ...place, environment: "prod" })).data).toHaveLength(1);
  expect((await repos.getDeployment({ ...place, deployment_id: id })).data.environment).toBe("prod");
  expect((await repos.listDeploymentStatuses({ ...place, deployment_id: id })).data).toMatchObject([
    { state: "in_progress" },
  ]);
});

test("a pull request goes through every state to the merge", async () => {
  const { forge, repository, octokit, installation } = setting;
  const { fullName } = repository;
  const mona = forge.as("mona");
  forge.user("octo");
  repository.collaborator("octo", "write");

  await mona.closePullRequest(fullName, number);
  await mona.reopenPullRequest(fullName, number);
  await mona.markDraft(fullName, number);
  await expect(mona.merge(fullName, number)).rejects.toThrow("405 Pull Request is still a draft");
  await mona.markReady(fullName, number);
  await expect(mona.merge(fullName, number)).rejects.toThrow("At least 1 approving review is required");
  await forge.as("octo").submitReview(fullName, number, { event: "APPROVE" });
  await repository.commit({ branch: "change", author: "mona", files: { "README.md": "# New\n" } });
  const { data: pull } = await octokit.rest.pulls.get({ ...place, pull_number: number });
  await octokit.rest.checks.create({ ...place, name: "fairlead", head_sha: pull.head.sha, conclusion: "success" });
  await octokit.rest.pulls.merge({ ...place, pull_number: number, sha: pull.head.sha });
  expect((await octokit.rest.pulls.checkIfMerged({ ...place, pull_number: number })).status).toBe(204);

  const second = await openChange(setting, "second", { "second.yaml": "a: 1\n" });
  const created = await octokit.rest.pulls.create({ ...place, title: "By the App", head: "notes", base: "main" });
  expect(created.data.user?.login).toBe("fairlead[bot]");
  await octokit.graphql("mutation($id:ID!){resolveReviewThread(input:{threadId:$id}){thread{isResolved}}}", {
    id: await firstThread(),
  });
  repository.mergeGroup("checks_requested", { headSha: second.headSha, baseSha: await repository.tip() });
  repository.mergeGroup("destroyed", { headSha: second.headSha, baseSha: await repository.tip() });
  const other = await forge.repository("acme/other", { seed: { a: "b" } });
  forge.reselect(installation, { add: other });
  forge.reselect(installation, { remove: other });
  forge.suspend(installation, true);
  forge.suspend(installation, false);
  forge.uninstall(installation);
  await forge.idle();
});

test("every operation has been answered, and every webhook sent", () => {
  const answered = new Set(
    setting.forge.requests().flatMap(({ operation, status }) => (status < 400 ? [operation] : [])),
  );
  const sent = new Set(
    setting.forge
      .deliveries()
      .map(({ event, action }) => [event, ...(action ? [action] : [])].join("-").replaceAll("_", "-")),
  );

  expect(operationNames.filter((name) => !answered.has(name))).toEqual([]);
  expect(webhookNames.filter((name) => !sent.has(name))).toEqual([]);
  expect(setting.forge.requests().filter(({ status }) => status >= 500)).toEqual([]);
});

async function firstThread(): Promise<string> {
  const query = `query($number:Int!){repository(owner:"acme",name:"shop"){pullRequest(number:$number){reviewThreads(first:10){nodes{id}}}}}`;
  type Answer = { repository: { pullRequest: { reviewThreads: { nodes: { id: string }[] } } } };
  const { repository } = await setting.octokit.graphql<Answer>(query, { number });
  return repository.pullRequest.reviewThreads.nodes[0]?.id ?? "";
}
