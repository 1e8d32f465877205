import type { Reply } from "../commands/command.ts";
import { judgeAgain } from "../commands/judge-again.ts";
import type { CommandLine } from "../commands/parse.ts";
import { type Caller, commandsOf, refuseMore, runCommand } from "../commands/run.ts";
import { readBaseConfig } from "../verdicts/base-config.ts";
import { tellReplies } from "../verdicts/conclude.ts";
import { requestCheck } from "../verdicts/request.ts";
import type { WebhookPorts } from "./ports.ts";

/** A comment as it was when it was written. */
type NewComment = { readonly caller: Caller; readonly body: string };

/**
 * Runs the commands of a comment once, however often it is delivered: 👀, then one reply for all of them, which
 * is edited when the verdict they asked for is there.
 */
export async function answerComment(comment: NewComment, ports: WebhookPorts): Promise<void> {
  const lines = commandsOf(comment.body);
  if (lines.length === 0) return;
  const { caller } = comment;
  const { id } = caller.comment;
  const { comments } = ports.github;
  const key = `reply to ${caller.repository.id} ${id}`;
  const state = await ports.once.begin(key);
  if (state.status === "done") return;
  const found =
    state.status === "begun" ? await comments.findOurs(caller.repository, caller.pullRequest, markerOf(id)) : undefined;
  const reply = found ?? (await carryOut(comment, lines, ports));
  if (reply === undefined) return;
  const check = await ports.replies.posted(caller.repository.id, id, reply);
  await ports.once.finish(key, reply);
  // It may have ended before there was a reply to edit.
  const now = check === undefined ? undefined : await ports.checks.read(check);
  if (now?.state === "concluded") await tellReplies(now, ports);
}

/** The reply's id; undefined when there is nothing to say. */
async function carryOut(
  { caller, body }: NewComment,
  lines: readonly CommandLine[],
  ports: WebhookPorts,
): Promise<number | undefined> {
  const { repository, pullRequest, author } = caller;
  const { id } = caller.comment;
  const { comments } = ports.github;
  const counted = { repository: repository.id, pullRequest, author, comment: id, commands: lines.length };
  const budget = await ports.commandBudget.spend(counted);
  if (budget === "exceeded") return undefined;
  // Edited since: what it says now is not what we would carry out.
  if ((await comments.read(repository, id)) !== body) return undefined;
  if (budget === "just-exceeded") return comments.create(repository, pullRequest, refuseMore(caller));
  await comments.react(repository, id, "eyes");
  const replies = await runAll(lines, caller, ports);
  const awaited = replies.some(({ again }) => again === true)
    ? await judgeAgain(() => requestCheck(repository, pullRequest, true, ports))
    : undefined;
  const told = [...(awaited?.status === "not" ? [awaited.reply] : []), ...replies];
  const text = [...new Set(told.map((reply) => reply.text))].filter(Boolean).join("\n---\n\n");
  if (awaited?.status === "judging") {
    const rest = `${text === "" ? "" : "\n---\n\n"}${text}\n${markerOf(id)}\n`;
    await ports.replies.expect({ repository: repository.id, comment: id, check: awaited.check, rest });
    return comments.create(repository, pullRequest, `${awaited.meanwhile}${rest}`);
  }
  if (text === "") return undefined;
  await comments.react(repository, id, told.every(({ done }) => done) ? "rocket" : "confused");
  return comments.create(repository, pullRequest, `${text}\n${markerOf(id)}\n`);
}

/** One after another, in the order they were written. */
async function runAll(lines: readonly CommandLine[], caller: Caller, ports: WebhookPorts): Promise<readonly Reply[]> {
  const given = {
    ...ports,
    pullRequests: ports.github.pullRequests,
    readBaseConfig: (repository: Caller["repository"], branch: string) => readBaseConfig(repository, branch, ports),
  };
  const replies: Reply[] = [];
  for (const [place, line] of lines.entries()) replies.push(await runCommand({ line, place }, caller, given));
  return replies;
}

/** Only looked for after a crash, and only in what our own App wrote. */
function markerOf(id: number): string {
  return `<!-- fairlead: reply to ${id} -->`;
}
