import { diffFiles, lineAfter, lineIsIn } from "./git/diff.ts";
import { commitTree, deleteRef, fetchFrom, isAncestor, log, mergeTree, resolve, updateRef } from "./git/repository.ts";
import { type Hub, timestamp } from "./hub.ts";
import { found, installationOn, pullsOf } from "./lookup.ts";
import type { Account, PullRequest, Repository } from "./state.ts";
import { checkSuiteFacts } from "./views/checks.ts";
import { pullFiles, pullView } from "./views/pulls.ts";
import { pageUrl, repositoryView } from "./views/repositories.ts";
import { emit } from "./webhooks/emit.ts";

export type RefChange = { readonly ref: string; readonly before: string; readonly after: string };

export const zero = "0".repeat(40);

/** Everything GitHub does after branches moved: push, check suites, and the pull requests of those branches. */
export async function afterPush(
  hub: Hub,
  repository: Repository,
  changes: readonly RefChange[],
  by: Account,
): Promise<void> {
  repository.pushedAt = hub.now();
  for (const change of changes) {
    await emitPush(hub, repository, change, by);
    if (!change.ref.startsWith("refs/heads/")) continue;
    const branch = change.ref.slice("refs/heads/".length);
    if (change.after !== zero) requestSuites(hub, repository, branch, change.after, by);
    for (const issue of openPulls(hub)) {
      const { pull } = issue;
      if (pull.headRepositoryId === repository.id && pull.headBranch === branch)
        await headMoved(hub, issue, change, by);
      else if (issue.repositoryId === repository.id && pull.baseBranch === branch) await refreshMergeRef(hub, issue);
    }
  }
}

function openPulls(hub: Hub): readonly PullRequest[] {
  return [...hub.state.repositories.values()]
    .flatMap((repository) => pullsOf(hub, repository))
    .filter((issue) => issue.state === "open");
}

async function headMoved(hub: Hub, issue: PullRequest, change: RefChange, by: Account): Promise<void> {
  issue.updatedAt = hub.now();
  if (change.after === zero) {
    issue.state = "closed";
    issue.closedAt = hub.now();
    await emitPull(hub, issue, "closed", by);
    return;
  }
  await takeHead(hub, issue);
  await moveThreads(hub, issue);
  await emitPull(hub, issue, "synchronize", by, { before: change.before, after: change.after });
}

/** Reads the head and base branches anew and publishes them as `refs/pull/N/head` and `refs/pull/N/merge`. */
export async function takeHead(hub: Hub, issue: PullRequest): Promise<void> {
  const { pull } = issue;
  const { directory } = found(hub.state.repositories, issue.repositoryId);
  const head = found(hub.state.repositories, pull.headRepositoryId);
  const ref = `refs/pull/${issue.number}/head`;
  if (head.directory === directory) {
    const tip = await resolve(directory, `refs/heads/${pull.headBranch}`);
    if (tip) await updateRef(directory, ref, tip);
  } else {
    await fetchFrom(directory, head.directory, `refs/heads/${pull.headBranch}`, ref);
  }
  pull.headSha = (await resolve(directory, ref)) ?? pull.headSha;
  pull.baseSha = (await resolve(directory, `refs/heads/${pull.baseBranch}`)) ?? pull.baseSha;
  await refreshMergeRef(hub, issue);
}

/** The test merge commit; a pull request with conflicts keeps none. */
async function refreshMergeRef(hub: Hub, issue: PullRequest): Promise<void> {
  const { pull } = issue;
  const { directory } = found(hub.state.repositories, issue.repositoryId);
  const ref = `refs/pull/${issue.number}/merge`;
  const base = await resolve(directory, `refs/heads/${pull.baseBranch}`);
  const merge = base === undefined ? undefined : await mergeTree(directory, base, pull.headSha);
  if (base === undefined || merge?.status !== "merged") {
    pull.mergeSha = null;
    await deleteRef(directory, ref);
    return;
  }
  pull.mergeSha = await commitTree(directory, {
    tree: merge.tree,
    parents: [base, pull.headSha],
    message: `Merge ${pull.headSha} into ${base}\n`,
    author: { name: "GitHub", email: "noreply@github.example" },
    at: hub.now(),
  });
  await updateRef(directory, ref, pull.mergeSha);
}

