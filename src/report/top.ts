import type { Report } from "../domain/report.ts";
import type { ApplicationGroup } from "./fold.ts";
import { verdict } from "./remarks.ts";
import { paragraphs, type Room, renderSection } from "./section.ts";
import { quietWords, tableSection } from "./summary-table.ts";

/** Verdict and table: what opens the comment and the check run's summary alike. */
export function renderTop(report: Report, groups: readonly ApplicationGroup[], room: Room): string {
  return paragraphs(
    verdict(report, groups),
    renderSection(tableSection(report, groups), room),
    quietWords(report, groups),
  );
}
