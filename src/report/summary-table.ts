import { compareText, type Finding } from "../domain/finding.ts";
import { type ApplicationReport, countActions, type Report } from "../domain/report.ts";
import { codeCell, prose } from "./escape.ts";
import { isDestructive } from "./fold.ts";
import type { Section } from "./section.ts";
import { amount, changeCounts, conclusionMark, environmentWords, findingCounts } from "./words.ts";

type Row = {
  readonly mark: string;
  readonly name: string;
  readonly changes: string;
  readonly findings: string;
  readonly rank: number;
};

/** One row for each application, worst first; environments that fare alike share one. */
export function tableSection(report: Report): Section {
  const findings = Map.groupBy(report.findings, ({ application, environment }) => keyOf(application, environment));
  const rows = report.applications.map((entry) => ({ row: rowOf(entry, findings), entry }));
  const told = rows.filter(({ row }) => row.rank < quiet);
  const folded = [
    ...Map.groupBy(told, ({ row }) => JSON.stringify([row.name, row.mark, row.changes, row.findings])).values(),
  ];
  const lines = folded
    .flatMap((group) => (group[0] === undefined ? [] : [{ ...group[0].row, group }]))
    .sort((a, b) => a.rank - b.rank || compareText(a.name, b.name))
    .map(
      ({ mark, name, changes, findings: said, group }) =>
        `| ${mark} | ${codeCell(name)} | ${environmentCell(group)} | ${changes}${eachOf(changes, group)} | ${said} |`,
    );
  return {
    heading: "",
    entries: lines.length,
    forms: [{ separator: "\n", blocks: () => [tableHead + (lines[0] ?? ""), ...lines.slice(1)] }],
    left: (count) => `${amount(count, "more row")} of this table not shown.`,
    rest: "",
  };
}

const tableHead = "| | Application | Environment | Changes | Findings |\n| --- | --- | --- | --- | --- |\n";

/** Applications that pass, change nothing and have no finding are counted, not listed. */
export function quietApplications(report: Report): number {
  const spoken = new Set(report.findings.map(({ application, environment }) => keyOf(application, environment)));
  return report.applications.filter((entry) => {
    const { application, status, plan } = entry;
    const silent = !spoken.has(keyOf(application.name, application.environment));
    return silent && status === "passed" && plan.status === "known" && plan.changes.length === 0;
  }).length;
}

const quiet = 4;

function rowOf(entry: ApplicationReport, findings: ReadonlyMap<string, readonly Finding[]>): Row {
  const { application, status, plan } = entry;
  const own = findings.get(keyOf(application.name, application.environment)) ?? [];
  return {
    mark: conclusionMark[status],
    name: application.name,
    changes: plan.status === "known" ? changeCounts(countActions([entry])) || "none" : "not known",
    findings: findingCounts(own) || (status === "errored" ? "could not be judged" : "none"),
    rank: rankOf(entry, own.length),
  };
}

/** Environments that fare alike share a row, and its numbers are each one's own. */
function eachOf(changes: string, group: readonly unknown[]): string {
  return group.length > 1 && /\d/.test(changes) ? " each" : "";
}

function rankOf({ status, plan }: ApplicationReport, findings: number): number {
  if (status === "errored") return 0;
  if (status === "failed") return 1;
  if (plan.status === "unknown" || plan.changes.some(isDestructive)) return 2;
  return plan.changes.length > 0 || findings > 0 ? 3 : quiet;
}

function environmentCell(group: readonly { readonly entry: ApplicationReport }[]): string {
  const environments = group.map(({ entry }) => entry.application.environment);
  return prose(environmentWords(environments) || "default", 300);
}

function keyOf(application: string | null, environment: string | null): string {
  return JSON.stringify([application, environment]);
}
