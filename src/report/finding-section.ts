import { amount } from "../domain/amount.ts";
import { isExcused, type Severity } from "../domain/finding.ts";
import type { Report } from "../domain/report.ts";
import { code, link, prose } from "./escape.ts";
import { type FoldedFinding, foldFindings } from "./fold.ts";
import { type Links, sourceLink, whereTheRestIs } from "./links.ts";
import type { Section } from "./section.ts";
import { enumerate, environmentWords } from "./words.ts";

/** The findings of these severities, each in full while there is room. */
export function findingSection(report: Report, severities: readonly Severity[], links: Links): Section {
  const findings = foldFindings({
    findings: report.findings.filter((one) => severities.includes(one.severity) && !isExcused(one)),
    applications: report.applications,
  });
  const present = severities.filter((one) => findings.some(({ severity }) => severity === one));
  const noun = present.length === 1 ? (present[0] ?? "finding") : "finding";
  const title = enumerate(present.map((severity) => `${severity}s`));
  return {
    heading: `### ${title.slice(0, 1).toUpperCase()}${title.slice(1)}`,
    entries: findings.length,
    forms: [
      { separator: "\n", blocks: () => findings.values().map((finding) => inFull(finding, report, links)) },
      { separator: "\n", blocks: () => findings.values().map(inShort) },
      { separator: "\n", blocks: () => findings.values().map(place) },
    ],
    left: (count) => `**${amount(count, `more ${noun}`)} not shown.**`,
    rest: whereTheRestIs(report, links),
  };
}

function inFull(finding: FoldedFinding, report: Report, links: Links): string {
  const remedy = finding.remediation === undefined ? "" : ` ${prose(finding.remediation, 500)}`;
  return `- ${sourceLink(finding, report.head, links)} ${prose(finding.message, 1_000)}${remedy}\n  <sub>${about(finding)}</sub>`;
}

function inShort({ path, line, message }: FoldedFinding): string {
  return `- ${code(`${path}:${line}`, 160)} ${prose(message, 160)}`;
}

function place({ path, line, check, rule }: FoldedFinding): string {
  return `- ${code(`${path}:${line}`, 300)} ${code(`${check}/${rule}`, 200)}`;
}

/** Which rule, about what, and where it holds. */
export function about(finding: FoldedFinding): string {
  const [resource, ...others] = finding.resources;
  return [
    link(code(`${finding.check}/${finding.rule}`, 200), finding.link),
    ...(resource === undefined ? [] : [code(resource, 200) + (others.length > 0 ? ` and ${others.length} more` : "")]),
    ...placeWords(finding),
  ].join(" · ");
}

/** `web in dev and prod`; nothing for a finding about a file alone. */
function placeWords({ places }: Pick<FoldedFinding, "places">): readonly string[] {
  const shown = places.slice(0, 4).map(({ application, environments }) => {
    const where = environmentWords(environments);
    return where === "" ? code(application, 100) : `${code(application, 100)} in ${prose(where, 200)}`;
  });
  const left = places.length - shown.length;
  return left > 0 ? [...shown, amount(left, "more application")] : shown.length === 0 ? [] : [enumerate(shown)];
}
