import { applicationLabel } from "../domain/application.ts";
import { isExcused, type Severity } from "../domain/finding.ts";
import type { Report } from "../domain/report.ts";
import { oneLine, visible } from "./escape.ts";
import { type FoldedFinding, foldFindings } from "./fold.ts";
import { environmentWords } from "./words.ts";

/** One remark on a line, as the Checks API takes it. Plain text: GitHub renders no Markdown here. */
export type Annotation = {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: "failure" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
};

/** Beyond this nobody reads on, and every fifty cost a request. */
export const mostAnnotations = 300;

/** GitHub refuses messages over 64 KB. */
const longestMessage = 8_000;

const level = { error: "failure", warning: "warning", notice: "notice" } as const satisfies Record<
  Severity,
  Annotation["annotation_level"]
>;

/** The findings as annotations, worst first, equal ones of several environments once. */
export function renderAnnotations(report: Report): {
  readonly annotations: readonly Annotation[];
  readonly left: number;
} {
  const findings = foldFindings(report).filter((finding) => !isExcused(finding));
  return {
    annotations: findings.slice(0, mostAnnotations).map(annotation),
    left: Math.max(0, findings.length - mostAnnotations),
  };
}

function annotation(finding: FoldedFinding): Annotation {
  const line = Math.max(1, finding.line);
  return {
    path: finding.path,
    start_line: line,
    end_line: line,
    annotation_level: level[finding.severity],
    title: oneLine(`${finding.check}/${finding.rule}`, 250),
    message: [oneLine(finding.message, longestMessage), ...context(finding)].join("\n\n"),
  };
}

/** What to do, and for which resources and environments the remark holds. */
function context({ remediation, resources, places, link }: FoldedFinding): readonly string[] {
  const where = places.map(({ application, environments }) => placeLabel(application, environments));
  const about = [...resources.slice(0, 10), ...where.slice(0, 10)].map((text) => oneLine(text, 300)).join(" · ");
  return [
    ...(remediation === undefined ? [] : [visible(remediation).slice(0, longestMessage)]),
    ...(about === "" ? [] : [about]),
    ...(link === undefined ? [] : [oneLine(link, 1_000)]),
  ];
}

/** `web (dev and prod)`, or just `web` where environments are not told apart. */
export function placeLabel(application: string, environments: readonly string[]): string {
  const words = environmentWords(environments);
  return words === "" ? application : applicationLabel({ name: application, environment: words });
}
