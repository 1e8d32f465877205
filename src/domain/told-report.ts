import type { AppliedWaiver, Finding } from "./finding.ts";
import type { Report } from "./report.ts";

/** A finding as commands know it: what it is about, and what makes it the same on another revision. */
export type ToldFinding = Pick<
  Finding,
  "check" | "rule" | "severity" | "message" | "application" | "environment" | "resource" | "path"
> & {
  readonly fingerprint: string;
  readonly locked: boolean;
  readonly waiver: AppliedWaiver | null;
};

/** What a report found that fails, warns, or is waived. */
export type ToldReport = {
  /** In the report's order, no more than `mostFindings`. */
  readonly findings: readonly ToldFinding[];
  /** How many there were. */
  readonly total: number;
  /** Ids of the waivers it used. */
  readonly waivers: readonly string[];
  /** When the first of them ends; null when it used none. */
  readonly waivedUntil: number | null;
};

/** Beyond these nobody waives one by one. */
const mostFindings = 2_000;

/** A message is shown in a reply, not read in full. */
const longestMessage = 300;

/** What is kept of a report for the commands that are given about it. */
export function toldReport({ findings }: Pick<Report, "findings">): ToldReport {
  const told = findings.flatMap(toldFinding);
  const waivers = told.flatMap(({ waiver }) => waiver ?? []);
  return {
    findings: told.slice(0, mostFindings),
    total: told.length,
    waivers: [...new Set(waivers.map(({ id }) => id))],
    waivedUntil: waivers.length === 0 ? null : Math.min(...new Set(waivers.map(({ until }) => until))),
  };
}

function toldFinding(finding: Finding): readonly ToldFinding[] {
  const { check, rule, severity, message, application, environment, resource, path, fingerprint } = finding;
  if (fingerprint === undefined || (severity === "notice" && finding.waiver === undefined)) return [];
  return [
    {
      ...{ check, rule, severity, message: message.slice(0, longestMessage), application, environment, resource, path },
      fingerprint,
      locked: finding.locked === true,
      waiver: finding.waiver ?? null,
    },
  ];
}
