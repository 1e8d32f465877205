import { type Hub, nodeId, timestamp } from "../hub.ts";
import { found } from "../lookup.ts";
import type { Comment, Issue, Reaction, Review, ReviewComment } from "../state.ts";
import { appView, userView } from "./accounts.ts";
import { association } from "./pulls.ts";
import { pageUrl, repositoryUrl } from "./repositories.ts";

export function commentView(hub: Hub, comment: Comment) {
  const { issue, repository, author } = placeOf(hub, comment);
  const page = `${pageUrl(hub, repository)}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
  return {
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    url: `${repositoryUrl(hub, repository)}/issues/comments/${comment.id}`,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(hub, repository)}/issues/${issue.number}`,
    user: userView(hub, author),
    body: comment.body,
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: association(hub, author, repository),
    performed_via_github_app: comment.appId === null ? null : appView(hub, found(hub.state.apps, comment.appId)),
    reactions: reactionCounts(
      hub,
      comment,
      `${repositoryUrl(hub, repository)}/issues/comments/${comment.id}/reactions`,
    ),
  };
}

function reactionCounts(hub: Hub, comment: Comment, url: string) {
  const contents = ["+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket"];
  const given = [...hub.state.reactions.values()].filter((reaction) => reaction.commentId === comment.id);
  const counts = contents.map((content) => [content, given.filter((reaction) => reaction.content === content).length]);
  return { url, total_count: given.length, ...Object.fromEntries(counts) };
}

export function reactionView(hub: Hub, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId("REA", reaction.id),
    user: userView(hub, found(hub.state.accounts, reaction.authorId)),
    content: reaction.content,
    created_at: timestamp(reaction.createdAt),
  };
}

export function reviewView(hub: Hub, review: Review) {
  const { issue, repository, author } = placeOf(hub, review);
  const page = `${pageUrl(hub, repository)}/pull/${issue.number}#pullrequestreview-${review.id}`;
  const pull = `${repositoryUrl(hub, repository)}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: userView(hub, author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pull,
    commit_id: review.sha,
    ...(review.submittedAt === null ? {} : { submitted_at: timestamp(review.submittedAt) }),
    author_association: association(hub, author, repository),
    _links: { html: { href: page }, pull_request: { href: pull } },
  };
}

export function reviewCommentView(hub: Hub, comment: ReviewComment) {
  const { issue, repository, author } = placeOf(hub, comment);
  const thread = found(hub.state.threads, comment.threadId);
  const url = `${repositoryUrl(hub, repository)}/pulls/comments/${comment.id}`;
  const page = `${pageUrl(hub, repository)}/pull/${issue.number}#discussion_r${comment.id}`;
  const pull = `${repositoryUrl(hub, repository)}/pulls/${issue.number}`;
  return {
    id: comment.id,
    node_id: nodeId("PRRC", comment.id),
    pull_request_review_id: comment.reviewId,
    url,
    html_url: page,
    pull_request_url: pull,
    diff_hunk: thread.diffHunk,
    path: thread.path,
    position: thread.line,
    original_position: thread.originalLine,
    commit_id: thread.sha,
    original_commit_id: thread.originalSha,
    user: userView(hub, author),
    body: comment.body,
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: association(hub, author, repository),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pull } },
    line: thread.line,
    original_line: thread.originalLine,
    start_line: thread.startLine,
    original_start_line: thread.originalStartLine,
    side: thread.side,
    start_side: thread.originalStartLine === null ? null : thread.side,
    subject_type: "line",
    ...(comment.replyToId === null ? {} : { in_reply_to_id: comment.replyToId }),
  };
}

function placeOf(hub: Hub, row: { readonly issueId: number; readonly authorId: number }) {
  const issue: Issue = found(hub.state.issues, row.issueId);
  return {
    issue,
    repository: found(hub.state.repositories, issue.repositoryId),
    author: found(hub.state.accounts, row.authorId),
  };
}
