import { answerComment } from "./answer.ts";
import { hostedRepository, type RepositoryPayload, type WebhookPorts } from "./ports.ts";

type CommentPayload = RepositoryPayload & {
  readonly action: string;
  readonly issue: { readonly number: number; readonly pull_request?: object | null };
  readonly comment: {
    readonly id: number;
    readonly body: string;
    readonly created_at: string;
    readonly user: { readonly login: string; readonly type?: string } | null;
    readonly performed_via_github_app?: { readonly id: number } | null;
  };
};

/** Only what a person wrote anew on a pull request is read for commands; edits are not, nor what bots say. */
export async function onIssueComment(payload: CommentPayload, ports: WebhookPorts): Promise<void> {
  const { action, issue, comment } = payload;
  const repository = hostedRepository(payload);
  if (repository === undefined || action !== "created" || !issue.pull_request) return;
  const { user, performed_via_github_app: app } = comment;
  if (user === null || user.type === "Bot" || app?.id === ports.appId) return;
  const written = { id: comment.id, writtenAt: Date.parse(comment.created_at) };
  const caller = { repository, pullRequest: issue.number, author: user.login, comment: written };
  await answerComment({ caller, body: comment.body }, ports);
}
