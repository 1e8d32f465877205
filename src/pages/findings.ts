import { html } from "hono/html";
import { digits } from "../domain/amount.ts";
import type { Severity } from "../domain/finding.ts";
import { oneLine } from "../report/escape.ts";
import { day } from "../report/excused.ts";
import { type FoldedFinding, foldFindings } from "../report/fold.ts";
import { environmentWords, severityMark } from "../report/words.ts";
import type { Told } from "./changes.ts";
import type { Fragment } from "./layout.ts";
import { sentence } from "./sentence.ts";
import { sourceLink, webAddress } from "./source-link.ts";

/** Beyond this nobody reads on; the file for programs holds them all. */
const mostFindings = 1_000;

/** Every remark, worst first, with the line it is about. */
export function findingList({ report, repositoryUrl }: Told): Fragment {
  const findings = foldFindings(report);
  if (findings.length === 0) return "";
  const left = findings.length - mostFindings;
  return html`<h2 id="findings">Findings</h2>
<ul>${findings.slice(0, mostFindings).map((finding) => item(finding, { report, repositoryUrl }))}</ul>${
    left > 0 ? html`<p class="muted">${digits(left)} more are in the JSON file.</p>` : ""
  }`;
}

const tone = { error: "bad", warning: "warn", notice: "muted" } as const satisfies Record<Severity, string>;

function item(finding: FoldedFinding, { report, repositoryUrl }: Told): Fragment {
  const { severity, message, remediation, check, rule, resources } = finding;
  const address = webAddress(finding.link);
  const name = html`<code>${oneLine(`${check}/${rule}`)}</code>`;
  const about = [...resources.slice(0, 8).map((one) => oneLine(one)), ...placeWords(finding)].join(" · ");
  return html`
<li>${severityMark[severity]} <span class="${tone[severity]}">${weight(finding)}</span> ${sourceLink(finding, report.head, repositoryUrl)}<br>
${sentence(message)}${remediation === undefined ? "" : html` ${sentence(remediation)}`}<br>${waiverLine(finding)}
<span class="muted">${address === undefined ? name : html`<a href="${address}">${name}</a>`}${about === "" ? "" : html` · ${about}`}</span></li>`;
}

function weight({ severity, waiver, baseline }: FoldedFinding): string {
  if (waiver !== undefined) return `waived ${waiver.severity}`;
  return baseline === undefined ? severity : `${baseline} of the baseline`;
}

/** Without the time that is left: the page is read at any time. */
function waiverLine({ waiver }: FoldedFinding): Fragment {
  if (waiver === undefined) return "";
  const { id, owner, until, reason, ticket } = waiver;
  const tracked = ticket === null ? "" : html` · ${oneLine(ticket)}`;
  return html`
Waived by <code>${oneLine(owner)}</code> until ${day(until)}: ${sentence(reason)}${tracked} · <code>${oneLine(id)}</code><br>`;
}

function placeWords({ places }: FoldedFinding): readonly string[] {
  return places.slice(0, 8).map(({ application, environments }) => {
    const where = environmentWords(environments);
    return oneLine(where === "" ? application : `${application} in ${where}`);
  });
}
