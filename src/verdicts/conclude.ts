import { parseRevision } from "../domain/revision.ts";
import { messageOf, TerminalError } from "../errors.ts";
import type { CheckOutcome, CheckRecord } from "../ports/checks.ts";
import { renderVerdictReply, type VerdictWord } from "../report/replies.ts";
import { judgeOnceMore } from "./awaited.ts";
import type { VerdictPorts } from "./ports.ts";
import { agreeWithOthers, failOthers } from "./shared-head.ts";

type ConcludePorts = Pick<VerdictPorts, "github" | "checks" | "replies" | "log" | "webUrl">;

/**
 * The check is over: who asked for it in a comment is told, and the row is final. Told before, because a crash
 * in between has the check concluded again; and after, for a reply that was posted meanwhile.
 */
export async function concludeCheck(check: CheckRecord, outcome: CheckOutcome, ports: ConcludePorts): Promise<void> {
  const concluded = { ...check, ...outcome, awaits: outcome.awaits ?? false };
  await tellReplies(concluded, ports);
  if (outcome.conclusion === "failure") await failOthers(check, ports);
  const nudged = await ports.checks.conclude(check, outcome);
  await tellReplies(concluded, ports);
  await agreeWithOthers(concluded, ports);
  if (nudged && outcome.awaits === true) await judgeOnceMore(check, ports);
}

/** Edits the replies that wait for this check, each once; a check is never kept from its end by that. */
export async function tellReplies(check: CheckRecord, { github, replies, log, webUrl }: ConcludePorts): Promise<void> {
  const { repository, checkRun } = check;
  const { owner, name } = repository;
  const detailsUrl = checkRun === null ? null : `${webUrl}/${owner}/${name}/runs/${checkRun}`;
  const word = wordOf(check);
  const supersededBy = parseRevision(check.supersededBy ?? "") ?? null;
  try {
    for (const { comment, reply, rest } of await replies.waiting(check.id)) {
      const body = renderVerdictReply({ word, head: check.head, supersededBy, detailsUrl });
      try {
        await github.comments.edit(repository, reply, `${body}${rest}`);
        if (word !== "superseded")
          await github.comments.react(repository, comment, word === "passed" ? "rocket" : "confused");
      } catch (error) {
        // Told again it would be refused again: the conversation is locked, or the repository is gone.
        if (!(error instanceof TerminalError)) throw error;
        log.warn({ check: check.id, error: error.message }, "GitHub would not take a reply to a command");
      }
      await replies.told(repository.id, comment);
    }
  } catch (error) {
    log.warn({ check: check.id, error: messageOf(error) }, "a reply to a command could not be brought up to date");
  }
}

function wordOf({ conclusion, error }: Pick<CheckRecord, "conclusion" | "error">): VerdictWord {
  if (conclusion === "success") return "passed";
  if (conclusion === "cancelled") return "superseded";
  return error === null ? "failed" : "errored";
}
