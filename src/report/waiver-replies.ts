import { amount } from "../domain/amount.ts";
import { shortRevision } from "../domain/revision.ts";
import { type WaiverRecord, waiverId } from "../domain/waiver-record.ts";
import { code } from "./escape.ts";
import { findingLines, idOf, reasonWords, rulesOf, untilWords } from "./waiver-words.ts";
import { enumerate } from "./words.ts";

/** What was waived, by whom, and until when. */
export function renderGranted(waiver: WaiverRecord, now: number): string {
  const { findings, owner, askedBy, until } = waiver;
  const asked = owner === askedBy ? "" : ` ${code(askedBy)} asked for it.`;
  return [
    `✅ ${idOf(waiver)} waives ${found(waiver)} until ${untilWords(until ?? now, now)}. ${code(owner ?? askedBy)} answers for it.${asked}`,
    findingLines(findings),
    `Reason: ${reasonWords(waiver)}`,
    `It covers them as they are: what changes in substance fails again. ${code(`/unwaive ${waiverId(waiver.number)}`)} ends it before its time.\n`,
  ].join("\n\n");
}

/** Written down, and nothing more: it takes somebody else. */
export function renderAsked(waiver: WaiverRecord): string {
  return [
    `ℹ️ ${idOf(waiver)} asks to waive ${found(waiver)} at ${code(shortRevision(waiver.head))}. ${code(waiver.askedBy)} has a hand in this pull request, so it counts for nothing until somebody else who may waive here confirms it with ${code(`/waive ${waiverId(waiver.number)}`)}.`,
    findingLines(waiver.findings),
    `Reason: ${reasonWords(waiver)}\n`,
  ].join("\n\n");
}

/** All of it is excused already, or asked for. */
export function renderAlreadyWaived(by: readonly WaiverRecord[], now: number): string {
  const lines = by.map(
    (waiver) =>
      `${idOf(waiver)} ${waiver.until === null ? `of ${code(waiver.askedBy)}, which nobody has confirmed yet` : `by ${code(waiver.owner ?? "")} until ${untilWords(waiver.until, now)}`}`,
  );
  return `ℹ️ Nothing is left to waive: ${enumerate(lines)}.\n`;
}

export function renderWithdrawn(waiver: WaiverRecord): string {
  if (waiver.owner === null) return `✅ ${idOf(waiver)} is not asked for any more.\n`;
  return `✅ ${idOf(waiver)} counts no longer: ${found(waiver)} ${waiver.findings.length === 1 ? "fails" : "fail"} again, on every open pull request whose verdict used it.\n`;
}

function found({ findings }: WaiverRecord): string {
  const rules = enumerate(rulesOf(findings).map((rule) => code(rule, 200)));
  return `${amount(findings.length, "finding")} of ${rules}`;
}

/** Said once on the pull request where it was given, to who answers for it. */
export function renderWaiverWarning(waiver: WaiverRecord, now: number): string {
  const { owner, until, findings } = waiver;
  return [
    `⚠️ ${mention(owner)}: ${idOf(waiver)}, which waives ${found(waiver)}, ends at ${untilWords(until ?? now, now)}. From then on checks fail again where they are found.`,
    findingLines(findings),
    `Reason it was given for: ${reasonWords(waiver)}\n`,
  ].join("\n\n");
}

/** GitHub's logins hold nothing else; whatever does is no login and calls nobody. */
function mention(login: string | null): string {
  return login !== null && /^[a-z\d](?:[a-z\d-]{0,38})$/i.test(login) ? `@${login}` : code(login ?? "");
}
