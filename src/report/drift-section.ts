import { amount } from "../domain/amount.ts";
import type { Change } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import { hasHappened, inEnvironments, inFull, title } from "./change-text.ts";
import { code } from "./escape.ts";
import { everyField, fewFields } from "./fields.ts";
import { type FoldedChange, foldChanges } from "./fold.ts";
import { type Links, whereTheRestIs } from "./links.ts";
import type { Section } from "./section.ts";

/** What Terraform found changed outside of it, in a fold: it is no part of what the merge does. */
export function driftSection(report: Report, links: Links): Section {
  const changes = driftOf(report);
  const short = (change: FoldedChange) => `- ${title(change, hasHappened)} · ${inApplication(change)}`;
  return {
    heading: `<details>\n<summary>Changed outside of Terraform: ${amount(changes.length, "resource")}</summary>\n\nThis happened already, and is no part of what the merge does.`,
    close: "</details>",
    entries: changes.length,
    forms: [
      ...[everyField, fewFields].map((fields) =>
        inFull(changes, { fields, where: inApplication, verbs: hasHappened, report, links }),
      ),
      { separator: "\n", blocks: () => changes.values().map(short) },
    ],
    left: (count) => `**${amount(count, "more resource")} not shown.**`,
    rest: whereTheRestIs(report, links),
  };
}

function driftOf({ applications }: Report): readonly FoldedChange[] {
  const byName = Map.groupBy(applications, ({ application }) => application.name);
  return [...byName].flatMap(([name, reports]) =>
    foldChanges(
      name,
      reports.map(({ application, plan }) => ({
        environment: application.environment,
        changes: plan.status === "known" ? (plan.drift ?? []).map(happened) : [],
      })),
    ),
  );
}

/** A warning of what a merge would do does not hold for what has happened. */
function happened(change: Change): Change {
  return { ...change, risks: [], reasons: {} };
}

function inApplication(change: FoldedChange): string {
  const where = inEnvironments(change);
  return where === "" ? code(change.application, 200) : `${code(change.application, 200)} in ${where}`;
}
