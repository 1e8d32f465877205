import { html } from "hono/html";
import { resourceName } from "../domain/manifest.ts";
import type { Change } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import { willHappen } from "../report/change-text.ts";
import { oneLine, visible } from "../report/escape.ts";
import { type FieldLimits, fieldLines } from "../report/fields.ts";
import type { FoldedChange } from "../report/fold.ts";
import { environmentWords, riskSentence } from "../report/words.ts";
import type { Fragment } from "./layout.ts";
import { sentence } from "./sentence.ts";
import { sourceLink } from "./source-link.ts";

/** All of it, within what a browser can show of one change. */
const wholeChange: FieldLimits = { fields: 5_000, lines: 10_000, width: 4_000 };

export type Told = { readonly report: Report; readonly repositoryUrl: string };

/** One change with every field, the reasons to stop at it, and the lines it comes from. */
export function changeBox(change: FoldedChange, told: Told): Fragment {
  const { action, id, environments } = change;
  const where = environmentWords(environments);
  const lines = fieldLines(change.fields, wholeChange);
  return html`<details class="change" open>
<summary><span class="action ${action}">${willHappen[action]}</span> <code>${oneLine(resourceName(id))}</code>${where === "" ? "" : html` <span class="muted">in ${oneLine(where)}</span>`}</summary>
<div>${remarks(change).map((one) => html`<p class="bad">${sentence(one)}</p>`)}${sources(change, told)}</div>${
    lines.length === 0
      ? ""
      : html`
<pre class="diff">${lines.map((line) => html`<span class="${kindOf(line)}">${visible(line).replaceAll("\n", " ")}</span>`)}</pre>`
  }
</details>
`;
}

function remarks({ risks, reasons, movedFrom, imported }: Change): readonly string[] {
  return [
    ...risks.flatMap((risk) => [riskSentence[risk], ...(reasons?.[risk] === undefined ? [] : [reasons[risk]])]),
    ...(movedFrom === undefined ? [] : [`Moved from ${movedFrom}.`]),
    ...(imported ? ["Terraform takes over what exists already."] : []),
  ];
}

function sources({ action, sources: places }: Change, { report, repositoryUrl }: Told): Fragment {
  if (places.length === 0) return "";
  const revision = action === "delete" ? (report.base ?? report.head) : report.head;
  const links = places.map((place) => html`<span>${sourceLink(place, revision, repositoryUrl)}</span> `);
  return html`<p class="muted">From ${links}</p>`;
}

/** The first character of a line says what it is, as in a diff. */
function kindOf(line: string): string {
  const kinds: Readonly<Record<string, string>> = {
    "+": "added",
    "-": "removed",
    "!": "hidden",
    "@": "hunk",
    "#": "left",
  };
  return kinds[line.slice(0, 1)] ?? "";
}
