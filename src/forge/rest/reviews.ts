import { type DiffFile, hunkUpTo, lineIsIn } from "../git/diff.ts";
import { resolve } from "../git/repository.ts";
import { type Hub, notFound, Refusal } from "../hub.ts";
import { found, pullNumbered, repositoryNamed } from "../lookup.ts";
import type { Account, PullRequest, Repository, Review, ReviewComment, ReviewState, Side, Thread } from "../state.ts";
import { reviewCommentView, reviewView } from "../views/comments.ts";
import { pullFiles, pullSummary } from "../views/pulls.ts";
import { emit } from "../webhooks/emit.ts";
import { actor } from "./authentication.ts";
import { refuseLength } from "./comments.ts";
import { allow, type Operation, operation } from "./operation.ts";

const reads = allow({ pull_requests: "read" }, "read");
const writes = allow({ pull_requests: "write" }, "read");

const states = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
} as const satisfies Record<string, ReviewState>;

export const reviews: readonly Operation[] = [
  operation("GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", reads, ({ hub, given, page }) => {
    const issue = pullNumbered(hub, repositoryNamed(hub, given.owner, given.repo), given.pull_number);
    const all = [...hub.state.reviews.values()].filter((review) => review.issueId === issue.id);
    return { status: 200, body: page(all).map((review) => reviewView(hub, review)) };
  }),

  operation("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", writes, async ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const issue = pullNumbered(hub, repository, given.pull_number);
    const author = actor(caller);
    refuseReview(issue, author, given);
    const sha = await reviewedCommit(repository, issue, given.commit_id);
    // All comments are placed before any is kept: one that does not lie on the diff refuses the whole review.
    const files = await pullFiles(hub, issue);
    const placed = (given.comments ?? []).map((comment) => ({ body: comment.body, at: placeOf(files, comment) }));
    const review: Review = {
      id: hub.newId(),
      issueId: issue.id,
      authorId: author.id,
      sha,
      body: given.body ?? "",
      state: given.event === undefined ? "PENDING" : states[given.event],
      submittedAt: given.event === undefined ? null : hub.now(),
      minimized: null,
    };
    hub.state.reviews.set(review.id, review);
    const made = placed.map(({ body, at }) => openThread(hub, { issue, review, author, body, place: at, files }));
    if (review.state !== "PENDING") announceReview(hub, repository, issue, review, made);
    return { status: 200, body: reviewView(hub, review) };
  }),

  operation("GET /repos/{owner}/{repo}/pulls/{pull_number}/comments", reads, ({ hub, given, page }) => {
    const issue = pullNumbered(hub, repositoryNamed(hub, given.owner, given.repo), given.pull_number);
    const all = [...hub.state.reviewComments.values()].filter((comment) => comment.issueId === issue.id);
    return { status: 200, body: page(all).map((comment) => reviewCommentView(hub, comment)) };
  }),

  operation("POST /repos/{owner}/{repo}/pulls/{pull_number}/comments", writes, async ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const issue = pullNumbered(hub, repository, given.pull_number);
    const author = actor(caller);
    if (given.in_reply_to !== undefined) {
      const comment = reply(hub, { issue, author, body: given.body, to: given.in_reply_to });
      return { status: 201, body: reviewCommentView(hub, comment) };
    }
    refuseLength(given.body);
    const sha = await reviewedCommit(repository, issue, given.commit_id);
    const files = await pullFiles(hub, issue);
    const place = placeOf(files, given);
    const review = standingReview(hub, issue, author, sha);
    const comment = openThread(hub, { issue, review, author, body: given.body, place, files });
    announceReview(hub, repository, issue, review, [comment]);
    return { status: 201, body: reviewCommentView(hub, comment) };
  }),

  operation(
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies",
    writes,
    ({ hub, caller, given }) => {
      const repository = repositoryNamed(hub, given.owner, given.repo);
      const issue = pullNumbered(hub, repository, given.pull_number);
      const comment = reply(hub, { issue, author: actor(caller), body: given.body, to: given.comment_id });
      return { status: 201, body: reviewCommentView(hub, comment) };
    },
  ),
];

type Asked = {
  readonly path: string;
  readonly position?: number;
  readonly line?: number;
  readonly side?: string;
  readonly start_line?: number;
  readonly start_side?: string;
};

type Place = { readonly path: string; readonly side: Side; readonly line: number; readonly startLine: number | null };

function placeOf(files: readonly DiffFile[], asked: Asked): Place {
  const file = files.find(({ path }) => path === asked.path);
  if (file === undefined) throw unresolved("Path could not be resolved");
  const side = asked.side === "LEFT" ? "LEFT" : "RIGHT";
  const line = asked.line ?? lineAtPosition(file, asked.position, side);
  if (line === undefined || !lineIsIn(files, asked.path, side, line)) throw unresolved("Line could not be resolved");
  const startLine = asked.start_line ?? null;
  if (startLine !== null && (startLine >= line || !lineIsIn(files, asked.path, side, startLine))) {
    throw unresolved("Start line could not be resolved");
  }
  return { path: asked.path, side, line, startLine };
}

/** The old way to name a place: lines below the first hunk header, further headers counted. */
function lineAtPosition(file: DiffFile, position: number | undefined, side: Side): number | undefined {
  if (position === undefined) return undefined;
  const rows = file.hunks.flatMap((hunk, index) => [...(index === 0 ? [] : [null]), ...hunk.lines]);
  return rows[position - 1]?.[side === "LEFT" ? "old" : "new"] ?? undefined;
}

