import { html } from "hono/html";
import { type Hub, timestamp } from "../hub.ts";
import { atLeast, found, roleOf } from "../lookup.ts";
import { readiness, requirements } from "../rules.ts";
import type { CheckRun, Comment, PullRequest, Review } from "../state.ts";
import { pullCommits, pullFiles } from "../views/pulls.ts";
import { annotationBox, fileDiff, threadBox } from "./diff.ts";
import { authorName, avatar, checkMark, type Fragment, repositoryPath, when } from "./layout.ts";
import { markdown } from "./markdown.ts";

export type Tab = "conversation" | "commits" | "checks" | "files";

/** The head of each of a pull request's pages: title, state and tabs. */
export async function pullHead(hub: Hub, issue: PullRequest, here: Tab): Promise<Fragment> {
  const path = pullPath(hub, issue);
  const { pull } = issue;
  const commits = await pullCommits(hub, issue);
  const files = await pullFiles(hub, issue);
  const comments = [...hub.state.comments.values()].filter(({ issueId }) => issueId === issue.id).length;
  const tab = (name: Tab, url: string, label: string, count: number) =>
    html`<a class="${name === here ? "here" : ""}" href="${url}">${label}<span class="count">${count}</span></a>`;
  const state = pull.mergedAt !== null ? "merged" : issue.state === "closed" ? "closed" : pull.draft ? "draft" : "open";
  const [first = "", ...rest] = state;
  return html`<h1 class="title">${issue.title} <span class="number">#${issue.number}</span></h1>
<p><span class="state ${state}">${first.toUpperCase()}${rest.join("")}</span> ${authorName(hub, issue.authorId)} ${pull.mergedAt === null ? "wants to merge" : "merged"} ${commits.length} ${commits.length === 1 ? "commit" : "commits"} into <code>${pull.baseBranch}</code> from <code>${headLabel(hub, issue)}</code></p>
<nav class="tabs">${tab("conversation", path, "Conversation", comments)}${tab("commits", `${path}/commits`, "Commits", commits.length)}${tab("checks", `${path}/checks`, "Checks", runsAt(hub, issue).length)}${tab("files", `${path}/files`, "Files changed", files.length)}</nav>`;
}

export async function conversation(hub: Hub, issue: PullRequest): Promise<Fragment> {
  const entries = [
    ...[...hub.state.comments.values()]
      .filter(({ issueId }) => issueId === issue.id)
      .map((comment) => ({ at: comment.createdAt, body: commentEntry(hub, comment) })),
    ...[...hub.state.reviews.values()]
      .filter(({ issueId, submittedAt }) => issueId === issue.id && submittedAt !== null)
      .map((review) => ({ at: review.submittedAt ?? 0, body: reviewEntry(hub, review) })),
    ...(await pullCommits(hub, issue)).map((commit) => ({
      at: Date.parse(commit.committer.date),
      body: html`<div class="entry event">⟜ ${commit.author.name}: ${commit.message.split("\n")[0]} <code>${commit.sha.slice(0, 7)}</code></div>`,
    })),
  ].toSorted((one, other) => one.at - other.at);
  const opening = box(hub, {
    authorId: issue.authorId,
    at: issue.createdAt,
    verb: "opened this",
    body: issue.body ?? "*No description provided.*",
  });
  return html`<div class="timeline">${opening}${entries.map(({ body }) => body)}<div class="entry">${await mergeBox(hub, issue)}${commentForm(hub, issue)}</div></div>`;
}

export async function filesChanged(hub: Hub, issue: PullRequest): Promise<Fragment> {
  const annotations = runsAt(hub, issue).flatMap((run) => run.annotations);
  const threads = [...hub.state.threads.values()].filter(({ issueId }) => issueId === issue.id);
  const files = await pullFiles(hub, issue);
  const shown = new Set(files.map(({ path }) => path));
  const others = annotations.filter(({ path }) => !shown.has(path));
  return html`${files.map((file) => fileDiff(hub, file, { annotations, threads }))}${
    others.length === 0
      ? ""
      : html`<section class="box"><header><strong>Unchanged files with check annotations</strong></header><div class="inside">${others.map((annotation) => annotationBox(annotation, true))}</div></section>`
  }`;
}

export async function commitList(hub: Hub, issue: PullRequest): Promise<Fragment> {
  const commits = await pullCommits(hub, issue);
  return html`<section class="box">${commits.map((commit) => html`<div class="row"><strong>${commit.message.split("\n")[0]}</strong> <span class="muted">${commit.author.name} · ${timestamp(Date.parse(commit.committer.date))}</span> <code>${commit.sha.slice(0, 12)}</code></div>`)}</section>`;
}

