import type { Report } from "../domain/report.ts";
import type { DiffLines } from "../domain/source.ts";
import { prose } from "./escape.ts";
import { about } from "./finding-section.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { type FoldedFinding, foldFindings } from "./fold.ts";
import { footer, type Links, whereTheRestIs } from "./links.ts";
import { amount, findingCounts, severityMark } from "./words.ts";

/** One review of one head. */
export type Review = {
  readonly body: string;
  /** Each lies in the diff: GitHub refuses a whole review for one line outside it. */
  readonly comments: readonly ReviewComment[];
  /** How many findings are said elsewhere only: outside the diff, or beyond what one review holds. */
  readonly left: number;
};

export type ReviewComment = {
  readonly path: string;
  readonly line: number;
  readonly side: "RIGHT";
  readonly body: string;
  /** Equal on every head for the same remark about the same file. */
  readonly fingerprint: string;
};

/** More than this on one pull request is noise; the annotations hold them all. */
const mostComments = 50;

/** The findings on lines that the diff shows, worst first; null when there are none. */
export function renderReview(report: Report, diffLines: readonly DiffLines[], links: Links): Review | null {
  const findings = foldFindings(report);
  const ranges = new Map(diffLines.map((file) => [file.path, file.ranges]));
  const inDiff = findings.filter(({ path, line }) =>
    (ranges.get(path) ?? []).some(({ first, last }) => first <= line && line <= last),
  );
  const shown = inDiff.slice(0, mostComments);
  if (shown.length === 0) return null;
  const left = findings.length - shown.length;
  return { body: renderBody(shown, left, report, links), comments: shown.map(reviewComment), left };
}

function renderBody(shown: readonly FoldedFinding[], left: number, report: Report, links: Links): string {
  const elsewhere =
    left === 0
      ? ""
      : ` ${amount(left, "more finding")} about other lines: ${lowerFirst(whereTheRestIs(report, links))}`;
  return `${findingCounts(shown)} on the lines of this change.${elsewhere}\n\n${footer(report, links)}\n`;
}

function reviewComment(finding: FoldedFinding): ReviewComment {
  const remedy = finding.remediation === undefined ? "" : `\n\n${prose(finding.remediation, 2_000)}`;
  return {
    path: finding.path,
    line: finding.line,
    side: "RIGHT",
    body: `${severityMark[finding.severity]} ${prose(finding.message, 4_000)}${remedy}\n\n<sub>${about(finding)}</sub>\n`,
    fingerprint: fingerprintOf(finding),
  };
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
