import type { Report } from "../domain/report.ts";
import { shortRevision } from "../domain/revision.ts";
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
  readonly event: "COMMENT" | "REQUEST_CHANGES";
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

/** The findings on lines that the diff shows, worst first; null when there is nothing to say or request. */
export function renderReview(report: Report, diffLines: readonly DiffLines[], links: Links): Review | null {
  const findings = foldFindings(report);
  const shown = report.wishes.reviewComments ? inDiff(findings, diffLines).slice(0, mostComments) : [];
  const event = report.wishes.requestChanges && report.conclusion === "failed" ? "REQUEST_CHANGES" : "COMMENT";
  if (shown.length === 0 && event === "COMMENT") return null;
  const left = findings.length - shown.length;
  const body = shown.length > 0 ? renderBody(shown, left, report, links) : renderRequest(findings, report, links);
  return { body, event, comments: shown.map(reviewComment), left };
}

/**
 * Why what older heads were told stands no longer in the way; null where it still does. A head that could not
 * be judged takes nothing back.
 */
export function renderWithdrawal({ conclusion, wishes, head }: Report): string | null {
  if (conclusion === "passed") return `The check passes at ${shortRevision(head)}.`;
  if (conclusion === "failed" && !wishes.requestChanges) return "The configuration no longer asks for this.";
  return null;
}

function inDiff(findings: readonly FoldedFinding[], diffLines: readonly DiffLines[]): readonly FoldedFinding[] {
  const ranges = new Map(diffLines.map((file) => [file.path, file.ranges]));
  return findings.filter(({ path, line }) =>
    (ranges.get(path) ?? []).some(({ first, last }) => first <= line && line <= last),
  );
}

/** GitHub takes no request for changes without words. */
function renderRequest(findings: readonly FoldedFinding[], report: Report, links: Links): string {
  return `${findingCounts(findings)} in this change. ${whereTheRestIs(report, links)}\n\n${footer(report, links)}\n`;
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
