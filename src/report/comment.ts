import type { Report } from "../domain/report.ts";
import { renderApplicationFolds } from "./application-folds.ts";
import { destructiveSection } from "./destructive-section.ts";
import { findingSection } from "./finding-section.ts";
import { groupApplications } from "./fold.ts";
import { footer, type Links } from "./links.ts";
import { heading, nextSteps, noteSection, previewSection, unjudgedSection } from "./remarks.ts";
import { commentLimits, paragraphs, renderSection, renderSections, sizeOf } from "./section.ts";
import { renderTop } from "./top.ts";

const limits = commentLimits;

/**
 * The one comment a pull request carries, edited in place on every push. Whatever the report's size it is
 * within GitHub's limits; what could not be judged, errors and destructive changes are the last to be cut.
 */
export function renderComment(report: Report, links: Links): string {
  const groups = groupApplications(report);
  const top = paragraphs(heading(report), renderTop(report, groups, { size: 4_000, limits }));
  const bottom = [
    renderSection(previewSection(report, links), { size: 5_000, limits }),
    renderSection(noteSection(report, links), { size: 4_000, limits }),
    nextSteps(report),
    footer(report, links),
  ];
  let room = limits.codePoints - sizeOf([top, ...bottom].join("\n\n"), limits) - 20;
  const spend = (text: string): string => {
    room -= sizeOf(text, limits) + 2;
    return text;
  };
  const critical = renderSections(
    [
      unjudgedSection(report, links),
      findingSection(report, ["error"], links),
      destructiveSection(report, groups, links),
    ],
    { size: room - 2_000, limits },
  ).map(spend);
  const lesser = spend(
    renderSection(findingSection(report, ["warning", "notice"], links), { size: Math.min(12_000, room / 2), limits }),
  );
  const changes = renderApplicationFolds(report, groups, { size: room, limits, links });
  return `${paragraphs(top, ...critical, lesser, changes, ...bottom)}\n`;
}
