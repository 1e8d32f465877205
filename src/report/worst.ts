import { amount, digits } from "../domain/amount.ts";
import { byImportance, type Finding, type Severity } from "../domain/finding.ts";
import { type Action, actions, type FieldChange, risks } from "../domain/plan.ts";
import type { ApplicationReport } from "../domain/report.ts";
import { code, oneLine, prose, tableCell } from "./escape.ts";
import { type ApplicationGroup, type FoldedChange, foldFindings, isDestructive } from "./fold.ts";
import { imageBrief, imageName } from "./image-words.ts";
import { fieldBrief } from "./matrix-rows.ts";
import { environmentWords, findingCounts, resourceWords, riskSentence } from "./words.ts";

/** What a reader has to know of an application when reading one line about it, in the cell of a table. */
export function worstWords(
  group: ApplicationGroup,
  findings: readonly Finding[],
  told: readonly ApplicationReport[],
): string {
  const ofSeverity = (severity: Severity) => findings.filter((finding) => finding.severity === severity);
  const errors = ofSeverity("error");
  return tableCell(
    unjudged(group, told) ??
      findingWords(errors, findings, group) ??
      unplanned(told) ??
      dangers(group) ??
      drift(told) ??
      telling(group, findings) ??
      findingWords(findings, findings, group) ??
      "nothing changes",
  );
}

function unjudged({ reports }: ApplicationGroup, told: readonly ApplicationReport[]): string | undefined {
  const errored = told.filter(({ status }) => status === "errored");
  const [first] = errored;
  if (first === undefined) return undefined;
  const where = errored.length < reports.length ? environmentWords(errored.map(environmentOf)) : "";
  return `could not be judged${where === "" ? "" : ` in ${prose(where, 100)}`}: ${prose(brief(first.reason ?? ""))}`;
}

/** The counts of all, and the first of the worst in its own words. */
function findingWords(
  worst: readonly Finding[],
  all: readonly Finding[],
  { reports }: ApplicationGroup,
): string | undefined {
  const [first] = worst.toSorted(byImportance);
  if (first === undefined) return undefined;
  const counts = findingCounts(foldFindings({ findings: all, applications: reports }));
  return `${counts}: ${prose(brief(first.message))}`;
}

function unplanned(told: readonly ApplicationReport[]): string | undefined {
  const unknown = told.flatMap(({ plan }) => (plan.status === "unknown" ? [plan.reason] : []));
  return unknown[0] === undefined ? undefined : `what changes is not known: ${prose(brief(unknown[0]))}`;
}

function dangers({ changes }: ApplicationGroup): string | undefined {
  const severe = changes.filter(isDestructive).toSorted((a, b) => dangerOf(a) - dangerOf(b));
  const [first] = severe;
  if (first === undefined) return undefined;
  const [risk] = first.risks.toSorted((a, b) => risks.indexOf(a) - risks.indexOf(b));
  const others = severe.length > 1 ? ` and ${digits(severe.length - 1)} more` : "";
  const why = risk === undefined ? "" : `: ${prose(lowerFirst(riskSentence[risk]).replace(/\.$/, ""))}`;
  return `${verb[first.action]} ${code(resourceWords(first.id), 120)}${others}${why}`;
}

function drift(told: readonly ApplicationReport[]): string | undefined {
  const count = told.reduce((sum, { plan }) => sum + (plan.status === "known" ? (plan.drift ?? []).length : 0), 0);
  return count === 0 ? undefined : `${amount(count, "resource")} changed outside of Terraform`;
}

/** What changes, and how much is remarked on it: neither stops a merge. */
function telling(group: ApplicationGroup, findings: readonly Finding[]): string | undefined {
  const words = mostTelling(group);
  const counts = findingCounts(foldFindings({ findings, applications: group.reports }));
  return words === undefined || counts === "" ? words : `${words}; ${counts}`;
}

/** An image's new version says more than the resource that has it; else the first of the changes. */
function mostTelling({ changes }: ApplicationGroup): string | undefined {
  const images = new Map(changes.flatMap(({ fields }) => fields.flatMap(imageNews)).reverse());
  const [image] = [...images.values()].reverse();
  if (image !== undefined) return prose(image, 160) + moreOf(images.size - 1, "image");
  const [first] = changes;
  if (first === undefined) return undefined;
  return `${verb[first.action]} ${code(resourceWords(first.id), 120)}${fieldWords(first)}${moreOf(changes.length - 1, "")}`;
}

/** By the image's name, which several workloads and environments may share. */
function imageNews(field: FieldChange): readonly (readonly [string, string])[] {
  const brief = imageBrief(field);
  const name = imageName(field);
  return brief === undefined ? [] : [[name, `image \`${name}\` ${brief}`]];
}

function moreOf(count: number, noun: string): string {
  if (count === 0) return "";
  return ` and ${noun === "" ? `${digits(count)} more` : amount(count, `more ${noun}`)}`;
}

/** What becomes of the only field that changes. */
function fieldWords({ action, fields }: FoldedChange): string {
  const [field, ...others] = fields;
  if (action !== "update" || field === undefined || others.length > 0) return "";
  return ` ${fieldBrief(field)}${field.note === undefined ? "" : ` (${prose(field.note, 120)})`}`;
}

const verb = {
  create: "creates",
  update: "updates",
  replace: "replaces",
  delete: "deletes",
  forget: "forgets",
  read: "reads",
} as const satisfies Record<Action, string>;

const longest = 120;

/** The beginning, cut between words where that costs little. */
function brief(text: string): string {
  const line = oneLine(text, longest);
  const end = line.endsWith("…") ? line.lastIndexOf(" ") : -1;
  return end < longest - 30 ? line : `${line.slice(0, end)}…`;
}

/** The order of the risks, and after them of the actions that need no further reason. */
function dangerOf({ risks: own, action }: FoldedChange): number {
  return own.length === 0 ? risks.length + placeOf(action) : Math.min(...own.map((risk) => risks.indexOf(risk)));
}

function placeOf(action: Action): number {
  return actions.indexOf(action);
}

function environmentOf({ application }: ApplicationReport): string {
  return application.environment;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
