import { type Revision, shortRevision } from "../domain/revision.ts";
import { code, codeCell, link, prose } from "./escape.ts";
import { enumerate } from "./words.ts";

/*
 * All words of the replies to commands. No line of them starts with a command: a reply that another
 * bot, or we ourselves, could take for an order would go on for ever.
 */

/** What `/help` shows of a command; commands hand themselves over. */
type CommandSummary = {
  readonly usage: string;
  readonly summary: string;
  /** The permission on the repository that it takes, as GitHub names it. */
  readonly permission: string;
  /** Set where that is not all it takes. */
  readonly needs?: string;
};

/** The table of all commands. */
export function renderHelp(commands: readonly CommandSummary[]): string {
  const rows = commands.map(
    (one) => `| ${codeCell(one.usage)} | ${prose(one.summary)} | ${prose(one.needs ?? one.permission)} |`,
  );
  return [
    "Write one of these at the start of a line, in a comment of its own or among other text:",
    ["| Command | What it does | Needs |", "| --- | --- | --- |", ...rows].join("\n"),
    `Each may also be written after ${code("/fairlead")}, where another bot listens to the same word.\n`,
  ].join("\n\n");
}

/** How one command is written. */
export function renderUsage({ usage, summary, permission, needs }: CommandSummary): string {
  const who = needs === undefined ? `Needs ${prose(permission)} permission.` : `It is for ${prose(needs)}.`;
  return `${code(usage)}: ${prose(summary)} ${who}\n`;
}

/** A command that was understood, with arguments that were not. */
export function renderWrongUsage(problem: string, { usage }: Pick<CommandSummary, "usage">): string {
  return `❌ ${prose(problem)} It is written ${code(usage)}.\n`;
}

/** Who may, and who asked. The name stays code: a refusal should not call anybody. */
export function renderRefused(asked: {
  readonly author: string;
  readonly usage: string;
  readonly needs: string;
  readonly has: string;
}): string {
  const { author, usage, needs, has } = asked;
  return `❌ ${code(usage)} needs ${code(needs)} permission on this repository, and ${code(author)} has ${code(has)}. Somebody who has it can write the same command.\n`;
}

/** `/plan` was taken on: where its answer will stand. */
export function renderPlanAccepted(head: Revision, detailsUrl: string | null): string {
  return `👀 Judging ${code(shortRevision(head))} once more. The verdict will stand in the ${link("check run", detailsUrl)} and in the comment with the plan.\n`;
}

/** There is no head to judge any more. */
export function renderClosedPullRequest(): string {
  return "ℹ️ The pull request is closed: there is nothing to judge.\n";
}

/** What came of a check that a command asked for. */
export type VerdictWord = "passed" | "failed" | "errored" | "superseded";

/** Takes the place of what `/plan` was answered with at first. */
export function renderVerdictReply(told: {
  readonly word: VerdictWord;
  readonly head: Revision;
  /** The head that is judged instead; null when none is. */
  readonly supersededBy: Revision | null;
  readonly detailsUrl: string | null;
}): string {
  const head = code(shortRevision(told.head));
  const where = link("check run", told.detailsUrl);
  if (told.word === "passed") return `✅ ${head} passes: ${where}.\n`;
  if (told.word === "failed") return `❌ ${head} does not pass. The ${where} says why.\n`;
  if (told.word === "errored") return `❗ ${head} could not be judged. The ${where} says why.\n`;
  if (told.supersededBy === null) return `ℹ️ ${head} was not judged: the pull request was closed.\n`;
  if (told.supersededBy === told.head) return `ℹ️ ${head} is judged for a later command, which is answered.\n`;
  return `ℹ️ ${head} was not judged to the end: ${code(shortRevision(told.supersededBy))} took its place.\n`;
}

/** Said once, however many more commands follow. */
export function renderBudgetExceeded(author: string): string {
  return `ℹ️ ${code(author)} has given more commands here within the hour than are carried out. Further ones are left unanswered until some time has passed; a push is always judged.\n`;
}

/** A word under our own namespace that is no command. */
export function renderUnknownCommand(word: string, names: readonly string[]): string {
  const closest = closestName(word.toLowerCase(), names);
  const hint = closest === undefined ? "" : ` Did you mean ${code(`/fairlead ${closest}`)}?`;
  const known = enumerate(names.map((name) => code(name)));
  return `❌ There is no command ${code(word, 60)}.${hint} The commands are ${known}.\n`;
}

/** A command that failed on our side. */
export function renderCommandFailed(usage: string, reason: string): string {
  return `❌ ${code(usage, 200)} could not be carried out: ${prose(reason)}\n`;
}

/** The name that a slip of a finger or two would turn into this word. */
export function closestName(word: string, names: readonly string[]): string | undefined {
  if (word.length > 30) return undefined;
  const [best] = names
    .map((name) => ({ name, distance: editDistance(word, name) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
}

/** Insertions, removals, replacements and swaps of neighbours between two words (optimal string alignment). */
function editDistance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= other.length; j++) {
      const replaced = at(i - 1, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? at(i - 2, j - 2) + 1 : replaced;
      row.push(Math.min(replaced, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1));
    }
  }
  return at(one.length, other.length);
}
