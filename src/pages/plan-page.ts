import { html } from "hono/html";
import { applicationLabel } from "../domain/application.ts";
import { actions } from "../domain/plan.ts";
import type { Conclusion, Report } from "../domain/report.ts";
import { shortRevision } from "../domain/revision.ts";
import type { StoredPlan } from "../ports/stored-plans.ts";
import { oneLine } from "../report/escape.ts";
import { conclusionMark, headline } from "../report/words.ts";
import { changeSection } from "./change-section.ts";
import { choices, type Filter, filtered } from "./filter.ts";
import { findingList } from "./findings.ts";
import { type Fragment, layout } from "./layout.ts";
import { matrix } from "./matrix.ts";
import { sentence } from "./sentence.ts";

/** A whole plan, or the part of it that was asked for. `token` is the last part of its address. */
export function renderPlanPage(plan: StoredPlan, filter: Filter, token: string): Promise<string> {
  const { repository, pullRequest, repositoryUrl, report } = plan;
  const name = `${repository.owner}/${repository.name}`;
  const number = pullRequest === null ? "" : `#${pullRequest}`;
  const told = { report: filtered(report, filter), repositoryUrl };
  const body = html`<h1><a href="${pullRequest === null ? repositoryUrl : `${repositoryUrl}/pull/${pullRequest}`}">${name}${number}</a></h1>
${revisions(plan)}
<div class="verdict ${report.conclusion}"><strong>${conclusionMark[report.conclusion]} ${headline(report)}</strong><br>${meaning[report.conclusion]}</div>
${reasons(report)}${sentences("When this is merged, configuration or policies change", report.preview)}
${matrix(report)}
${form(report, filter)}
${changeSection(told, filter)}
${findingList(told)}
${sentences("Notes", report.notes)}
<footer>Whoever has this address can read this page. <a href="${token}.json">As JSON</a> · <a href="${token}.txt">as text</a> · plan <code>${report.digest.slice(0, 12)}</code></footer>`;
  return layout(`${headline(report)} · ${name}${number}`, body);
}

const meaning = {
  passed: "Nothing found here stops a merge.",
  failed: "The errors have to be fixed before this can be merged.",
  errored: "What could not be judged does not pass.",
} as const satisfies Record<Conclusion, string>;

function revisions({ report: { base, head }, repositoryUrl, at }: StoredPlan): Fragment {
  const commit = (revision: NonNullable<Report["base"]>) =>
    html`<a href="${repositoryUrl}/commit/${revision}"><code>${shortRevision(revision)}</code></a>`;
  const time = new Date(at).toISOString();
  return html`<p class="muted">Head ${commit(head)}${base === null ? "" : html` against ${commit(base)}`}, judged <time datetime="${time}">${time.slice(0, 16).replace("T", " ")} UTC</time></p>`;
}

function reasons({ errors, applications }: Report): Fragment {
  const unjudged = applications.flatMap(({ application, reason }) =>
    reason === undefined ? [] : [`${applicationLabel(application)}: ${reason}`],
  );
  return sentences("Could not be judged", [...errors, ...unjudged]);
}

/** Beyond this they are read by programs. */
const mostSentences = 500;

function sentences(title: string, all: readonly string[]): Fragment {
  if (all.length === 0) return "";
  return html`<h2>${title}</h2><ul>${all.slice(0, mostSentences).map((one) => html`<li>${sentence(one)}</li>`)}</ul>`;
}

function form(report: Report, filter: Filter): Fragment {
  const { applications, environments } = choices(report);
  return html`<form method="get" action="#changes">
${select("application", applications, filter.application)}${select("environment", environments, filter.environment)}${select("action", actions, filter.action)}
<button>Show</button> <a href="?">everything</a>
</form>`;
}

function select(name: string, options: readonly string[], chosen: string | null): Fragment {
  return html`<label>${name}<select name="${name}"><option value="">all</option>${options.map(
    (option) => html`<option value="${option}"${option === chosen ? " selected" : ""}>${oneLine(option, 100)}</option>`,
  )}</select></label>`;
}
