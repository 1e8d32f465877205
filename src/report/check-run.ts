import { amount, digits } from "../domain/amount.ts";
import type { Report } from "../domain/report.ts";
import { type Annotation, mostAnnotations, renderAnnotations } from "./annotations.ts";
import { renderApplicationFolds } from "./application-folds.ts";
import { destructiveSection } from "./destructive-section.ts";
import { driftSection } from "./drift-section.ts";
import { matrixSection } from "./environment-matrix.ts";
import { waivedSection } from "./excused.ts";
import { findingSection } from "./finding-section.ts";
import { type ApplicationGroup, groupApplications } from "./fold.ts";
import { footer, type Links } from "./links.ts";
import { nextSteps, noteSection, previewSection, unjudgedSection } from "./remarks.ts";
import { checkRunLimits, paragraphs, renderSection, renderSections, sizeOf } from "./section.ts";
import { foldedTableSection } from "./summary-table.ts";
import { renderTop } from "./top.ts";
import { renderWholePlan } from "./whole-plan.ts";
import { headline } from "./words.ts";

/** What a completed check run shows. An errored report concludes `failure`: nothing weaker blocks a merge. */
type CheckRunOutput = {
  readonly conclusion: "success" | "failure";
  readonly title: string;
  readonly summary: string;
  /** "" when the summary says it all. */
  readonly text: string;
  readonly annotations: readonly Annotation[];
  readonly actions: readonly CheckRunAction[];
};

/** A button on the check run. GitHub takes three, with at most 20, 40 and 20 characters. */
export type CheckRunAction = { readonly label: string; readonly description: string; readonly identifier: string };

/** The button that judges the same head once more. */
export const rerunAction: CheckRunAction = {
  label: "Judge again",
  description: "Judge this commit once more",
  identifier: "rerun",
};

const limits = checkRunLimits;

/** The report as a check run: verdict, errors and destructive changes in the summary, the rest in the text. */
export function renderCheckRun(report: Report, links: Links): CheckRunOutput {
  const { annotations, left: unannotated } = renderAnnotations(report);
  const groups = groupApplications(report);
  return {
    conclusion: report.conclusion === "passed" ? "success" : "failure",
    title: headline(report),
    summary: renderSummary(report, groups, { unannotated, links }),
    text: renderDetails(report, groups, links),
    annotations,
    actions: [rerunAction],
  };
}

function renderSummary(
  report: Report,
  groups: readonly ApplicationGroup[],
  { unannotated, links }: { readonly unannotated: number; readonly links: Links },
): string {
  const top = renderTop(report, groups, { size: 6_000, limits });
  const overflow =
    unannotated === 0
      ? ""
      : `Annotations show the worst ${digits(mostAnnotations)} findings; ${amount(unannotated, "more finding")} left out there.`;
  const bottom = [overflow, nextSteps(report), footer(report, { ...links, detailsUrl: null })];
  const size = limits.codePoints - sizeOf(paragraphs(top, ...bottom), limits) - 40;
  const critical = renderSections(
    [
      unjudgedSection(report, inside(links)),
      findingSection(report, ["error"], inside(links)),
      destructiveSection(report, groups, inside(links)),
    ],
    { size: size - 2_000, limits },
  );
  const left = size - sizeOf(paragraphs(...critical), limits);
  const table = renderSection(foldedTableSection(report, groups), { size: Math.min(left, 12_000), limits });
  return `${paragraphs(top, table, ...critical, ...bottom)}\n`;
}

/** The whole plan while it fits; else what does not stand in the summary, as richly as the room allows. */
function renderDetails(report: Report, groups: readonly ApplicationGroup[], links: Links): string {
  const own = inside(links);
  const [lesser = "", waived = "", matrix = "", ...remarks] = renderSections(
    [
      findingSection(report, ["warning", "notice"], own),
      waivedSection(report, own),
      matrixSection(report, groups, own),
      driftSection(report, own),
      previewSection(report, own),
      noteSection(report, own),
    ],
    { size: limits.codePoints / 2, limits },
  );
  const size = limits.codePoints - sizeOf(paragraphs(lesser, waived, matrix, ...remarks), limits) - 40;
  const changes =
    renderWholePlan(report, groups, { size, limits, links: own }) ??
    renderApplicationFolds(report, groups, { size, limits, links: own });
  const text = paragraphs(lesser, waived, changes, matrix, ...remarks);
  return text === "" ? "" : `${text}\n`;
}

/** The check run does not link to itself. */
function inside(links: Links): Links {
  return { ...links, detailsUrl: null };
}