export function checksTab(hub: Hub, issue: PullRequest, wanted: number | undefined): Fragment {
  const runs = runsAt(hub, issue);
  const chosen = runs.find(({ id }) => id === wanted) ?? runs.at(-1);
  if (chosen === undefined)
    return html`<p class="muted">No check has reported on <code>${issue.pull.headSha.slice(0, 12)}</code>.</p>`;
  const path = pullPath(hub, issue);
  return html`<div class="split"><nav class="box">${runs.map((run) => html`<div class="row">${checkMark(run)} <a href="${path}/checks?check_run_id=${run.id}">${run.name}</a><div class="muted">${found(hub.state.apps, run.appId).name}</div></div>`)}</nav>${checkRunBox(hub, chosen)}</div>`;
}

export function checkRunBox(hub: Hub, run: CheckRun): Fragment {
  const path = `${repositoryPath(hub, found(hub.state.repositories, run.repositoryId))}/runs/${run.id}`;
  const state = run.status === "completed" ? run.conclusion : run.status;
  return html`<section><div class="box"><header>${checkMark(run)}<strong>${run.name}</strong> ${state?.replaceAll("_", " ")} <span class="right">${run.actions.map(
    (action) =>
      html`<form class="inline" method="post" action="${path}/action"><input type="hidden" name="identifier" value="${action.identifier}"><button title="${action.description}">${action.label}</button></form> `,
  )}<form class="inline" method="post" action="${path}/rerequest"><button>Re-run</button></form></span></header>
<div class="inside"><p class="muted">Started ${when(run.startedAt)}${run.completedAt === null ? "" : html` · took ${Math.max(0, Math.round((run.completedAt - run.startedAt) / 1000))} s`} · <code>${run.sha.slice(0, 12)}</code></p>${
    run.title === null ? "" : html`<h2>${run.title}</h2>`
  }<div class="md">${markdown(run.summary, "document")}</div></div>${
    run.text === null
      ? ""
      : html`<div class="inside row"><h3>Details</h3><div class="md">${markdown(run.text, "document")}</div></div>`
  }</div>${
    run.annotations.length === 0
      ? ""
      : html`<section class="box"><header><strong>Annotations</strong><span class="count">${run.annotations.length}</span></header><div class="inside">${run.annotations.map((annotation) => annotationBox(annotation, true))}</div></section>`
  }</section>`;
}

/** The newest run of each name, as GitHub lists them. */
export function runsAt(hub: Hub, issue: PullRequest): readonly CheckRun[] {
  const runs = [...hub.state.checkRuns.values()].filter(
    (run) => run.repositoryId === issue.repositoryId && run.sha === issue.pull.headSha,
  );
  return [...new Map(runs.map((run) => [`${run.appId} ${run.name}`, run])).values()];
}

export function pullPath(hub: Hub, issue: PullRequest): string {
  return `${repositoryPath(hub, found(hub.state.repositories, issue.repositoryId))}/pull/${issue.number}`;
}

function headLabel(hub: Hub, { pull, repositoryId }: PullRequest): string {
  if (pull.headRepositoryId === repositoryId) return pull.headBranch;
  const owner = found(hub.state.accounts, found(hub.state.repositories, pull.headRepositoryId).ownerId);
  return `${owner.login}:${pull.headBranch}`;
}

type Words = {
  readonly authorId: number;
  readonly at: number;
  readonly verb: string;
  readonly body: string;
  readonly id?: string;
  readonly foot?: Fragment;
};

function box(hub: Hub, { authorId, at, verb, body, id = "", foot = "" }: Words): Fragment {
  return html`${avatar(hub, authorId)}<article class="entry box" id="${id}"><header>${authorName(hub, authorId)} ${verb} ${when(at)}</header><div class="inside md">${markdown(body)}</div>${foot}</article>`;
}

function commentEntry(hub: Hub, comment: Comment): Fragment {
  const reactions = [...hub.state.reactions.values()].filter(({ commentId }) => commentId === comment.id);
  const signs: { readonly [content: string]: string } = {
    "+1": "👍",
    "-1": "👎",
    laugh: "😄",
    confused: "😕",
    heart: "❤️",
    hooray: "🎉",
    eyes: "👀",
    rocket: "🚀",
  };
  const edited = comment.updatedAt > comment.createdAt ? "commented (edited)" : "commented";
  const foot =
    reactions.length === 0
      ? ""
      : html`<div class="row">${reactions.map(({ content }) => html`<span class="tag">${signs[content]} 1</span> `)}</div>`;
  const words = {
    authorId: comment.authorId,
    at: comment.createdAt,
    verb: edited,
    body: comment.body,
    id: `issuecomment-${comment.id}`,
    foot,
  };
  if (comment.minimized === null) return box(hub, words);
  return html`<div class="entry box"><details><summary class="row muted">This comment was marked as ${comment.minimized}.</summary><div class="inside md">${markdown(comment.body)}</div></details></div>`;
}

