import type { Severity } from "../domain/finding.ts";
import type { Report } from "../domain/report.ts";
import { placeLabel } from "./annotations.ts";
import { visible } from "./escape.ts";
import { type FoldedFinding, foldFindings } from "./fold.ts";
import { headline } from "./words.ts";

const command = { error: "error", warning: "warning", notice: "notice" } as const satisfies Record<Severity, string>;

/**
 * The findings as workflow commands, for a run of `fairlead check` inside GitHub Actions. Escaping as
 * actions/toolkit does it: `%`, line breaks, and in properties `:` and `,` as well.
 */
export function renderGitHubAnnotations(report: Report): string {
  const reasons = [
    ...report.errors,
    ...report.applications.flatMap(({ application, reason }) =>
      reason === undefined ? [] : [`${placeLabel(application.name, [application.environment])}: ${reason}`],
    ),
  ];
  const lines = [
    ...reasons.map((reason) => `::error title=${property("Could not be judged")}::${text(reason)}`),
    ...foldFindings(report).map(annotation),
  ];
  return [...lines, text(headline(report)), ""].join("\n");
}

function annotation({ severity, path, line, check, rule, message, places }: FoldedFinding): string {
  const where = places.map(({ application, environments }) => placeLabel(application, environments)).join(", ");
  const title = `${check}/${rule}${where === "" ? "" : ` in ${where}`}`;
  const properties = `file=${property(path)},line=${Math.max(1, line)},title=${property(title)}`;
  return `::${command[severity]} ${properties}::${text(message)}`;
}

function text(value: string): string {
  return visible(value).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(value: string): string {
  return text(value).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
