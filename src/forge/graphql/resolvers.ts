import { GraphQLError } from "graphql";
import { type Hub, nodeId, parseNodeId, timestamp } from "../hub.ts";
import { atLeast, found, fullName, isPull, pullNumbered, repositoryNamed, roleOf } from "../lookup.ts";
import { actor, covers } from "../rest/authentication.ts";
import type { Caller } from "../rest/operation.ts";
import { dismiss, reply } from "../rest/reviews.ts";
import type { Comment, PullRequest, Repository, Review, ReviewComment, Thread } from "../state.ts";
import { reviewCommentView } from "../views/comments.ts";
import { pullSummary } from "../views/pulls.ts";
import { emit } from "../webhooks/emit.ts";
import { commentNode, pullNode, repositoryNode, reviewCommentNode, reviewNode, threadNode, userNode } from "./nodes.ts";

type Input<T> = { readonly input: T & { readonly clientMutationId?: string } };

/** The root of every query and mutation, as one caller sees it. */
export function rootFor(hub: Hub, caller: Caller) {
  return {
    viewer: () => userNode(hub, actor(caller)),
    rateLimit: () => ({ cost: 1, limit: 5000, remaining: 5000, used: 0, resetAt: timestamp(hub.now() + 3_600_000) }),

    repository({ owner, name }: { readonly owner: string; readonly name: string }) {
      const repository = orNotFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`, () =>
        repositoryNamed(hub, owner, name),
      );
      refuseUnseen(caller, repository, `${owner}/${name}`);
      return {
        ...repositoryNode(hub, repository),
        pullRequest: ({ number }: { readonly number: number }) =>
          pullNode(
            hub,
            orNotFound(`Could not resolve to a PullRequest with the number of ${number}.`, () =>
              pullNumbered(hub, repository, number),
            ),
          ),
      };
    },

    node: ({ id }: { readonly id: string }) => nodeById(hub, caller, id),

    resolveReviewThread: ({ input }: Input<{ readonly threadId: string }>) => setResolved(hub, caller, input, true),
    unresolveReviewThread: ({ input }: Input<{ readonly threadId: string }>) => setResolved(hub, caller, input, false),

    minimizeComment({ input }: Input<{ readonly subjectId: string; readonly classifier: string }>) {
      const row = minimizable(hub, input.subjectId);
      const issue = found(hub.state.issues, row.issueId);
      refuseWriter(hub, caller, { permission: "pull_requests", ...issue, authorId: row.authorId });
      row.minimized = input.classifier.toLowerCase().replaceAll("_", "-");
      return { clientMutationId: input.clientMutationId, minimizedComment: nodeById(hub, caller, input.subjectId) };
    },

    dismissPullRequestReview({ input }: Input<{ readonly pullRequestReviewId: string; readonly message: string }>) {
      const review = hub.state.reviews.get(parseNodeId("PRR", input.pullRequestReviewId) ?? 0);
      const issue = review && hub.state.issues.get(review.issueId);
      if (review === undefined || issue === undefined || !isPull(issue)) throw unknownNode(input.pullRequestReviewId);
      refuseWriter(hub, caller, { permission: "pull_requests", ...issue, authorId: null });
      dismiss(hub, { review, issue, by: actor(caller) });
      return { clientMutationId: input.clientMutationId, pullRequestReview: reviewNode(hub, review) };
    },

    addPullRequestReviewThreadReply({
      input,
    }: Input<{ readonly pullRequestReviewThreadId: string; readonly body: string }>) {
      const { thread, issue } = threadOf(hub, input.pullRequestReviewThreadId);
      const first = [...hub.state.reviewComments.values()].find(({ threadId }) => threadId === thread.id);
      const comment = reply(hub, { issue, author: actor(caller), body: input.body, to: first?.id ?? 0 });
      return { clientMutationId: input.clientMutationId, comment: reviewCommentNode(hub, comment) };
    },
  };
}

function setResolved(
  hub: Hub,
  caller: Caller,
  input: { readonly threadId: string; readonly clientMutationId?: string },
  resolved: boolean,
) {
  const { thread, issue } = threadOf(hub, input.threadId);
  // Of all things to a review, this one GitHub counts as writing contents:
  // https://github.com/orgs/community/discussions/44650
  refuseWriter(hub, caller, { permission: "contents", ...issue });
  thread.resolvedById = resolved ? actor(caller).id : null;
  if (resolved) tellResolved(hub, caller, issue, thread);
  return { clientMutationId: input.clientMutationId, thread: threadNode(hub, thread) };
}

function tellResolved(hub: Hub, caller: Caller, issue: PullRequest, thread: Thread): void {
  const comments = [...hub.state.reviewComments.values()].filter(({ threadId }) => threadId === thread.id);
  emit(hub, {
    event: "pull_request_review_thread",
    action: "resolved",
    repository: found(hub.state.repositories, issue.repositoryId),
    sender: actor(caller),
    payload: {
      pull_request: pullSummary(hub, issue),
      thread: {
        node_id: nodeId("PRRT", thread.id),
        comments: comments.map((comment) => reviewCommentView(hub, comment)),
      },
    },
  });
}

function nodeById(hub: Hub, caller: Caller, id: string) {
  const { state } = hub;
  const threadId = parseNodeId("PRRT", id);
  if (threadId !== undefined && state.threads.has(threadId)) return threadNode(hub, found(state.threads, threadId));
  const pullId = parseNodeId("PR", id);
  const issue = [...state.issues.values()].filter(isPull).find(({ pull }) => pull.id === pullId);
  if (issue) return pullNode(hub, issue);
  const commentId = parseNodeId("IC", id);
  if (commentId !== undefined && state.comments.has(commentId))
    return commentNode(hub, found(state.comments, commentId));
  const reviewId = parseNodeId("PRR", id);
  if (reviewId !== undefined && state.reviews.has(reviewId)) return reviewNode(hub, found(state.reviews, reviewId));
  const lineId = parseNodeId("PRRC", id);
  if (lineId !== undefined && state.reviewComments.has(lineId))
    return reviewCommentNode(hub, found(state.reviewComments, lineId));
  const repositoryId = parseNodeId("R", id);
  const repository = repositoryId === undefined ? undefined : state.repositories.get(repositoryId);
  if (repository) {
    refuseUnseen(caller, repository, fullName(hub, repository));
    return repositoryNode(hub, repository);
  }
  throw unknownNode(id);
}

function minimizable(hub: Hub, id: string): Comment | Review | ReviewComment {
  const { comments, reviews, reviewComments } = hub.state;
  const row =
    comments.get(parseNodeId("IC", id) ?? 0) ??
    reviews.get(parseNodeId("PRR", id) ?? 0) ??
    reviewComments.get(parseNodeId("PRRC", id) ?? 0);
  if (row === undefined) throw unknownNode(id);
  return row;
}

function threadOf(hub: Hub, id: string): { readonly thread: Thread; readonly issue: PullRequest } {
  const thread = hub.state.threads.get(parseNodeId("PRRT", id) ?? 0);
  const issue = thread && hub.state.issues.get(thread.issueId);
  if (thread === undefined || issue === undefined || !isPull(issue)) throw unknownNode(id);
  return { thread, issue };
}

type Written = {
  readonly permission: "contents" | "pull_requests";
  readonly repositoryId: number;
  /** Null: being the author does not suffice. */
  readonly authorId: number | null;
};

/** An App needs to have the permission to write there; a person needs write access, or to be the author. */
function refuseWriter(hub: Hub, caller: Caller, { permission, repositoryId, authorId }: Written): void {
  const repository = found(hub.state.repositories, repositoryId);
  if (caller.kind === "installation") {
    if (!covers(caller, repositoryId) || caller.permissions[permission] !== "write")
      throw failure("FORBIDDEN", "Resource not accessible by integration");
    return;
  }
  const account = actor(caller);
  if (account.id === authorId || atLeast(roleOf(account, repository), "write")) return;
  throw failure("FORBIDDEN", `${account.login} does not have the correct permissions to execute this mutation`);
}

function refuseUnseen(caller: Caller, repository: Repository, name: string): void {
  if (!repository.private) return;
  const sees =
    caller.kind === "installation" ? covers(caller, repository.id) : roleOf(actor(caller), repository) !== "none";
  if (!sees) throw failure("NOT_FOUND", `Could not resolve to a Repository with the name '${name}'.`);
}

function orNotFound<T>(message: string, find: () => T): T {
  try {
    return find();
  } catch {
    throw failure("NOT_FOUND", message);
  }
}

function unknownNode(id: string): GraphQLError {
  return failure("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
}

function failure(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}
