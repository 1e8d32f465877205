import { amount } from "../domain/amount.ts";
import { actions } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import { inEnvironments, inFull, riskWords, title } from "./change-text.ts";
import { code } from "./escape.ts";
import { everyField, fewFields } from "./fields.ts";
import { type ApplicationGroup, type FoldedChange, isDestructive } from "./fold.ts";
import { type Links, whereTheRestIs } from "./links.ts";
import type { Section } from "./section.ts";

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

function inApplication(change: FoldedChange): string {
  const where = inEnvironments(change);
  return where === "" ? code(change.application, 200) : `${code(change.application, 200)} in ${where}`;
}
