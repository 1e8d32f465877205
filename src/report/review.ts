import { amount } from "../domain/amount.ts";
import { isExcused } from "../domain/finding.ts";
import type { Report } from "../domain/report.ts";
import { shortRevision } from "../domain/revision.ts";
import type { DiffLines } from "../domain/source.ts";
import { type Effect, effectsOf } from "./effects.ts";
import { prose } from "./escape.ts";
import { about } from "./finding-section.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { type FoldedFinding, foldFindings } from "./fold.ts";
import { footer, type Links, whereTheRestIs } from "./links.ts";
import { paragraphs } from "./section.ts";
import { suggestion } from "./suggestion.ts";
import { findingCounts, severityMark } from "./words.ts";

/** One review of one head. */
export type Review = {
  readonly body: string;
  readonly event: "COMMENT" | "REQUEST_CHANGES";
  /** Each lies in the diff: GitHub refuses a whole review for one line outside it. */
  readonly comments: readonly ReviewComment[];
  /** How many findings are said elsewhere only: outside the diff, or beyond what one review holds. */
  readonly left: number;
};

type ReviewComment = {
  readonly path: string;
  readonly line: number;
  readonly side: "RIGHT";
  readonly body: string;
  /** Equal on every head for the same remark about the same file. */
  readonly fingerprint: string;
};

/** More than this on one pull request is noise; the annotations hold them all. */
const mostComments = 50;

/**
 * The findings on lines that the diff shows, worst first, and how far lines reach that do more than they show;
 * null when there is nothing to say or request.
 */
export function renderReview(report: Report, diffLines: readonly DiffLines[], links: Links): Review | null {
  const findings = foldFindings(report).filter((finding) => !isExcused(finding));
  const isShown = shownBy(diffLines);
  const { reviewComments, effects: wanted, requestChanges } = report.wishes;
  const shown = reviewComments ? findings.filter(({ path, line }) => isShown(path, line)).slice(0, mostComments) : [];
  const { effects } = reviewComments && wanted ? effectsOf(report, isShown, shown) : { effects: [] };
  const event = requestChanges && report.conclusion === "failed" ? "REQUEST_CHANGES" : "COMMENT";
  const comments = [...shown.map(reviewComment), ...effects.map(effectComment)];
  if (comments.length === 0 && event === "COMMENT") return null;
  const left = findings.length - shown.length;
  const body = renderBody({ shown, effects: effects.length, findings, left }, report, links);
  return { body, event, comments, left };
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

function shownBy(diffLines: readonly DiffLines[]): (path: string, line: number) => boolean {
  const ranges = new Map(diffLines.map((file) => [file.path, file.ranges]));
  return (path, line) => (ranges.get(path) ?? []).some(({ first, last }) => first <= line && line <= last);
}

type Said = {
  readonly shown: readonly FoldedFinding[];
  readonly effects: number;
  readonly findings: readonly FoldedFinding[];
  readonly left: number;
};

/** GitHub takes no request for changes without words. */
function renderBody({ shown, effects, findings, left }: Said, report: Report, links: Links): string {
  const rest = whereTheRestIs(report, links);
  const elsewhere = left === 0 ? "" : ` ${amount(left, "more finding")} about other lines: ${lowerFirst(rest)}`;
  const reach = effects === 0 ? "" : reachWords(effects);
  const words =
    shown.length > 0
      ? `${findingCounts(shown)} on the lines of this change.${elsewhere}`
      : findings.length > 0
        ? `${findingCounts(findings)} in this change. ${rest}`
        : "";
  return `${[words, reach].filter(Boolean).join(" ")}\n\n${footer(report, links)}\n`;
}

function reachWords(files: number): string {
  if (files === 1) return "One file changes more than it shows: the comment on it says what.";
  return `${files} files change more than they show: the comments on them say what.`;
}

function reviewComment(finding: FoldedFinding): ReviewComment {
  const remedy = finding.remediation === undefined ? "" : prose(finding.remediation, 2_000);
  const message = `${severityMark[finding.severity]} ${prose(finding.message, 4_000)}`;
  return {
    path: finding.path,
    line: finding.line,
    side: "RIGHT",
    body: `${paragraphs(message, remedy, suggestion(finding), `<sub>${about(finding)}</sub>`)}\n`,
    fingerprint: fingerprintOf(finding),
  };
}

/** One for a file, whatever its line: the file's reach is what is told. */
function effectComment({ path, line, body }: Effect): ReviewComment {
  const print = { check: "report", rule: "effect", path, message: "" };
  return { path, line, side: "RIGHT", body, fingerprint: fingerprintOf(print) };
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
