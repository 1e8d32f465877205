import { resourceName } from "../domain/manifest.ts";
import { type Action, actions } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import { code, fence, htmlCode, htmlText, prose } from "./escape.ts";
import { everyField, type FieldLimits, fewFields, fieldLines } from "./fields.ts";
import { type ApplicationGroup, type FoldedChange, isDestructive, unique } from "./fold.ts";
import { type Links, sourceLink, whereTheRestIs } from "./links.ts";
import {
  type Form,
  fairShares,
  type Limits,
  margin,
  type Room,
  renderSection,
  type Section,
  sizeOf,
} from "./section.ts";
import { amount, changeCounts, digits, environmentWords, riskSentence } from "./words.ts";

/** What a reader must not miss: deletes, replacements and whatever carries a risk. */
export function destructiveSection(report: Report, groups: readonly ApplicationGroup[], links: Links): Section {
  const changes = groups
    .flatMap((group) => group.changes.filter(isDestructive))
    .sort((a, b) => actions.indexOf(a.action) - actions.indexOf(b.action));
  const short = (change: FoldedChange) => `- ${title(change)} · ${inApplication(change)}`;
  return {
    heading: "### Destructive or risky changes",
    entries: changes.length,
    forms: [
      ...[everyField, fewFields].map((fields) => inFull(changes, { fields, where: inApplication, report, links })),
      {
        separator: "\n",
        blocks: () => changes.values().map((change) => [short(change), riskWords(change)].filter(Boolean).join(" · ")),
      },
      { separator: "\n", blocks: () => changes.values().map(short) },
    ],
    left: (count) =>
      `**${amount(count, "more destructive or risky change")} not shown: do not merge before reading them.**`,
    rest: whereTheRestIs(report, links),
  };
}

/** The other changes of each application in a fold, as richly as the room allows, or at least counted. */
export function renderApplications(
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
  if (wanted.every((want) => want > margin) && sum(wanted) <= room) return ["### Changes", ...texts].join("\n\n");
  const counted = sections.map(({ name, counts }) => `- ${code(name, 200)} · ${prose(counts, 400)}`);
  const countedSize = Math.min(Math.floor(room / 3), sum(counted.map((line) => sizeOf(line, limits) + 1)));
  return squeeze(sections, wanted, { counted, rest, countedSize, room, limits });
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
const smallestFold = 1_200;

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

function applicationSection(report: Report, group: ApplicationGroup, links: Links): ApplicationSection {
  const changes = group.changes.filter((change) => !isDestructive(change));
  const several = new Set(group.reports.map(({ application }) => application.environment)).size > 1;
  const where = several ? inEnvironments : () => "";
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

/** `24 to update in prod · 1 shown above`, as plain text. */
function countWords(group: ApplicationGroup, changes: readonly FoldedChange[]): string {
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
  const counts: Record<Action, number> = { delete: 0, replace: 0, update: 0, create: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}

/** The fold, or "" when the room does not even hold its first line. */
function renderFold(section: ApplicationSection, { size, limits }: Room): string {
  const open = `<details>\n<summary>${htmlCode(section.name)} · ${htmlText(section.counts)}</summary>`;
  const body = renderSection(section, { size: size - sizeOf(`${open}\n\n\n\n</details>`, limits), limits });
  return body === "" ? "" : `${open}\n\n${body}\n\n</details>`;
}

type Writing = {
  readonly fields: FieldLimits;
  readonly where: (change: FoldedChange) => string;
  readonly report: Report;
  readonly links: Links;
};

function inFull(changes: readonly FoldedChange[], writing: Writing): Form {
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

function title({ action, id }: FoldedChange): string {
  return `**${verb[action]}** ${code(resourceName(id), 300)}`;
}

const verb = { create: "Create", update: "Update", replace: "Replace", delete: "Delete" } as const satisfies Record<
  Action,
  string
>;

function riskWords({ risks }: FoldedChange): string {
  return risks.map((risk) => riskSentence[risk]).join(" ");
}

function inEnvironments({ environments }: FoldedChange): string {
  return prose(environmentWords(environments), 300);
}

function inApplication(change: FoldedChange): string {
  const where = inEnvironments(change);
  return where === "" ? code(change.application, 200) : `${code(change.application, 200)} in ${where}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
