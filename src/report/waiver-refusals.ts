import { amount } from "../domain/amount.ts";
import type { AppliedWaiver } from "../domain/finding.ts";
import { type Revision, shortRevision } from "../domain/revision.ts";
import type { ToldFinding } from "../domain/told-report.ts";
import { waiverId } from "../domain/waiver-record.ts";
import { code } from "./escape.ts";
import { closestName } from "./replies.ts";
import { findingLines, rulesOf } from "./waiver-words.ts";
import { enumerate } from "./words.ts";

/*
 * Why something is not waived: one clear sentence each, and what to do.
 */

export function renderClosed(): string {
  return "❌ The pull request is closed: there is nothing to waive.\n";
}

export function renderConfigBroken(path: string, branch: string): string {
  return `❌ ${code(path)} on ${code(branch, 100)} cannot be read, so nobody can say who may waive. Mend it first.\n`;
}

export function renderTooLong(longest: string): string {
  return `❌ A waiver here lasts no longer than ${code(longest)}, as the configuration on the base branch says. Ask for less, and ask again when it ends.\n`;
}

export function renderNotJudged(head: Revision): string {
  return `❌ There was no report of ${code(shortRevision(head))} when this was written: nothing is waived that nobody has seen. Wait for the verdict, or ask for one with ${code("/plan")}, and write the command again.\n`;
}

export function renderMoved(before: Revision, now: Revision): string {
  if (before === now)
    return "❌ The pull request was closed, or pointed at another branch. Look at its report, and write the command again.\n";
  return `❌ This was about ${code(shortRevision(before))}, and the head is ${code(shortRevision(now))} now. Look at its report, and write the command again.\n`;
}

/** No such rule in the report, or not for what the options name. */
export function renderNothingToWaive(given: {
  readonly word: string;
  readonly head: Revision;
  /** Findings of that rule that the options leave out. */
  readonly others: readonly ToldFinding[];
  readonly findings: readonly ToldFinding[];
  readonly total: number;
}): string {
  const { word, head, others, findings, total } = given;
  const at = code(shortRevision(head));
  if (others.length > 0)
    return `❌ ${code(word, 200)} fails or warns at ${at}, and not for what the options name. It is about:\n\n${findingLines(others)}\n`;
  const open = findings.filter(({ waiver }) => waiver === null);
  if (open.length === 0) return `❌ Nothing at ${at} fails or warns: there is nothing to waive.\n`;
  const rules = rulesOf(open);
  const known = enumerate(rules.slice(0, 20).map((rule) => code(rule, 200)));
  const cut = total > findings.length ? ` Only the first ${findings.length} of ${total} findings are kept.` : "";
  return `❌ No error or warning at ${at} is of ${code(word, 200)}.${hint(word, rules)} What fails or warns there: ${known}.${cut}\n`;
}

function hint(word: string, rules: readonly string[]): string {
  const short = rules.map((rule) => rule.slice(rule.indexOf("/") + 1));
  const closest = closestName(word.toLowerCase(), [...rules, ...short]);
  return closest === undefined ? "" : ` Did you mean ${code(closest, 200)}?`;
}

/** Everything that matches is excused already, by whatever means. */
export function renderAlreadyNotice(findings: readonly { readonly waiver: AppliedWaiver | null }[]): string {
  const waivers = new Map(findings.flatMap(({ waiver }) => (waiver === null ? [] : [[waiver.id, waiver.owner]])));
  const words = [...waivers].map(([id, owner]) => `${code(id)} by ${code(owner)}`);
  return `ℹ️ Nothing is left to waive: ${enumerate(words)}.\n`;
}

export function renderLocked(findings: readonly ToldFinding[]): string {
  return `❌ Whoever operates Fairlead asks for ${rulesWords(findings)}, and lets no repository waive it. Mend it, or talk to them:\n\n${findingLines(findings)}\n`;
}

export function renderNotWaivable(findings: readonly ToldFinding[]): string {
  return `❌ What cannot be read or rendered is mended, not waived: nobody knows what else is wrong there (${rulesWords(findings)}).\n`;
}

function rulesWords(findings: readonly ToldFinding[]): string {
  return enumerate(rulesOf(findings).map((rule) => code(rule, 200)));
}

export function renderTooMany(count: number, most: number): string {
  return `❌ That would waive ${amount(count, "finding")} at once, and one waiver covers ${most} at most. Name resources with ${code("-r")}, or write a baseline.\n`;
}

/** Who may, and who asked. The names stay code: a refusal should not call anybody. */
export function renderNotAllowed(given: {
  readonly author: string;
  readonly environments: readonly (string | null)[];
  readonly principals: readonly string[];
  readonly unknown: readonly string[];
}): string {
  const { author, principals, unknown } = given;
  const names = given.environments.flatMap((name) => (name === null || name === "default" ? [] : [code(name, 60)]));
  const where = names.length === 0 ? "here" : `in ${enumerate(names.slice(0, 10))}`;
  const who = principals.length === 0 ? "nobody" : enumerate(principals.slice(0, 10).map((one) => code(one, 150)));
  const unsure =
    unknown.length === 0
      ? ""
      : ` GitHub does not tell Fairlead who is in ${enumerate(unknown.map((one) => code(one, 150)))}: its permission *Members: read* is missing.`;
  return `❌ ${code(author)} may not waive what is found ${where}. As the base branch has it, ${who} may.${unsure}\n`;
}

export function renderManyCommits(): string {
  return "❌ The pull request has more commits than GitHub lists, so nobody can say who has a hand in it. Waive it in the file on the base branch instead.\n";
}

export function renderConfirmedByAsker(number: number, author: string): string {
  return `❌ ${code(author)} has a hand in this pull request, so ${code(waiverId(number))} has to be confirmed by somebody else.\n`;
}

export function renderNoSuchWaiver(number: number, elsewhere: number | null): string {
  const where = elsewhere === null ? "" : ` It was asked for on pull request ${elsewhere}.`;
  return `❌ There is no waiver ${code(waiverId(number))} here.${where} ${code("/status")} lists them.\n`;
}

export function renderNotAsked(number: number): string {
  return `❌ ${code(waiverId(number))} is not waiting to be confirmed: it has been confirmed, withdrawn, or has ended. ${code("/status")} lists those that count.\n`;
}

export function renderNotOpen(number: number): string {
  return `❌ ${code(waiverId(number))} has ended already.\n`;
}
