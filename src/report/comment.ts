import type { Report } from "../domain/report.ts";
import { renderApplicationFolds } from "./application-folds.ts";
import { destructiveSection } from "./destructive-section.ts";
import { driftSection } from "./drift-section.ts";
import { matrixSection } from "./environment-matrix.ts";
import { waivedSection } from "./excused.ts";
import { findingSection } from "./finding-section.ts";
import { groupApplications } from "./fold.ts";
import { footer, type Links } from "./links.ts";
import { heading, nextSteps, noteSection, previewSection, unjudgedSection } from "./remarks.ts";
import { commentLimits, paragraphs, renderSections, sizeOf } from "./section.ts";
import { foldedTableSection } from "./summary-table.ts";
import { renderTop } from "./top.ts";

const limits = commentLimits;

/** What is left to everything else however much could not be judged, fails or is destructive. */
const roomBesides = 6_000;

/**
 * The one comment a pull request carries, edited in place on every push. Whatever the report's size it is
 * within GitHub's limits; what could not be judged, errors and destructive changes are the last to be cut.
 */
export function renderComment(report: Report, links: Links): string {
  const groups = groupApplications(report);
  const top = paragraphs(heading(report), renderTop(report, groups, { size: 6_000, limits }));
  const bottom = [nextSteps(report), footer(report, links)];
  let room = limits.codePoints - sizeOf(paragraphs(top, ...bottom), limits) - 40;
  const spend = (texts: readonly string[]): readonly string[] => {
    for (const text of texts) room -= sizeOf(text, limits) + 2;
    return texts;
  };
  const critical = spend(
    renderSections(
      [
        unjudgedSection(report, links),
        findingSection(report, ["error"], links),
        destructiveSection(report, groups, links),
      ],
      { size: room - roomBesides, limits },
    ),
  );
  const [table = "", lesser = "", waived = "", matrix = "", ...remarks] = spend(
    renderSections(
      [
        foldedTableSection(report, groups),
        findingSection(report, ["warning", "notice"], links),
        waivedSection(report, links),
        matrixSection(report, groups, links),
        driftSection(report, links),
        previewSection(report, links),
        noteSection(report, links),
      ],
      { size: Math.max(room / 2, roomBesides - 2_000), limits },
    ),
  );
  const changes = renderApplicationFolds(report, groups, { size: room, limits, links });
  return `${paragraphs(top, table, ...critical, lesser, waived, changes, matrix, ...remarks, ...bottom)}\n`;
}