function unresolved(error: string): Refusal {
  return new Refusal(422, "Unprocessable Entity", { errors: [error] });
}

function refuseReview(
  issue: PullRequest,
  author: Account,
  given: { readonly event?: string; readonly body?: string; readonly comments?: readonly unknown[] },
): void {
  refuseLength(given.body);
  const own = issue.authorId === author.id;
  if (own && given.event === "APPROVE") throw unresolved("Can not approve your own pull request");
  if (own && given.event === "REQUEST_CHANGES") throw unresolved("Can not request changes on your own pull request");
  const empty = (given.body ?? "").trim() === "";
  const silent =
    given.event === "REQUEST_CHANGES" || (given.event === "COMMENT" && (given.comments ?? []).length === 0);
  if (empty && silent) throw unresolved("Body can't be blank");
}

async function reviewedCommit(repository: Repository, issue: PullRequest, asked: string | undefined): Promise<string> {
  if (asked === undefined) return issue.pull.headSha;
  const sha = await resolve(repository.directory, asked);
  if (sha === undefined) throw unresolved("The pull request does not contain that commit");
  return sha;
}

type Opening = {
  readonly issue: PullRequest;
  readonly review: Review;
  readonly author: Account;
  readonly body: string;
  readonly place: Place;
  readonly files: readonly DiffFile[];
};

function openThread(hub: Hub, { issue, review, author, body, place, files }: Opening): ReviewComment {
  refuseLength(body);
  const thread: Thread = {
    id: hub.newId(),
    issueId: issue.id,
    path: place.path,
    side: place.side,
    originalLine: place.line,
    originalStartLine: place.startLine,
    originalSha: issue.pull.headSha,
    diffHunk: hunkUpTo(files, place.path, place.side, place.line),
    line: place.line,
    startLine: place.startLine,
    sha: issue.pull.headSha,
    resolvedById: null,
  };
  hub.state.threads.set(thread.id, thread);
  return addComment(hub, { review, thread, author, body, replyToId: null });
}

/** Adds to a thread, under the author's own review, as GitHub does. */
export function reply(
  hub: Hub,
  {
    issue,
    author,
    body,
    to,
  }: { readonly issue: PullRequest; readonly author: Account; readonly body: string; readonly to: number },
): ReviewComment {
  refuseLength(body);
  const first = found(hub.state.reviewComments, to);
  if (first.issueId !== issue.id) throw notFound();
  const thread = found(hub.state.threads, first.threadId);
  const review = standingReview(hub, issue, author, issue.pull.headSha);
  const comment = addComment(hub, { review, thread, author, body, replyToId: first.replyToId ?? first.id });
  announceReview(hub, found(hub.state.repositories, issue.repositoryId), issue, review, [comment]);
  return comment;
}

/** Only what blocks or unblocks a merge can be dismissed. */
export function dismiss(
  hub: Hub,
  { review, issue, by }: { readonly review: Review; readonly issue: PullRequest; readonly by: Account },
): void {
  if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED") {
    throw unresolved("Can not dismiss a review that neither approves nor requests changes");
  }
  review.state = "DISMISSED";
  const payload = {
    pull_request: pullSummary(hub, issue),
    review: { ...reviewView(hub, review), state: "dismissed" },
  };
  const repository = found(hub.state.repositories, issue.repositoryId);
  emit(hub, { event: "pull_request_review", action: "dismissed", repository, sender: by, payload });
}

type Words = Pick<Opening, "review" | "author" | "body"> & {
  readonly thread: Thread;
  readonly replyToId: number | null;
};

function addComment(hub: Hub, { review, thread, author, body, replyToId }: Words): ReviewComment {
  const at = hub.now();
  const ids = {
    id: hub.newId(),
    reviewId: review.id,
    threadId: thread.id,
    issueId: thread.issueId,
    authorId: author.id,
  };
  const comment: ReviewComment = { ...ids, replyToId, createdAt: at, updatedAt: at, body, minimized: null };
  hub.state.reviewComments.set(comment.id, comment);
  return comment;
}

/** A single comment makes a review of its own. */
function standingReview(hub: Hub, issue: PullRequest, author: Account, sha: string): Review {
  const facts = {
    id: hub.newId(),
    issueId: issue.id,
    authorId: author.id,
    sha,
    submittedAt: hub.now(),
    minimized: null,
  };
  const review: Review = { ...facts, body: "", state: "COMMENTED" };
  hub.state.reviews.set(review.id, review);
  return review;
}

function announceReview(
  hub: Hub,
  repository: Repository,
  issue: PullRequest,
  review: Review,
  made: readonly ReviewComment[],
): void {
  const sender = found(hub.state.accounts, review.authorId);
  const summary = pullSummary(hub, issue);
  const view = reviewView(hub, review);
  const payload = { pull_request: summary, review: { ...view, state: view.state.toLowerCase() } };
  emit(hub, { event: "pull_request_review", action: "submitted", repository, sender, payload });
  for (const comment of made) {
    const more = { pull_request: summary, comment: reviewCommentView(hub, comment) };
    emit(hub, { event: "pull_request_review_comment", action: "created", repository, sender, payload: more });
  }
}
