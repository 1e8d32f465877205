import { html } from "hono/html";
import type { Application } from "../domain/application.ts";
import type { ApplicationReport, Report } from "../domain/report.ts";
import { countActions } from "../domain/report.ts";
import { oneLine } from "../report/escape.ts";
import { changeCounts, conclusionMark } from "../report/words.ts";
import { choices, filterQuery } from "./filter.ts";
import type { Fragment } from "./layout.ts";

/** More rows than this would hide what follows; the worst stand first. */
const mostRows = 500;

/** Applications down, environments across; each cell leads to its changes. */
export function matrix(report: Report): Fragment {
  if (report.applications.length === 0) return "";
  const environments = [...new Set([...choices(report).environments, ...environmentsOf(report.untouched ?? [])])];
  const rows = [...Map.groupBy(report.applications, ({ application }) => application.name)]
    .map(([name, cells]) => ({ name, cells, rank: Math.min(...cells.map(rankOf)) }))
    .toSorted((a, b) => a.rank - b.rank);
  const left = rows.length - mostRows;
  const untouched = new Set((report.untouched ?? []).map(keyOf));
  return html`<h2 id="applications">Applications</h2>
<div class="scroll"><table>
<thead><tr><th></th>${environments.map((name) => html`<th>${oneLine(name, 100)}</th>`)}</tr></thead>
<tbody>${rows.slice(0, mostRows).map(
    ({ name, cells }) => html`
<tr><th><a href="${filterQuery({ ...everything, application: name })}#changes">${oneLine(name, 100)}</a></th>${environments.map((environment) => cell(cells, environment, untouched.has(keyOf({ name, environment }))))}</tr>`,
  )}
</tbody></table></div>${left > 0 ? html`<p class="muted">${left} more applications: choose one below.</p>` : ""}`;
}

const everything = { application: null, environment: null, action: null, page: 1 } as const;

function cell(cells: readonly ApplicationReport[], environment: string, untouched: boolean): Fragment {
  const [found] = cells.filter(({ application }) => application.environment === environment);
  if (found === undefined) return html`<td class="none">${untouched ? "not touched" : ""}</td>`;
  const { application, status, plan } = found;
  const words = plan.status === "unknown" ? "not known" : changeCounts(countActions([found])) || "no changes";
  const query = filterQuery({ ...everything, application: application.name, environment });
  return html`<td>${conclusionMark[status]} <a href="${query}#changes">${words}</a></td>`;
}

function environmentsOf(untouched: NonNullable<Report["untouched"]>): readonly string[] {
  return untouched.map(({ environment }) => environment);
}

function keyOf({ name, environment }: Pick<Application, "name" | "environment">): string {
  return JSON.stringify([name, environment]);
}

function rankOf({ status, plan }: ApplicationReport): number {
  if (status === "errored") return 0;
  if (status === "failed") return 1;
  return plan.status === "unknown" || plan.changes.length > 0 ? 2 : 3;
}
