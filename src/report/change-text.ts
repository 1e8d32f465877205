import { resourceName } from "../domain/manifest.ts";
import type { Action } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import { code, fence, prose } from "./escape.ts";
import { type FieldLimits, fieldLines } from "./fields.ts";
import type { FoldedChange } from "./fold.ts";
import { type Links, sourceLink } from "./links.ts";
import type { Form } from "./section.ts";
import { amount, environmentWords, riskSentence } from "./words.ts";

/** How changes are written out. */
export type Writing = {
  readonly fields: FieldLimits;
  readonly where: (change: FoldedChange) => string;
  readonly report: Report;
  readonly links: Links;
};

/** Each change with its fields, and the lines it comes from. */
export function inFull(changes: readonly FoldedChange[], writing: Writing): Form {
  return { separator: "\n\n", blocks: () => changes.values().map((change) => renderChange(change, writing)) };
}

function renderChange(change: FoldedChange, { fields, where, report, links }: Writing): string {
  const first = [title(change), where(change), sourceWords(change, report, links)].filter(Boolean).join(" · ");
  const lines = fieldLines(change.fields, fields);
  const risks = riskWords(change);
  return [risks === "" ? first : `${first}  \n${risks}`, lines.length === 0 ? "" : fence("diff", lines)]
    .filter(Boolean)
    .join("\n\n");
}

function sourceWords({ action, sources }: FoldedChange, report: Report, links: Links): string {
  const [source, ...others] = sources;
  if (source === undefined) return "";
  const revision = action === "delete" ? (report.base ?? report.head) : report.head;
  const more = others.length === 0 ? "" : ` and ${amount(others.length, "more line")}`;
  return `${sourceLink(source, revision, links)}${more}`;
}

/** What happens to which resource. */
export function title({ action, id }: FoldedChange): string {
  return `**${verb[action]}** ${code(resourceName(id), 300)}`;
}

const verb = {
  create: "Create",
  update: "Update",
  replace: "Replace",
  delete: "Delete",
  forget: "Forget",
  read: "Read",
} as const satisfies Record<Action, string>;

/** Why a reader should stop at it, or "". */
export function riskWords({ risks }: FoldedChange): string {
  return risks.map((risk) => riskSentence[risk]).join(" ");
}

/** Where it happens, or "" where environments are not told apart. */
export function inEnvironments({ environments }: FoldedChange): string {
  return prose(environmentWords(environments), 300);
}
