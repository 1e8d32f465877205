import { checks } from "../checks/index.ts";
import { isJsonArray, isJsonObject, type Json } from "../domain/json.ts";
import { type Static, Type } from "../domain/json-schema.ts";
import type { Waiver } from "../domain/waiver.ts";
import { list, text } from "./environment.ts";
import type { Fault } from "./fault.ts";
import { type ConfigProblem, readYamlAs, validator } from "./read-yaml.ts";

const closed = { additionalProperties: false } as const;

const waiver = Type.Object(
  {
    rule: Type.String({ minLength: 1, description: "The rule as reports name it, such as `policy/latest-tag`." }),
    fingerprints: Type.Array(text("fairlead-fingerprint", "As `fairlead check --format waivers` prints it."), {
      minItems: 1,
      description: "The findings it covers. One whose substance changes has another fingerprint.",
    }),
    resource: Type.Optional(Type.String({ description: "What it is about, for whoever reads the file." })),
    owner: Type.String({ minLength: 1, description: "Who answers for it: a login or a team." }),
    reason: Type.String({ minLength: 10, description: "Why it may stay, in a sentence." }),
    until: Type.String({
      pattern: "^\\d{4}-\\d{2}-\\d{2}$",
      description: "The last day on which it counts, as 2026-12-31, in UTC.",
    }),
    ticket: Type.Optional(Type.String({ minLength: 1, description: "Where the work on it is tracked." })),
  },
  closed,
);

/** `.github/fairlead-waivers.yml`. */
const waiverFileSchema = Type.Object(
  { waivers: list(waiver, "Exceptions that somebody answers for, and that end.") },
  { ...closed, title: "Fairlead waivers" },
);

type WaiverFile = Static<typeof waiverFileSchema>;

const hasShape = validator<WaiverFile>(waiverFileSchema);

export type ReadWaivers =
  | { readonly ok: true; readonly waivers: readonly Waiver[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Parses a file of waivers. Every problem is told at once, with its line. */
export function parseWaivers(text: string): ReadWaivers {
  const read = readYamlAs(text, hasShape, faultsOfDates);
  return read.ok ? { ok: true, waivers: read.config.waivers.map(waiverOf) } : read;
}

function waiverOf(
  { rule, fingerprints, owner, reason, until, ticket }: WaiverFile["waivers"][number],
  index: number,
): Waiver {
  return {
    id: `file-${index + 1}`,
    rule: withoutCheck(rule),
    fingerprints,
    owner,
    reason,
    ticket: ticket ?? null,
    until: endOf(until),
    origin: "file",
  };
}

const dayMs = 24 * 60 * 60_000;

/** The end of that day; NaN for a day that no calendar has. */
function endOf(day: string): number {
  const start = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day ? Number.NaN : start + dayMs;
}

/** A rule may be named with its check, as reports do: `policy/latest-tag` is `latest-tag`. */
function withoutCheck(rule: string): string {
  const [check = "", ...rest] = rule.split("/");
  return rest.length > 0 && Object.hasOwn(checks, check) ? rest.join("/") : rule;
}

function faultsOfDates(file: Json): readonly Fault[] {
  const rows = isJsonObject(file) && isJsonArray(file.waivers) ? file.waivers : [];
  return rows.flatMap((row, index): Fault[] => {
    const until = isJsonObject(row) ? row.until : undefined;
    if (typeof until !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(until) || !Number.isNaN(endOf(until))) return [];
    return [{ path: ["waivers", index, "until"], message: `"${until}" is no day of the calendar` }];
  });
}
