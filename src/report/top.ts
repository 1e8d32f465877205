import type { Report } from "../domain/report.ts";
import type { ApplicationGroup } from "./fold.ts";
import { verdict } from "./remarks.ts";
import { paragraphs, type Room, renderSection } from "./section.ts";
import { quietApplications, tableSection } from "./summary-table.ts";
import { amount } from "./words.ts";

/** Verdict and table: what opens the comment and the check run's summary alike. */
export function renderTop(report: Report, groups: readonly ApplicationGroup[], room: Room): string {
  const quiet = quietApplications(report);
  const unchanged = quiet === 0 ? "" : `Not listed: ${amount(quiet, "application")} without findings or changes.`;
  return paragraphs(verdict(report, groups), renderSection(tableSection(report), room), unchanged);
}
