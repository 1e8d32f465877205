import { type Hub, invalid, notFound, Refusal } from "../hub.ts";
import { atLeast, found, issueNumbered, repositoryNamed, roleOf } from "../lookup.ts";
import type { Comment, Issue, Repository } from "../state.ts";
import { commentView, reactionView } from "../views/comments.ts";
import { issueView } from "../views/pulls.ts";
import { emit } from "../webhooks/emit.ts";
import { actor } from "./authentication.ts";
import { allow, type Caller, type Operation, operation } from "./operation.ts";

const reads = allow({ issues: "read", pull_requests: "read" }, "read");
const writes = allow({ issues: "write", pull_requests: "write" }, "read");

export const comments: readonly Operation[] = [
  operation("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", reads, ({ hub, given, page }) => {
    const issue = issueNumbered(hub, repositoryNamed(hub, given.owner, given.repo), given.issue_number);
    const since = given.since === undefined ? 0 : Date.parse(given.since);
    const all = [...hub.state.comments.values()].filter((one) => one.issueId === issue.id && one.updatedAt >= since);
    return { status: 200, body: page(all).map((comment) => commentView(hub, comment)) };
  }),

  operation("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", writes, ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const issue = issueNumbered(hub, repository, given.issue_number);
    refuseLength(given.body);
    const comment: Comment = {
      id: hub.newId(),
      issueId: issue.id,
      authorId: actor(caller).id,
      appId: caller.kind === "installation" ? caller.app.id : null,
      createdAt: hub.now(),
      body: given.body,
      updatedAt: hub.now(),
      minimized: null,
    };
    hub.state.comments.set(comment.id, comment);
    announce(hub, repository, comment, caller, "created");
    return { status: 201, body: commentView(hub, comment) };
  }),

  operation("GET /repos/{owner}/{repo}/issues/comments/{comment_id}", reads, ({ hub, given }) => ({
    status: 200,
    body: commentView(hub, commentIn(hub, repositoryNamed(hub, given.owner, given.repo), given.comment_id).comment),
  })),

  operation("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", writes, ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const { comment } = commentIn(hub, repository, given.comment_id);
    refuseStranger(repository, comment, caller);
    refuseLength(given.body);
    const from = comment.body;
    comment.body = given.body;
    comment.updatedAt = hub.now();
    announce(hub, repository, comment, caller, "edited", { changes: { body: { from } } });
    return { status: 200, body: commentView(hub, comment) };
  }),

  operation("DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}", writes, ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const { comment } = commentIn(hub, repository, given.comment_id);
    refuseStranger(repository, comment, caller);
    announce(hub, repository, comment, caller, "deleted");
    hub.state.comments.delete(comment.id);
    return { status: 204 };
  }),

  operation("GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", reads, ({ hub, given, page }) => {
    const { comment } = commentIn(hub, repositoryNamed(hub, given.owner, given.repo), given.comment_id);
    const all = [...hub.state.reactions.values()]
      .filter((reaction) => reaction.commentId === comment.id)
      .filter((reaction) => given.content === undefined || reaction.content === given.content);
    return { status: 200, body: page(all).map((reaction) => reactionView(hub, reaction)) };
  }),

  operation("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", writes, ({ hub, caller, given }) => {
    const { comment } = commentIn(hub, repositoryNamed(hub, given.owner, given.repo), given.comment_id);
    const author = actor(caller);
    const known = [...hub.state.reactions.values()].find(
      (one) => one.commentId === comment.id && one.authorId === author.id && one.content === given.content,
    );
    if (known) return { status: 200, body: reactionView(hub, known) };
    const { content } = given;
    const reaction = { id: hub.newId(), commentId: comment.id, authorId: author.id, content, createdAt: hub.now() };
    hub.state.reactions.set(reaction.id, reaction);
    return { status: 201, body: reactionView(hub, reaction) };
  }),

  operation(
    "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}",
    writes,
    ({ hub, caller, given }) => {
      const { comment } = commentIn(hub, repositoryNamed(hub, given.owner, given.repo), given.comment_id);
      const reaction = found(hub.state.reactions, given.reaction_id);
      if (reaction.commentId !== comment.id || reaction.authorId !== actor(caller).id) throw notFound();
      hub.state.reactions.delete(reaction.id);
      return { status: 204 };
    },
  ),
];

/** GitHub's limit on every body: counted in characters, not bytes. */
export function refuseLength(body: string | null | undefined): void {
  const length = [...(body ?? "")].length;
  if (length > 65_536) throw invalid("IssueComment", "body", "body is too long (maximum is 65536 characters)");
}

function commentIn(hub: Hub, repository: Repository, id: number): { readonly comment: Comment; readonly issue: Issue } {
  const comment = found(hub.state.comments, id);
  const issue = found(hub.state.issues, comment.issueId);
  if (issue.repositoryId !== repository.id) throw notFound();
  return { comment, issue };
}

/** Only its author, or somebody with write access, may change a comment. */
function refuseStranger(repository: Repository, comment: Comment, caller: Caller): void {
  const account = actor(caller);
  const may =
    account.id === comment.authorId || caller.kind === "installation" || atLeast(roleOf(account, repository), "write");
  if (!may) throw new Refusal(403, "Must have admin rights to Repository.");
}

function announce(
  hub: Hub,
  repository: Repository,
  comment: Comment,
  caller: Caller,
  action: string,
  more: object = {},
): void {
  const issue = issueView(hub, found(hub.state.issues, comment.issueId));
  const payload = { issue, comment: commentView(hub, comment), ...more };
  emit(hub, { event: "issue_comment", action, repository, sender: actor(caller), payload });
}
