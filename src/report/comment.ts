import type { Report } from "../domain/report.ts";
import { destructiveSection, renderApplications } from "./change-section.ts";
import { findingSection } from "./finding-section.ts";
import { type ApplicationGroup, groupApplications } from "./fold.ts";
import { footer, type Links } from "./links.ts";
import { heading, nextSteps, noteSection, previewSection, unjudgedSection, verdict } from "./remarks.ts";
import { commentLimits, renderSection, renderSections, sizeOf } from "./section.ts";
import { quietApplications, tableSection } from "./summary-table.ts";
import { amount } from "./words.ts";

const limits = commentLimits;

/**
 * The one comment a pull request carries, edited in place on every push. Whatever the report's size it is
 * within GitHub's limits; what could not be judged, errors and destructive changes are the last to be cut.
 */
export function renderComment(report: Report, links: Links): string {
  const groups = groupApplications(report);
  const top = renderTop(report, groups, 4_000);
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
  const changes = renderApplications(report, groups, { size: room, limits, links });
  return `${paragraphs(top, ...critical, lesser, changes, ...bottom)}\n`;
}

/** Heading, verdict and table: what opens the comment and the check run's summary alike. */
export function renderTop(report: Report, groups: readonly ApplicationGroup[], size: number): string {
  const quiet = quietApplications(report);
  const unchanged = quiet === 0 ? "" : `${amount(quiet, "application")} without findings or changes not listed.`;
  return paragraphs(
    heading(report),
    verdict(report, groups),
    renderSection(tableSection(report), { size, limits }),
    unchanged,
  );
}

/** Blocks of Markdown, an empty line between. */
export function paragraphs(...blocks: readonly string[]): string {
  return blocks.filter(Boolean).join("\n\n");
}
