import { byImportance, type Finding } from "../domain/finding.ts";
import { type ApplicationReport, conclude, type Report } from "../domain/report.ts";
import { planDigest } from "./plan/digest.ts";
import type { PlannedApplication } from "./plan-application.ts";
import type { CheckRequest } from "./request.ts";

type Remarks = Pick<Report, "findings" | "errors" | "notes" | "preview" | "wishes" | "untouched">;

/** Puts the stages' answers together, in the order every report has. */
export function assemble(
  request: Pick<CheckRequest, "base" | "head" | "now">,
  planned: readonly PlannedApplication[],
  remarks: Remarks,
): Report {
  const findings = remarks.findings.toSorted(byImportance);
  const failing = new Set(findings.filter(({ severity }) => severity === "error").map(keyOf));
  const applications = planned.map((one) => reportOf(one, failing));
  return {
    conclusion: conclude({ applications, findings, errors: remarks.errors }),
    base: request.base,
    head: request.head,
    applications,
    untouched: remarks.untouched ?? [],
    findings,
    errors: remarks.errors,
    notes: remarks.notes,
    preview: remarks.preview,
    wishes: remarks.wishes,
    at: request.now,
    digest: planDigest(request.base, request.head, applications),
  };
}

/** The report when the head does not merge: nobody can say what such a merge would do. */
export function conflictReport(request: Pick<CheckRequest, "base" | "head" | "now">, paths: readonly string[]): Report {
  const shown = paths.slice(0, 10).join(", ");
  const more = paths.length > 10 ? ` and ${paths.length - 10} more` : "";
  return assemble(request, [], {
    findings: [],
    errors: [`The head does not merge into the base: ${shown}${more} conflict. Resolve the conflicts and push.`],
    notes: [],
    preview: [],
    wishes: { reviewComments: true, effects: true, requestChanges: false },
  });
}

function reportOf(
  { application, plan, errored, awaits }: PlannedApplication,
  failing: ReadonlySet<string>,
): ApplicationReport {
  if (errored !== undefined)
    return { application, status: "errored", reason: errored, ...(awaits && { awaits }), plan };
  const status = failing.has(keyOf({ application: application.name, environment: application.environment }))
    ? "failed"
    : "passed";
  return { application, status, plan };
}

function keyOf({ application, environment }: Pick<Finding, "application" | "environment">): string {
  return JSON.stringify([application, environment]);
}
