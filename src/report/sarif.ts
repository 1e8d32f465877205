import type { LineFix, Severity } from "../domain/finding.ts";
import type { Report } from "../domain/report.ts";
import { placeLabel } from "./annotations.ts";
import { urlPath, visible } from "./escape.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { type FoldedFinding, foldFindings } from "./fold.ts";

const level = { error: "error", warning: "warning", notice: "note" } as const satisfies Record<Severity, string>;

/**
 * The findings as SARIF 2.1.0 (OASIS), as code scanning takes it in. What could not be judged is a
 * notification of a run that was not successful, so that it cannot be read as "no results".
 */
export function renderSarif(report: Report, version: string): string {
  const findings = foldFindings(report);
  const rules = [...new Map(findings.map((finding) => [ruleId(finding), finding])).values()];
  const indexes = new Map(rules.map((rule, index) => [ruleId(rule), index]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Fairlead", semanticVersion: version, rules: rules.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        invocations: [invocationOf(report)],
        results: findings.map((finding) => resultOf(finding, indexes.get(ruleId(finding)) ?? 0)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleId({ check, rule }: FoldedFinding): string {
  return `${check}/${rule}`;
}

function ruleOf(finding: FoldedFinding) {
  const { link, severity, remediation } = finding;
  return {
    id: ruleId(finding),
    defaultConfiguration: { level: level[severity] },
    ...(link !== undefined && URL.canParse(link) ? { helpUri: link } : {}),
    ...(remediation === undefined ? {} : { help: { text: visible(remediation) } }),
  };
}

function resultOf(finding: FoldedFinding, ruleIndex: number) {
  const { severity, message, path, line, places } = finding;
  const where = places.map(({ application, environments }) => placeLabel(application, environments));
  return {
    ruleId: ruleId(finding),
    ruleIndex,
    level: level[severity],
    message: { text: visible(where.length === 0 ? message : `${message} [${where.join(", ")}]`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: urlPath(path), uriBaseId: "%SRCROOT%" },
          region: { startLine: Math.max(1, line) },
        },
      },
    ],
    ...(finding.fix === undefined ? {} : { fixes: [fixOf(finding.path, finding.fix)] }),
    partialFingerprints: { "fairlead/v1": fingerprintOf(finding) },
    ...suppressionOf(finding),
  };
}

/** SARIF 2.1.0, 3.35: `external` is kept outside the code that it is about. */
function suppressionOf({ waiver, baseline }: FoldedFinding) {
  if (waiver !== undefined) return { suppressions: [{ kind: "external", justification: visible(waiver.reason) }] };
  return baseline === undefined ? {} : { suppressions: [{ kind: "external", justification: "baseline" }] };
}

function fixOf(path: string, { line, after }: LineFix) {
  return {
    description: { text: "Replace the line." },
    artifactChanges: [
      {
        artifactLocation: { uri: urlPath(path), uriBaseId: "%SRCROOT%" },
        replacements: [
          {
            // From the line's first column to the next line's: the whole line, whatever its length.
            deletedRegion: { startLine: line, startColumn: 1, endLine: line + 1, endColumn: 1 },
            insertedContent: { text: `${after}\n` },
          },
        ],
      },
    ],
  };
}

function invocationOf(report: Report) {
  const reasons = [...report.errors, ...report.applications.flatMap(({ reason }) => reason ?? [])];
  return {
    executionSuccessful: report.conclusion !== "errored",
    ...(reasons.length === 0
      ? {}
      : {
          toolExecutionNotifications: reasons.map((reason) => ({ level: "error", message: { text: visible(reason) } })),
        }),
  };
}
