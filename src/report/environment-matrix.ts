import { amount } from "../domain/amount.ts";
import { environmentOrder, type Report } from "../domain/report.ts";
import { code, prose, tableCell } from "./escape.ts";
import { type ApplicationGroup, unique } from "./fold.ts";
import { type Links, whereTheRestIs } from "./links.ts";
import { type Cell, type Comparison, compareEnvironments, type MatrixRow } from "./matrix-rows.ts";
import type { Section } from "./section.ts";
import { enumerate, environmentWords } from "./words.ts";

/** More columns than this are not read across; environments that fare alike share one, or rows become sentences. */
const mostColumns = 6;

/**
 * How the same change differs between environments, for applications that change in several of them: what is
 * alike in a sentence, what differs or is missing in a table with a column for each environment.
 */
export function matrixSection(report: Report, groups: readonly ApplicationGroup[], links: Links): Section {
  const compared = groups.flatMap((group) => compareEnvironments(group, report) ?? []);
  const alike = alikeSentences(compared.filter(({ rows }) => rows.length === 0));
  const rows = compared.flatMap((one) => (one.rows.length === 0 ? [] : [...one.rows, ...remainder(one)]));
  const untouched = (report.untouched ?? []).map((application) => ({ application }));
  const order = environmentOrder([...report.applications, ...untouched]);
  const columns = columnsOf(rows, order);
  const lists = { separator: "\n", blocks: () => [...alike, ...rows.map((row) => rowSentence(row, order))] } as const;
  const table = { separator: "\n", blocks: () => [...alike, ...tableLines(rows, columns, alike.length > 0)] } as const;
  return {
    heading: "### Across environments",
    entries: alike.length + rows.length,
    forms: columns.length > mostColumns ? [lists] : [table, lists],
    left: (count) => `${amount(count, "more difference")} between environments not shown.`,
    rest: whereTheRestIs(report, links),
  };
}

/** Applications whose every change is the same in every environment, together by environments. */
function alikeSentences(compared: readonly Comparison[]): readonly string[] {
  const groups = Map.groupBy(compared, ({ environments }) => JSON.stringify(environments));
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (first === undefined) return [];
    const where = prose(environmentWords(first.environments), 300);
    const names = group.slice(0, 6).map(({ application }) => code(application, 100));
    const left = group.length - names.length;
    const whose = enumerate(left > 0 ? [...names, amount(left, "more application")] : names);
    const what = others.length > 0 ? "every change" : first.alike === 1 ? "the change" : `the ${first.alike} changes`;
    return [`- The same in ${where}: ${what} of ${whose}.`];
  });
}

/** What else the application changes, so that the table does not look like all of it. */
function remainder({ application, environments, alike }: Comparison): readonly MatrixRow[] {
  if (alike === 0) return [];
  const cells = new Map(environments.map((environment): [string, Cell] => [environment, { key: "", text: "alike" }]));
  return [{ application, label: amount(alike, "other change"), cells }];
}

/** Environments that share a column, because no row tells them apart. */
type Column = { readonly environments: readonly string[] };

function columnsOf(rows: readonly MatrixRow[], order: readonly string[]): readonly Column[] {
  const environments = inOrder(unique(rows.flatMap(({ cells }) => [...cells.keys()])), order);
  if (environments.length <= mostColumns) return environments.map((environment) => ({ environments: [environment] }));
  const looks = Map.groupBy(environments, (environment) =>
    JSON.stringify(rows.map(({ cells }) => cells.get(environment) ?? null)),
  );
  return [...looks.values()].map((alike) => ({ environments: alike }));
}

function inOrder(environments: readonly string[], order: readonly string[]): readonly string[] {
  return environments.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}

function tableLines(rows: readonly MatrixRow[], columns: readonly Column[], after: boolean): readonly string[] {
  const titles = ["Application", "Change", ...columns.map(({ environments }) => columnTitle(environments))];
  const head = `| ${titles.join(" | ")} |\n|${" --- |".repeat(titles.length)}\n`;
  return rows.map((row, index) => {
    const cells = columns.map(({ environments: [environment = ""] }) => emphasised(row, environment));
    const line = `| ${[code(row.application, 60), row.label, ...cells].map(tableCell).join(" | ")} |`;
    return index > 0 ? line : `${after ? "\n" : ""}${head}${line}`;
  });
}

function columnTitle(environments: readonly string[]): string {
  const [first = "", ...others] = environments;
  const words = others.length > 2 ? `${first} and ${others.length} more` : enumerate(environments);
  return tableCell(prose(words, 120));
}

/** `web` Deployment shop/web: `2 → 3` in dev and staging; **not changed** in prod. */
function rowSentence(row: MatrixRow, order: readonly string[]): string {
  const looks = Map.groupBy([...row.cells], ([environment]) => emphasised(row, environment));
  const parts = [...looks].map(([text, cells]) => {
    const where = inOrder(
      cells.map(([environment]) => environment),
      order,
    );
    return `${text} in ${prose(environmentWords(where), 300)}`;
  });
  return `- ${code(row.application, 60)} ${row.label}: ${parts.join("; ")}`;
}

/** What most environments have is plain; what stands out is bold. */
function emphasised({ cells }: MatrixRow, environment: string): string {
  const cell = cells.get(environment);
  if (cell === undefined) return "";
  const counts = Map.groupBy(cells.values(), ({ key }) => key);
  const [most] = [...counts.values()].toSorted((a, b) => b.length - a.length);
  const isCommon = most !== undefined && most.length > 1 && most[0]?.key === cell.key;
  if (isCommon) return cell.text;
  const isOther = most !== undefined && most.length > 1 && most[0]?.text === cell.text;
  if (isOther) return "**otherwise**";
  return cell.missing === true || (most?.length ?? 0) > 1 ? `**${cell.text}**` : cell.text;
}
