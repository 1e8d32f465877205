import cronstrue from "cronstrue";
import { wrongSchedule } from "../../checks/schema/rules/cron.ts";
import { durationWords, parseDuration } from "./duration.ts";
import { isQuantity } from "./equivalence.ts";
import type { FieldDifference } from "./fields.ts";
import { generatedStem } from "./match.ts";
import { ratioNote } from "./quantity-note.ts";
import { versionChange, versionNote } from "./version-field.ts";

type Noting = (field: FieldDifference, beside: readonly FieldDifference[]) => string | undefined;

/** What a difference means, beside the others of its change, in a few words; undefined where the two values say it themselves. */
export function noteOf(field: FieldDifference, beside: readonly FieldDifference[]): string | undefined {
  const meaning = meaningOf(field, beside);
  if (field.runsAnew === undefined) return meaning;
  return [meaning, "the hook is run anew"].filter((words) => words !== undefined).join("; ");
}

function meaningOf(field: FieldDifference, beside: readonly FieldDifference[]): string | undefined {
  for (const noting of notings) {
    const note = noting(field, beside);
    if (note !== undefined) return note;
  }
  return undefined;
}

const notings: readonly Noting[] = [
  aboutVersion,
  aboutReplicas,
  aboutQuantity,
  aboutSchedule,
  aboutDuration,
  aboutPercentage,
  aboutGeneratedName,
];

function aboutVersion(field: FieldDifference, beside: readonly FieldDifference[]): string | undefined {
  const change = versionChange(field, beside);
  return change && versionNote(change);
}

const counts: ReadonlySet<string> = new Set(["replicas", "minReplicas", "maxReplicas", "replicaCount"]);

function aboutReplicas({ steps, before, after }: FieldDifference): string | undefined {
  if (!counts.has(steps.at(-1) ?? "") || typeof before !== "number" || typeof after !== "number") return undefined;
  return `from ${before} to ${after}`;
}

/** `memory limit halved`, `storage request doubled`. */
function aboutQuantity({ steps, before, after }: FieldDifference): string | undefined {
  if (!isQuantity(steps)) return undefined;
  const [key = "", parent = ""] = steps.slice(-2).reverse();
  const what = parent === "limits" ? `${key} limit` : parent === "requests" ? `${key} request` : key;
  if (before === null || after === null) return before === null ? `${what} set` : `${what} removed`;
  const ratio = ratioNote(String(before), String(after));
  return ratio === undefined ? undefined : `${what} ${ratio}`;
}

function aboutSchedule({ steps, before, after }: FieldDifference): string | undefined {
  const key = steps.at(-1);
  if (key !== "schedule" && key !== "cron") return undefined;
  const old = scheduleWords(before);
  const next = scheduleWords(after);
  return old === undefined || next === undefined || old === next ? undefined : `${old} → ${next}`;
}

/** When a schedule runs: `every 5 minutes`. Undefined for what is none. */
export function scheduleWords(schedule: unknown): string | undefined {
  if (typeof schedule !== "string" || schedule.length > 100) return undefined;
  const macro = macros[schedule];
  if (macro !== undefined) return macro;
  if (schedule.startsWith("@") || wrongSchedule(schedule) !== undefined) return undefined;
  try {
    const words = cronstrue.toString(schedule, { use24HourTimeFormat: true });
    return words.charAt(0).toLowerCase() + words.slice(1);
  } catch {
    // What it cannot say in words stands in the field itself.
    return undefined;
  }
}

const macros: Readonly<Record<string, string>> = {
  "@yearly": "every year",
  "@annually": "every year",
  "@monthly": "every month",
  "@weekly": "every week",
  "@daily": "every day",
  "@midnight": "every day",
  "@hourly": "every hour",
};

const lengths = /(?:interval|timeout|duration|period|ttl|deadline|retention|delay|maxage)$/i;

function aboutDuration({ steps, before, after }: FieldDifference): string | undefined {
  const key = steps.at(-1) ?? "";
  const old = secondsOf(key, before);
  const next = secondsOf(key, after);
  // Below two minutes the numbers are plain enough.
  if (old === undefined || next === undefined || old === next || Math.max(old, next) < 120) return undefined;
  return `from ${durationWords(old)} to ${durationWords(next)}`;
}

function secondsOf(key: string, value: unknown): number | undefined {
  if (typeof value === "number") return /Seconds$/.test(key) && value >= 0 ? value : undefined;
  return typeof value === "string" && lengths.test(key) ? parseDuration(value) : undefined;
}

function aboutPercentage({ before, after }: FieldDifference): string | undefined {
  const [old, next] = [before, after].map((value) => /^(\d{1,6}(?:\.\d{1,6})?)%$/.exec(String(value))?.[1]);
  return old === undefined || next === undefined ? undefined : ratioNote(old, next);
}

/** A reference to what a kustomize generator makes, or its own name. */
function aboutGeneratedName({ before, after }: FieldDifference): string | undefined {
  if (typeof before !== "string" || typeof after !== "string") return undefined;
  const stem = generatedStem(before);
  return stem !== undefined && stem === generatedStem(after) ? `new content of ${stem}` : undefined;
}
