import { amount, digits } from "../domain/amount.ts";
import type { Report } from "../domain/report.ts";
import { code, prose } from "./escape.ts";
import { about } from "./finding-section.ts";
import { type FoldedFinding, foldFindings } from "./fold.ts";
import { type Links, sourceLink, whereTheRestIs } from "./links.ts";
import type { Section } from "./section.ts";

/** What is waived, with who answers for it, why, and how long it lasts; what ends soonest first. */
export function waivedSection(report: Report, links: Links): Section {
  const findings = foldFindings(report)
    .filter(({ waiver }) => waiver !== undefined)
    .toSorted((a, b) => (a.waiver?.until ?? 0) - (b.waiver?.until ?? 0));
  const inFull = (finding: FoldedFinding) =>
    `- ${sourceLink(finding, report.head, links)} ${prose(finding.message, 600)}<br>${waiverWords(finding, report.at)}\n  <sub>${about(finding)}</sub>`;
  const inShort = ({ path, line, waiver }: FoldedFinding) =>
    `- ${code(`${path}:${line}`, 160)} ${waiver === undefined ? "" : code(waiver.id)}`;
  return {
    heading: "### Waived",
    entries: findings.length,
    forms: [
      { separator: "\n", blocks: () => findings.values().map(inFull) },
      { separator: "\n", blocks: () => findings.values().map(inShort) },
    ],
    left: (count) => `**${amount(count, "more waived finding")} not shown.**`,
    rest: whereTheRestIs(report, links),
  };
}

/** How many findings count for nothing because the baseline has them, in one sentence. */
export function baselineWords({ findings }: Pick<Report, "findings">): readonly string[] {
  const count = findings.filter(({ baseline }) => baseline !== undefined).length;
  if (count === 0) return [];
  return [`${amount(count, "finding")} of the baseline ${count === 1 ? "is" : "are"} still there.`];
}

function waiverWords({ waiver }: FoldedFinding, at: number): string {
  if (waiver === undefined) return "";
  const { id, owner, until, reason, ticket, endsSoon } = waiver;
  const left = `${endsSoon ? "⚠️ " : ""}${timeLeft(until - at)}`;
  return [
    `Waived by ${code(owner, 60)} until ${day(until)} (${left})`,
    prose(reason, 300),
    ...(ticket === null ? [] : [prose(ticket, 100)]),
    code(id, 40),
  ].join(" · ");
}

/** The last day on which it counts, in UTC. */
export function day(until: number): string {
  return new Date(until - 1).toISOString().slice(0, 10);
}

const hourMs = 60 * 60_000;

/** `30 days left`, `5 hours left`: rounded down, so that nobody counts on more than there is. */
export function timeLeft(ms: number): string {
  const hours = Math.floor(ms / hourMs);
  if (hours >= 48) return `${digits(Math.floor(hours / 24))} days left`;
  if (hours >= 1) return `${amount(hours, "hour")} left`;
  return ms > 0 ? "less than an hour left" : "ended";
}
