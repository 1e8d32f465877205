import { type Caller, commandsOf, runCommand } from "../commands/run.ts";
import { requestCheck } from "../verdicts/request.ts";
import type { WebhookPorts } from "./ports.ts";

/** A comment as it was when it was written. */
export type NewComment = { readonly caller: Caller; readonly id: number; readonly body: string };

/** Runs the commands of a comment once, however often it is delivered: 👀, then one reply for all of them. */
export async function answerComment({ caller, id, body }: NewComment, ports: WebhookPorts): Promise<void> {
  const lines = commandsOf(body);
  if (lines.length === 0) return;
  const { comments } = ports.github;
  const { repository, pullRequest } = caller;
  const key = `reply to ${repository.id} ${id}`;
  const marker = `<!-- fairlead: reply to ${id} -->`;
  const state = await ports.once.begin(key);
  if (state.status === "done") return;
  const found = state.status === "begun" ? await comments.findOurs(repository, pullRequest, marker) : undefined;
  if (found !== undefined) return ports.once.finish(key, found);
  // Edited since: what it says now is not what we would carry out.
  if ((await comments.read(repository, id)) !== body) return;
  await comments.acknowledge(repository, id);
  const replies: string[] = [];
  for (const line of lines) {
    replies.push(
      await runCommand(line, caller, {
        people: ports.people,
        requestAgain: (...pr) => requestCheck(...pr, true, ports),
      }),
    );
  }
  const reply = replies.filter(Boolean).join("\n---\n\n");
  if (reply !== "")
    await ports.once.finish(key, await comments.create(repository, pullRequest, `${reply}\n${marker}\n`));
}
