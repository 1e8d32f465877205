import { html } from "hono/html";
import { digits } from "../domain/amount.ts";
import type { Change } from "../domain/plan.ts";
import { oneLine } from "../report/escape.ts";
import { type FoldedChange, groupApplications } from "../report/fold.ts";
import { planRemark } from "../report/remarks.ts";
import { changeBox, type Told } from "./changes.ts";
import { type Filter, filterQuery } from "./filter.ts";
import type { Fragment } from "./layout.ts";
import { sentence } from "./sentence.ts";

/** How much of changes, as text, one page holds: a browser shows it at once, on a phone as well. */
const mostText = 400_000;

/** One page of the changes, by application, worst first; what several environments have alike stands once. */
export function changeSection(told: Told, filter: Filter): Fragment {
  const groups = groupApplications(told.report);
  const pages = paged(groups.flatMap(({ changes }) => changes));
  const page = Math.min(filter.page, pages.length);
  const shown = [...Map.groupBy(pages[page - 1] ?? [], ({ application }) => application)];
  const total = groups.reduce((sum, { changes }) => sum + changes.length, 0);
  const links = pageLinks({ ...filter, page }, pages.length);
  return html`<h2 id="changes">Changes <span class="muted">${digits(total)}</span></h2>
${page === 1 ? remarks(told) : ""}${links}${shown.map(
  ([name, changes]) => html`<h3>${oneLine(name)}</h3>
${changes.map((change) => changeBox(change, told))}`,
)}${total === 0 ? html`<p class="muted">None.</p>` : ""}${links}${page === pages.length ? drift(told) : ""}`;
}

/** At least one page, and at least one change on each. */
function paged(changes: readonly FoldedChange[]): readonly (readonly FoldedChange[])[] {
  const pages: FoldedChange[][] = [[]];
  let size = 0;
  for (const change of changes) {
    const weight = 300 + JSON.stringify(change.fields).length;
    if (size > 0 && size + weight > mostText) {
      pages.push([]);
      size = 0;
    }
    pages.at(-1)?.push(change);
    size += weight;
  }
  return pages;
}

function pageLinks(filter: Filter, count: number): Fragment {
  if (count < 2) return "";
  const { page } = filter;
  const to = (number: number, words: string) =>
    html`<a href="${filterQuery({ ...filter, page: number })}#changes">${words}</a>`;
  return html`<div class="pages">${page > 1 ? to(page - 1, "Previous") : ""}<span class="muted">Page ${page} of ${count}</span>${page < count ? to(page + 1, "Next") : ""}</div>`;
}

/** What to know before reading, such as a base that did not render. */
function remarks({ report }: Told): Fragment {
  const told = report.applications.flatMap((entry) => {
    const remark = entry.status === "errored" ? undefined : planRemark(entry);
    return remark === undefined ? [] : [`${entry.application.name} (${entry.application.environment}): ${remark}`];
  });
  return html`${told.slice(0, 200).map((one) => html`<p class="warn">${sentence(one)}</p>`)}`;
}

/** What Terraform found changed outside of it. */
function drift(told: Told): Fragment {
  const found = told.report.applications.flatMap(({ application, plan }) =>
    plan.status === "unknown"
      ? []
      : (plan.drift ?? []).slice(0, 200).map((change: Change): FoldedChange => {
          return { ...change, application: application.name, environments: [application.environment] };
        }),
  );
  if (found.length === 0) return "";
  return html`<h2>Changed outside of Terraform</h2>
<p class="muted">Found when the plan was made; no part of what the merge does.</p>
${found.map((change) => changeBox(change, told))}`;
}
