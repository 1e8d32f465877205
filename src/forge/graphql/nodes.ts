import { GraphQLError } from "graphql";
import { type Hub, nodeId } from "../hub.ts";
import { found, fullName } from "../lookup.ts";
import type { Account, Comment, PullRequest, Repository, Review, ReviewComment, Thread } from "../state.ts";
import { userView } from "../views/accounts.ts";
import { commentView, reviewCommentView, reviewView } from "../views/comments.ts";
import { pullSummary } from "../views/pulls.ts";
import { pageUrl } from "../views/repositories.ts";

type Paging = { readonly first?: number; readonly last?: number; readonly after?: string; readonly before?: string };

export function repositoryNode(hub: Hub, repository: Repository) {
  return {
    __typename: "Repository",
    id: nodeId("R", repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(hub, repository),
    url: pageUrl(hub, repository),
  };
}

export function pullNode(hub: Hub, issue: PullRequest) {
  const view = pullSummary(hub, issue);
  const own = <T extends { readonly issueId: number }>(table: ReadonlyMap<number, T>) =>
    [...table.values()].filter((row) => row.issueId === issue.id);
  return {
    __typename: "PullRequest",
    id: view.node_id,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    url: view.html_url,
    state: issue.pull.mergedAt !== null ? "MERGED" : issue.state.toUpperCase(),
    isDraft: issue.pull.draft,
    merged: issue.pull.mergedAt !== null,
    baseRefName: issue.pull.baseBranch,
    headRefName: issue.pull.headBranch,
    headRefOid: issue.pull.headSha,
    author: authorNode(hub, issue.authorId),
    comments: (paging: Paging) =>
      connection("comments", own(hub.state.comments), paging, (row) => commentNode(hub, row)),
    reviews: ({ states, ...paging }: Paging & { readonly states?: readonly string[] }) => {
      const reviews = own(hub.state.reviews).filter(({ state }) => states?.includes(state) ?? true);
      return connection("reviews", reviews, paging, (row) => reviewNode(hub, row));
    },
    reviewThreads: (paging: Paging) =>
      connection("reviewThreads", own(hub.state.threads), paging, (row) => threadNode(hub, row)),
  };
}

export function threadNode(hub: Hub, thread: Thread) {
  const comments = [...hub.state.reviewComments.values()].filter(({ threadId }) => threadId === thread.id);
  return {
    __typename: "PullRequestReviewThread",
    id: nodeId("PRRT", thread.id),
    isResolved: thread.resolvedById !== null,
    isOutdated: thread.line === null,
    isCollapsed: thread.resolvedById !== null,
    resolvedBy: thread.resolvedById === null ? null : userNode(hub, found(hub.state.accounts, thread.resolvedById)),
    path: thread.path,
    line: thread.line,
    startLine: thread.startLine,
    originalLine: thread.originalLine,
    diffSide: thread.side,
    viewerCanReply: true,
    viewerCanResolve: thread.resolvedById === null,
    comments: (paging: Paging) => connection("comments", comments, paging, (row) => reviewCommentNode(hub, row)),
  };
}

export function commentNode(hub: Hub, comment: Comment) {
  const view = commentView(hub, comment);
  return { __typename: "IssueComment", ...words(hub, comment), id: view.node_id, url: view.html_url };
}

export function reviewNode(hub: Hub, review: Review) {
  const view = reviewView(hub, review);
  return {
    __typename: "PullRequestReview",
    ...words(hub, review),
    id: view.node_id,
    url: view.html_url,
    state: review.state,
  };
}

export function reviewCommentNode(hub: Hub, comment: ReviewComment) {
  const { node_id: id, html_url: url, path, line, original_line: originalLine } = reviewCommentView(hub, comment);
  return { __typename: "PullRequestReviewComment", ...words(hub, comment), id, url, path, line, originalLine };
}

function words(hub: Hub, row: { id: number; authorId: number; body: string; minimized: string | null }) {
  return {
    databaseId: row.id,
    body: row.body,
    author: authorNode(hub, row.authorId),
    isMinimized: row.minimized !== null,
    minimizedReason: row.minimized,
  };
}

export function userNode(hub: Hub, account: Account) {
  const view = userView(hub, account);
  return { __typename: "User", id: view.node_id, databaseId: account.id, login: account.login, url: view.html_url };
}

/** GraphQL names a bot without the `[bot]` that REST puts behind its login. */
function authorNode(hub: Hub, id: number) {
  const account = found(hub.state.accounts, id);
  const isBot = account.type === "Bot";
  return {
    ...userNode(hub, account),
    __typename: isBot ? "Bot" : "User",
    login: account.login.replace(/\[bot\]$/, ""),
  };
}

/** A page of a list. GitHub demands a size, and none above 100. */
function connection<T, N>(
  name: string,
  rows: readonly T[],
  { first, last, after, before }: Paging,
  node: (row: T) => N,
) {
  const size = first ?? last;
  if (size === undefined || size === null) {
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    throw new GraphQLError(message, { extensions: { type: "MISSING_PAGINATION_BOUNDARIES" } });
  }
  if (size < 0 || size > 100) {
    const message = `Requesting ${size} records on the \`${name}\` connection exceeds the \`first\` limit of 100 records.`;
    throw new GraphQLError(message, { extensions: { type: "EXCESSIVE_PAGINATION" } });
  }
  const low = after ? positionOf(after) : 0;
  const high = before ? positionOf(before) - 1 : rows.length;
  const start = (first ?? undefined) === undefined ? Math.max(high - size, low) : low;
  const end = (first ?? undefined) === undefined ? high : Math.min(low + size, high);
  return {
    totalCount: rows.length,
    nodes: rows.slice(start, end).map(node),
    pageInfo: {
      hasNextPage: end < rows.length,
      hasPreviousPage: start > 0,
      startCursor: end > start ? cursorOf(start + 1) : null,
      endCursor: end > start ? cursorOf(end) : null,
    },
  };
}

function cursorOf(position: number): string {
  return Buffer.from(`cursor:${position}`).toString("base64");
}

function positionOf(cursor: string): number {
  return Number(Buffer.from(cursor, "base64").toString().replace("cursor:", ""));
}
