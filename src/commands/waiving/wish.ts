import { parseDuration } from "../../config/duration.ts";
import type { CommandCall } from "../command.ts";

/** What somebody wants to have waived, and why. */
export type Wish = Filters & {
  /** As a report shows it: `latest-tag`, or `policy/latest-tag`. */
  readonly rule: string;
  readonly reason: string;
  readonly ticket: string | null;
  readonly durationMs: number;
};

/** Globs; empty means all. */
export type Filters = {
  readonly resources: readonly string[];
  readonly applications: readonly string[];
  readonly environments: readonly string[];
};

type ParsedWish = { readonly ok: true; readonly wish: Wish } | { readonly ok: false; readonly problem: string };

const usualDuration = "30d";

/** A word or two is no reason: it has to tell somebody who reads it in a month. */
const leastLetters = 10;
const longestReason = 500;

/** Reads the words and options of `/waive <rule>`; what is wrong with them comes in a sentence. */
export function parseWish({ words: [rule = ""], options }: Pick<CommandCall, "words" | "options">): ParsedWish {
  const [reason] = options.get("reason") ?? [];
  const [ticket = null] = options.get("ticket") ?? [];
  const [duration = usualDuration] = options.get("for") ?? [];
  const durationMs = parseDuration(duration.toLowerCase());
  const problem =
    ticketProblem(ticket) ??
    (durationMs === undefined || durationMs === 0 ? `${duration} is not a duration such as 30d or 12h.` : undefined) ??
    reasonProblem(reason);
  if (problem !== undefined || durationMs === undefined) return { ok: false, problem: problem ?? "" };
  const filters = {
    resources: options.get("resource") ?? [],
    applications: options.get("project") ?? [],
    environments: options.get("env") ?? [],
  };
  return { ok: true, wish: { rule, reason: (reason ?? "").trim(), ticket, durationMs, ...filters } };
}

function reasonProblem(reason: string | undefined): string | undefined {
  if (reason === undefined) return 'A waiver needs a reason: --reason "…", in quotes.';
  if ((reason.match(/[\p{L}\p{N}]/gu) ?? []).length < leastLetters)
    return "The reason is too short to tell anybody anything: say in a sentence why this may stay.";
  if (reason.length > longestReason) return `The reason is longer than ${longestReason} characters: link to the rest.`;
  return undefined;
}

function ticketProblem(ticket: string | null): string | undefined {
  if (ticket === null || /^[\w./:#?&=%~+-]{1,200}$/.test(ticket)) return undefined;
  return "A ticket is a key such as ABC-1 or an address, without spaces.";
}
