import type { Report } from "../domain/report.ts";
import { type Annotation, mostAnnotations, renderAnnotations } from "./annotations.ts";
import { renderApplicationFolds } from "./application-folds.ts";
import { destructiveSection } from "./destructive-section.ts";
import { findingSection } from "./finding-section.ts";
import { type ApplicationGroup, groupApplications } from "./fold.ts";
import { footer, type Links } from "./links.ts";
import { nextSteps, noteSection, previewSection, unjudgedSection } from "./remarks.ts";
import { checkRunLimits, paragraphs, renderSection, renderSections, sizeOf } from "./section.ts";
import { renderTop } from "./top.ts";
import { amount, digits, headline } from "./words.ts";

/** What a completed check run shows. An errored report concludes `failure`: nothing weaker blocks a merge. */
export type CheckRunOutput = {
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
  const { annotations, left } = renderAnnotations(report);
  const groups = groupApplications(report);
  return {
    conclusion: report.conclusion === "passed" ? "success" : "failure",
    title: headline(report),
    summary: renderSummary(report, groups, { left, links }),
    text: renderDetails(report, groups, links),
    annotations,
    actions: [rerunAction],
  };
}

function renderSummary(
  report: Report,
  groups: readonly ApplicationGroup[],
  { left, links }: { readonly left: number; readonly links: Links },
): string {
  const top = renderTop(report, groups, { size: 4_000, limits });
  const overflow =
    left === 0
      ? ""
      : `Annotations show the worst ${digits(mostAnnotations)} findings; ${amount(left, "more finding")} left out there.`;
  const bottom = [overflow, nextSteps(report), footer(report, { ...links, detailsUrl: null })];
  const critical = renderSections(
    [
      unjudgedSection(report, inside(links)),
      findingSection(report, ["error"], inside(links)),
      destructiveSection(report, groups, inside(links)),
    ],
    { size: limits.codePoints - sizeOf([top, ...bottom].join("\n\n"), limits) - 20, limits },
  );
  return `${paragraphs(top, ...critical, ...bottom)}\n`;
}

function renderDetails(report: Report, groups: readonly ApplicationGroup[], links: Links): string {
  const own = inside(links);
  const before = renderSection(findingSection(report, ["warning", "notice"], own), { size: 15_000, limits });
  const after = [
    renderSection(previewSection(report, own), { size: 5_000, limits }),
    renderSection(noteSection(report, own), { size: 5_000, limits }),
  ];
  const size = limits.codePoints - sizeOf([before, ...after].join("\n\n"), limits) - 20;
  const text = paragraphs(before, renderApplicationFolds(report, groups, { size, limits, links: own }), ...after);
  return text === "" ? "" : `${text}\n`;
}

/** The check run does not link to itself. */
function inside(links: Links): Links {
  return { ...links, detailsUrl: null };
}
