import { amount, digits } from "../domain/amount.ts";
import { type Finding, isExcused } from "../domain/finding.ts";
import { type ApplicationReport, countActions, type Report } from "../domain/report.ts";
import { code, prose, tableCell } from "./escape.ts";
import { type ApplicationGroup, isDestructive, unique } from "./fold.ts";
import type { Section } from "./section.ts";
import { changeCounts, conclusionMark, enumerate, environmentWords, severityMark } from "./words.ts";
import { worstWords } from "./worst.ts";

/** So many applications stand open; the others are in a fold below them. */
const openRows = 20;

/** One line for each application, worst first: where, how much, and what stands out in words. */
export function tableSection(report: Report, groups: readonly ApplicationGroup[]): Section {
  return rowsSection(report, spokenGroups(report, groups).slice(0, openRows));
}

/** The lines of the applications that are too many to stand open. */
export function foldedTableSection(report: Report, groups: readonly ApplicationGroup[]): Section {
  const rows = rowsSection(report, spokenGroups(report, groups).slice(openRows));
  return {
    ...rows,
    heading: `<details>\n<summary>${amount(rows.entries, "more application")}</summary>`,
    close: "</details>",
  };
}

/** Applications that pass, change nothing and have no finding, in a line. */
export function quietWords(report: Report, groups: readonly ApplicationGroup[]): string {
  const spoken = new Set(spokenGroups(report, groups));
  const quiet = groups.filter((group) => !spoken.has(group)).map(({ name }) => code(name, 60));
  if (quiet.length === 0) return "";
  const shown = quiet.slice(0, quiet.length > 10 ? 8 : 10);
  const left = quiet.length - shown.length;
  const names = left > 0 ? `${shown.join(", ")} and ${digits(left)} more` : enumerate(shown);
  return report.base === null ? `Nothing found in ${names}.` : `Unchanged, without findings: ${names}.`;
}

function rowsSection(report: Report, groups: readonly ApplicationGroup[]): Section {
  const columns = columnsOf(report);
  const titles = ["", "Application", ...(columns.environments ? ["Environments"] : []), ...columnTitles];
  const head = `| ${titles.join(" | ")} |\n|${" --- |".repeat(titles.length)}\n`;
  const findings = Map.groupBy(toldFindings(report), ({ application }) => application ?? "");
  const line = (group: ApplicationGroup) => rowOf(group, findings.get(group.name) ?? [], report, columns);
  return {
    heading: "",
    entries: groups.length,
    forms: [
      {
        separator: "\n",
        blocks: () => groups.values().map((group, index) => (index === 0 ? head : "") + line(group)),
      },
    ],
    left: (count) => `${amount(count, "more row")} of this table not shown.`,
    rest: "",
  };
}

const columnTitles = ["Changes", "What stands out"];

/** A column that would say the same in every row is left out. */
type Columns = { readonly environments: boolean; readonly renderers: boolean };

function columnsOf({ applications }: Report): Columns {
  return {
    environments: applications.some(({ application }) => application.environment !== "default"),
    renderers: new Set(applications.map(({ application }) => application.renderer)).size > 1,
  };
}

function rowOf(group: ApplicationGroup, findings: readonly Finding[], report: Report, columns: Columns): string {
  const { name, reports } = group;
  const told = reports.filter((entry) => !isQuiet(entry, findings));
  const renderer = unique(reports.map(({ application }) => application.renderer)).join(", ");
  const cells = [
    markOf(group),
    code(name, 100) + (columns.renderers ? ` ${prose(renderer, 60)}` : ""),
    ...(columns.environments ? [environmentCell(group, told, report)] : []),
    changesCell(told),
    worstWords(group, findings, told),
  ];
  return `| ${cells.map(tableCell).join(" | ")} |`;
}

/** What passes and is still to be read with care is marked as such. */
function markOf(group: ApplicationGroup): string {
  const status = worstStatus(group.reports);
  const careful = group.changes.some(isDestructive) || group.reports.some(({ plan }) => plan.status === "unknown");
  return status === "passed" && careful ? severityMark.warning : conclusionMark[status];
}

function worstStatus(reports: readonly ApplicationReport[]): ApplicationReport["status"] {
  const statuses = reports.map(({ status }) => status);
  return statuses.includes("errored") ? "errored" : statuses.includes("failed") ? "failed" : "passed";
}

/** Where something is to be told, and where nothing is. */
function environmentCell({ name, reports }: ApplicationGroup, told: readonly ApplicationReport[], report: Report) {
  const here = unique(told.map(({ application }) => application.environment));
  const others = [
    ...reports.map(({ application }) => application.environment),
    ...(report.untouched ?? []).filter((one) => one.name === name).map(({ environment }) => environment),
  ].filter((environment) => !here.includes(environment));
  const words = prose(environmentWords(here) || "default", 200);
  if (others.length === 0) return words;
  return here.length === 1 ? `${words} only` : `${words}, not ${prose(environmentWords(unique(others)), 200)}`;
}

/** Environments in which as much changes share their numbers, which are each one's own. */
function changesCell(told: readonly ApplicationReport[]): string {
  const groups = [...Map.groupBy(told, countsOf)];
  const [first] = groups;
  if (groups.length === 1 && first !== undefined) {
    const [counts, all] = first;
    return all.length > 1 && /\d/.test(counts) ? `${counts} each` : counts;
  }
  if (groups.length > 2) return `${strong(changeCounts(countActions(told)) || "none")} in all`;
  return groups
    .map(([counts, some]) => {
      const where = environmentWords(some.map(({ application }) => application.environment));
      return `${prose(where, 100)}: ${counts}${some.length > 1 && /\d/.test(counts) ? " each" : ""}`;
    })
    .join("; ");
}

function countsOf(entry: ApplicationReport): string {
  if (entry.plan.status === "unknown") return "not known";
  return strong(changeCounts(countActions([entry])) || "none");
}

/** What cannot be taken back is not to be read over. */
function strong(counts: string): string {
  return counts.replace(/[\d,]*\d to (?:delete|replace)/g, "**$&**");
}

function spokenGroups(report: Report, groups: readonly ApplicationGroup[]): readonly ApplicationGroup[] {
  const findings = Map.groupBy(toldFindings(report), ({ application }) => application ?? "");
  return groups.filter(({ name, reports }) => reports.some((entry) => !isQuiet(entry, findings.get(name) ?? [])));
}

function toldFindings({ findings }: Report): readonly Finding[] {
  return findings.filter((finding) => !isExcused(finding));
}

/** `findings` are those of the application in any environment. */
function isQuiet({ application, status, plan }: ApplicationReport, findings: readonly Finding[]): boolean {
  if (status !== "passed" || plan.status === "unknown") return false;
  if (plan.changes.length > 0 || (plan.drift ?? []).length > 0) return false;
  return findings.every(({ environment }) => environment !== null && environment !== application.environment);
}