/** A thread follows its line to the new head; when the line is gone from the diff, it is outdated. */
async function moveThreads(hub: Hub, issue: PullRequest): Promise<void> {
  const threads = [...hub.state.threads.values()].filter(({ issueId, line }) => issueId === issue.id && line !== null);
  if (threads.length === 0) return;
  const { directory } = found(hub.state.repositories, issue.repositoryId);
  const shown = await pullFiles(hub, issue);
  for (const thread of threads) {
    const moved = await diffFiles(directory, thread.sha, issue.pull.headSha);
    const file = moved.find(({ path, previousPath }) => (previousPath ?? path) === thread.path);
    const line = thread.side === "RIGHT" && thread.line !== null ? lineAfter(file, thread.line) : thread.line;
    const stays = line !== null && lineIsIn(shown, thread.path, thread.side, line);
    thread.startLine = stays && thread.startLine !== null ? thread.startLine + line - (thread.line ?? line) : null;
    thread.line = stays ? line : null;
    if (stays) thread.sha = issue.pull.headSha;
  }
}

function requestSuites(hub: Hub, repository: Repository, branch: string, sha: string, by: Account): void {
  for (const app of hub.state.apps.values()) {
    const installation = installationOn(hub, app, repository);
    if (installation?.permissions.checks !== "write") continue;
    const existing = [...hub.state.checkSuites.values()].some(
      (suite) => suite.repositoryId === repository.id && suite.appId === app.id && suite.sha === sha,
    );
    if (existing) continue;
    const suite = { id: hub.newId(), repositoryId: repository.id, appId: app.id, sha, branch, createdAt: hub.now() };
    hub.state.checkSuites.set(suite.id, suite);
    const payload = { check_suite: checkSuiteFacts(hub, suite) };
    emit(hub, { event: "check_suite", action: "requested", repository, sender: by, payload, onlyAppId: app.id });
  }
}

/** Tells the Apps about a pull request. */
export async function emitPull(
  hub: Hub,
  issue: PullRequest,
  action: string,
  sender: Account,
  more: object = {},
): Promise<void> {
  const repository = found(hub.state.repositories, issue.repositoryId);
  const payload = { number: issue.number, pull_request: await pullView(hub, issue), ...more };
  emit(hub, { event: "pull_request", action, repository, sender, payload });
}

async function emitPush(hub: Hub, repository: Repository, change: RefChange, by: Account): Promise<void> {
  const { ref, before, after } = change;
  const { directory } = repository;
  const created = before === zero;
  const deleted = after === zero;
  const range = created ? [after, `^refs/heads/${repository.defaultBranch}`] : [after, `^${before}`];
  const isDefault = ref === `refs/heads/${repository.defaultBranch}`;
  const commits = deleted ? [] : await log(directory, created && isDefault ? [after] : range, 20);
  const [tip] = deleted ? [] : await log(directory, [after], 1);
  const views = commits.toReversed().map((commit) => commitPayload(hub, repository, commit));
  const payload = {
    ref,
    before,
    after,
    created,
    deleted,
    forced: !created && !deleted && !(await isAncestor(directory, before, after)),
    base_ref: null,
    compare: `${pageUrl(hub, repository)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: views,
    head_commit: tip === undefined ? null : commitPayload(hub, repository, tip),
    pusher: { name: by.login, email: by.email },
    repository: {
      ...repositoryView(hub, repository),
      pushed_at: Math.floor(repository.pushedAt / 1000),
      created_at: Math.floor(repository.createdAt / 1000),
    },
  };
  emit(hub, { event: "push", action: null, repository, sender: by, payload });
}

function commitPayload(hub: Hub, repository: Repository, commit: Awaited<ReturnType<typeof log>>[number]) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: timestamp(Date.parse(commit.committer.date)),
    url: `${pageUrl(hub, repository)}/commit/${commit.sha}`,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
    added: [],
    removed: [],
    modified: [],
  };
}
