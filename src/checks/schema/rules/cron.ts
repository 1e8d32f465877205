import { judgedText, type Rule, valueAt } from "./rule.ts";

/** A CronJob's schedule and time zone can be read. */
export const cronSchedule: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "batch/v1" || kind !== "CronJob") return [];
  const schedule = judgedText(valueAt(object, "spec", "schedule"));
  const wrong = schedule === undefined ? undefined : wrongSchedule(schedule);
  const zone = judgedText(valueAt(object, "spec", "timeZone"));
  return [
    ...(wrong === undefined
      ? []
      : [{ pointer: "/spec/schedule", rule: "schedule", message: `spec.schedule is "${schedule}"; ${wrong}.` }]),
    ...(zone === undefined || isTimeZone(zone)
      ? []
      : [
          {
            pointer: "/spec/timeZone",
            rule: "schedule",
            message: `spec.timeZone is "${zone}", which is no time zone.`,
          },
        ]),
  ];
};

const macros: ReadonlySet<string> = new Set([
  "@yearly",
  "@annually",
  "@monthly",
  "@weekly",
  "@daily",
  "@midnight",
  "@hourly",
]);

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

type Field = {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly words: readonly string[];
};

const fields: readonly Field[] = [
  { name: "minute", first: 0, last: 59, words: [] },
  { name: "hour", first: 0, last: 23, words: [] },
  { name: "day of the month", first: 1, last: 31, words: [] },
  { name: "month", first: 1, last: 12, words: months },
  { name: "day of the week", first: 0, last: 6, words: days },
];

/** Why Kubernetes cannot read a cron schedule; undefined when it can. Its parser is robfig/cron's standard one. */
export function wrongSchedule(schedule: string): string | undefined {
  if (/^(?:TZ|CRON_TZ)=/.test(schedule)) return "the time zone belongs into spec.timeZone";
  if (schedule.startsWith("@every "))
    return isDuration(schedule.slice(7)) ? undefined : "@every needs a duration such as 1h30m";
  if (schedule.startsWith("@"))
    return macros.has(schedule) ? undefined : `the shorthands are ${[...macros].join(", ")}`;
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== 5) return `a schedule has 5 fields and this has ${parts.length}`;
  for (const [index, field] of fields.entries()) {
    const part = parts[index] ?? "";
    if (!part.split(",").every((range) => isRange(range, field))) {
      return `"${part}" is no ${field.name}: allowed is ${field.first} to ${field.last}, with *, -, / and ,`;
    }
  }
  return undefined;
}

function isRange(text: string, field: Field): boolean {
  const [range = "", step, ...more] = text.split("/");
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === "*" || range === "?") return true;
  const ends = range.split("-").map((end) => numberOf(end, field));
  const [from, to = from] = ends;
  if (ends.length > 2 || from === undefined || to === undefined) return false;
  return from >= field.first && to <= field.last && from <= to;
}

function numberOf(text: string, field: Field): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = field.words.indexOf(text.toLowerCase());
  return index < 0 ? undefined : index + field.first;
}

function isDuration(text: string): boolean {
  return /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text);
}

function isTimeZone(zone: string): boolean {
  if (zone.toLowerCase() === "local") return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
