import { amount } from "../domain/amount.ts";
import type { Action, Change } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import { code, fence, oneLine, prose } from "./escape.ts";
import { type FieldLimits, fieldLines } from "./fields.ts";
import type { FoldedChange } from "./fold.ts";
import { type Links, sourceLink } from "./links.ts";
import type { Form } from "./section.ts";
import { environmentWords, resourceWords, riskSentence } from "./words.ts";

/** How changes are written out. */
type Writing = {
  readonly fields: FieldLimits;
  readonly where: (change: FoldedChange) => string;
  readonly verbs?: Verbs;
  readonly report: Report;
  readonly links: Links;
};

/** Each change with its fields, and the lines it comes from. */
export function inFull(changes: readonly FoldedChange[], writing: Writing): Form {
  return { separator: "\n\n", blocks: () => changes.values().map((change) => renderChange(change, writing)) };
}

function renderChange(change: FoldedChange, { fields, where, verbs, report, links }: Writing): string {
  const first = [title(change, verbs), where(change), sourceWords(change, report, links)].filter(Boolean).join(" · ");
  const lines = fieldLines(change.fields, fields);
  const more = [...besides(change).map((sentence) => prose(sentence)), riskWords(change)].filter(Boolean).join(" ");
  return [more === "" ? first : `${first}  \n${more}`, lines.length === 0 ? "" : fence("diff", lines)]
    .filter(Boolean)
    .join("\n\n");
}

/** What the verb alone does not say, in sentences that are not escaped. */
export function besides({ action, movedFrom, imported }: Change): readonly string[] {
  return [
    ...(movedFrom === undefined ? [] : [`Moved here from ${placeWords(movedFrom)}.`]),
    ...(imported === true ? ["It exists already and is taken over."] : []),
    ...(action === "forget" ? ["Terraform no longer manages it; it stays as it is."] : []),
    ...(action === "read" ? ["It is read when the plan is applied."] : []),
  ];
}

/** Another application, which is words; or an address of Terraform, which is code. */
function placeWords(movedFrom: string): string {
  const words = oneLine(movedFrom, 300);
  return /[\s`]/.test(words) ? words : `\`${words}\``;
}

function sourceWords({ action, sources }: FoldedChange, report: Report, links: Links): string {
  const [source, ...others] = sources;
  if (source === undefined) return "";
  const revision = action === "delete" ? (report.base ?? report.head) : report.head;
  const more = others.length === 0 ? "" : ` and ${amount(others.length, "more line")}`;
  return `${sourceLink(source, revision, links)}${more}`;
}

/** What happens to which resource. */
export function title({ action, id }: Pick<FoldedChange, "action" | "id">, verbs: Verbs = willHappen): string {
  return `**${verbs[action]}** ${code(resourceWords(id), 300)}`;
}

type Verbs = Readonly<Record<Action, string>>;

/** For what the merge does. */
export const willHappen: Verbs = {
  create: "Create",
  update: "Update",
  replace: "Replace",
  delete: "Delete",
  forget: "Forget",
  read: "Read",
};

/** For what is no part of a merge. */
export const hasHappened: Verbs = {
  create: "Created",
  update: "Changed",
  replace: "Replaced",
  delete: "Deleted",
  forget: "Forgotten",
  read: "Read",
};

/** Why a reader should stop at it, or "". */
export function riskWords({ risks, reasons }: Pick<FoldedChange, "risks" | "reasons">): string {
  return risks
    .flatMap((risk) => [riskSentence[risk], ...(reasons?.[risk] === undefined ? [] : [prose(reasons[risk], 500)])])
    .join(" ");
}

/** Where it happens, or "" where environments are not told apart. */
export function inEnvironments({ environments }: FoldedChange): string {
  return prose(environmentWords(environments), 300);
}
