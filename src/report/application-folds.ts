import { amount, digits } from "../domain/amount.ts";
import type { Action } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import { inEnvironments, inFull, title } from "./change-text.ts";
import { code, htmlCode, htmlText, prose } from "./escape.ts";
import { everyField, fewFields } from "./fields.ts";
import { type ApplicationGroup, type FoldedChange, isDestructive, unique } from "./fold.ts";
import { type Links, whereTheRestIs } from "./links.ts";
import { fairShares, type Limits, margin, type Room, renderSection, type Section, sizeOf, sum } from "./section.ts";
import { changeCounts, environmentWords } from "./words.ts";

/** The other changes of each application in a fold, as richly as the room allows, or at least counted. */
export function renderApplicationFolds(
  report: Report,
  groups: readonly ApplicationGroup[],
  { size, limits, links }: Room & { readonly links: Links },
): string {
  const sections = groups.map((group) => applicationSection(report, group, links)).filter(({ entries }) => entries > 0);
  const rest = whereTheRestIs(report, links);
  const room = size - sizeOf(`### Changes\n\n${rest}`, limits) - 200;
  if (sections.length === 0 || room < 0) return "";
  const texts = foldsUpTo(4 * room, sections, { size: room, limits });
  const wanted = sections.map((_, index) => sizeOf(texts[index] ?? "", limits) + margin);
  if (wanted.every((want) => want > margin) && sum(wanted) <= room) {
    return ["### Changes", ...unfolded(texts, sum(wanted))].join("\n\n");
  }
  const counted = sections.map(({ name, counts }) => `- ${code(name, 200)} · ${prose(counts, 400)}`);
  const countedSize = Math.min(Math.floor(room / 3), sum(counted.map((line) => sizeOf(line, limits) + 1)));
  return squeeze(sections, wanted, { counted, rest, countedSize, room, limits });
}

/** So little is read at once, without a click. */
const smallPlan = 1_500;

/** Folds that stand open where all of them together are short. */
export function unfolded(folds: readonly string[], size: number): readonly string[] {
  return size > smallPlan ? folds : folds.map((fold) => fold.replace(/^<details>/, "<details open>"));
}

/** Every fold in full, until together they are far too long: what comes after has no share to claim. */
function foldsUpTo(most: number, sections: readonly ApplicationSection[], room: Room): readonly string[] {
  const folds: string[] = [];
  let left = most;
  for (const section of sections) {
    if (left < 0) break;
    const text = renderFold(section, room);
    folds.push(text);
    left -= sizeOf(text, room.limits) + 1_000;
  }
  return folds;
}

/** An application is worth unfolding from here on, so that the first of very many are of use. */
const smallestFold = 2_000;

type Squeeze = {
  readonly counted: readonly string[];
  readonly rest: string;
  readonly countedSize: number;
  readonly room: number;
  readonly limits: Limits;
};

/** Folds by fair share for the first applications, a line with counts for others, a number for what is left. */
function squeeze(sections: readonly ApplicationSection[], wanted: readonly number[], given: Squeeze): string {
  const { limits, room, countedSize } = given;
  const folds: string[] = [];
  const lines: string[] = [];
  let left = room - countedSize;
  let leftForLines = countedSize;
  for (const [index, share] of fairShares(wanted, left).entries()) {
    const [section, line = ""] = [sections[index], given.counted[index]];
    const size = Math.max(share, smallestFold);
    const text = section === undefined || size > left ? "" : renderFold(section, { size, limits });
    if (text !== "") {
      folds.push(text);
      left -= sizeOf(text, limits) + 2;
    } else if (sizeOf(line, limits) < leftForLines) {
      lines.push(line);
      leftForLines -= sizeOf(line, limits) + 1;
    }
  }
  const missing = sections.length - folds.length - lines.length;
  const remark =
    missing === 0 ? "In short, for lack of room." : `**${amount(missing, "more application")} not shown.**`;
  return ["### Changes", ...folds, lines.join("\n"), `${remark} ${given.rest}`].filter(Boolean).join("\n\n");
}

type ApplicationSection = Section & { readonly name: string; readonly counts: string };

/** Without what a reader must not miss, which stands elsewhere and in full. */
function applicationSection(report: Report, group: ApplicationGroup, links: Links): ApplicationSection {
  const changes = group.changes.filter((change) => !isDestructive(change));
  const where = whereIn(group);
  return {
    name: group.name,
    counts: countWords(group, changes),
    heading: "",
    entries: changes.length,
    forms: [
      ...[everyField, fewFields].map((fields) => inFull(changes, { fields, where, report, links })),
      {
        separator: "\n",
        blocks: () =>
          changes.values().map((change) => `- ${[title(change), where(change)].filter(Boolean).join(" · ")}`),
      },
    ],
    left: (count) => `**${amount(count, "more change")} not shown.**`,
    rest: "",
  };
}

/** Environments are told for each change where there are several. */
export function whereIn({ reports }: ApplicationGroup): (change: FoldedChange) => string {
  const several = new Set(reports.map(({ application }) => application.environment)).size > 1;
  return several ? inEnvironments : () => "";
}

/** `24 to update in prod · 1 shown above`, as plain text. */
export function countWords(group: ApplicationGroup, changes: readonly FoldedChange[]): string {
  const environments = unique(changes.flatMap((change) => change.environments));
  const where = environmentWords(environments);
  const above = group.changes.length - changes.length;
  return [
    environments.length > 1 ? amount(changes.length, "change") : changeCounts(countOf(changes)),
    where === "" ? "" : `in ${where}`,
    above > 0 ? `· ${digits(above)} shown above` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function countOf(changes: readonly FoldedChange[]): Readonly<Record<Action, number>> {
  const counts: Record<Action, number> = { delete: 0, replace: 0, forget: 0, update: 0, create: 0, read: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}

/** The fold, or "" when the room does not even hold its first line. */
function renderFold(section: ApplicationSection, { size, limits }: Room): string {
  const open = openFold(section.name, section.counts);
  const body = renderSection(section, { size: size - sizeOf(`${open}\n\n\n\n</details>`, limits), limits });
  return body === "" ? "" : `${open}\n\n${body}\n\n</details>`;
}

export function openFold(name: string, counts: string): string {
  return `<details>\n<summary>${htmlCode(name)} · ${htmlText(counts)}</summary>`;
}