function reviewEntry(hub: Hub, review: Review): Fragment {
  const verbs = {
    APPROVED: "approved these changes",
    CHANGES_REQUESTED: "requested changes",
    COMMENTED: "reviewed",
    DISMISSED: "reviewed (dismissed)",
    PENDING: "began a review",
  } as const;
  const own = [...hub.state.reviewComments.values()].filter(
    ({ reviewId, replyToId }) => reviewId === review.id && replyToId === null,
  );
  if (own.length === 0 && review.body === "" && review.state === "COMMENTED") return "";
  const threads = own.map(({ threadId }) => threadBox(hub, found(hub.state.threads, threadId), true));
  const body = review.body === "" ? "" : html`<div class="inside md">${markdown(review.body)}</div>`;
  return html`${avatar(hub, review.authorId)}<article class="entry box" id="pullrequestreview-${review.id}"><header>${authorName(hub, review.authorId)} ${verbs[review.state]} ${when(review.submittedAt ?? 0)}</header>${body}${threads.length > 0 ? html`<div class="inside">${threads}</div>` : ""}</article>`;
}

async function mergeBox(hub: Hub, issue: PullRequest): Promise<Fragment> {
  if (issue.pull.mergedAt !== null)
    return html`<div class="box"><div class="inside"><strong>Pull request successfully merged and closed</strong> <span class="muted">as <code>${issue.pull.mergeSha?.slice(0, 12)}</code></span></div></div>`;
  if (issue.state === "closed")
    return html`<div class="box"><div class="inside"><strong>Closed with unmerged commits</strong></div></div>`;
  const { state } = await readiness(hub, issue);
  const required = requirements(hub, issue);
  const words: { readonly [state: string]: string } = {
    clean: "This branch has no conflicts with the base branch",
    dirty: "This branch has conflicts that must be resolved",
    draft: "This pull request is still a work in progress",
    blocked: "Merging is blocked",
  };
  const rows = runsAt(hub, issue).map(
    (run) =>
      html`<div class="row">${checkMark(run)} <strong>${run.name}</strong> <span class="muted">${run.title ?? (run.conclusion ?? run.status).replaceAll("_", " ")}</span> ${required.some(({ context }) => context === run.name) ? html`<span class="tag">Required</span>` : ""} <a href="${pullPath(hub, issue)}/checks?check_run_id=${run.id}">Details</a></div>`,
  );
  const missing = required
    .filter((one) => one.state === "missing")
    .map(
      ({ context }) =>
        html`<div class="row"><span class="mark warn">●</span> <strong>${context}</strong> <span class="muted">Expected — waiting for status to be reported</span> <span class="tag">Required</span></div>`,
    );
  return html`<div class="box">${rows}${missing}<div class="row"><strong class="${state === "clean" ? "good" : "bad"}">${words[state] ?? state}</strong></div><div class="row"><form method="post" action="${pullPath(hub, issue)}/merge"><button class="primary" ${state === "clean" ? "" : "disabled"}>Merge pull request</button> as ${personSelect(hub, issue)}</form></div></div>`;
}

function commentForm(hub: Hub, issue: PullRequest): Fragment {
  return html`<form class="box" method="post" action="${pullPath(hub, issue)}/comment"><header><strong>Add a comment</strong> as ${personSelect(hub, issue)}</header><div class="inside"><textarea name="body" required placeholder="Leave a comment"></textarea><p><button class="primary">Comment</button></p></div></form>`;
}

/** The pages know no login; whoever reads them may act as anybody here. */
function personSelect(hub: Hub, issue: PullRequest): Fragment {
  const repository = found(hub.state.repositories, issue.repositoryId);
  const people = [...hub.state.accounts.values()].filter(({ type }) => type === "User");
  const sorted = people.toSorted(
    (one, other) =>
      Number(atLeast(roleOf(other, repository), "write")) - Number(atLeast(roleOf(one, repository), "write")),
  );
  return html`<select name="login">${sorted.map((account) => html`<option value="${account.login}">${account.login} (${roleOf(account, repository)})</option>`)}</select>`;
}
