import { type Finding, type Severity, severities } from "../domain/finding.ts";
import type { Change, FieldChange } from "../domain/plan.ts";
import { type ApplicationReport, type Conclusion, countActions, type Report } from "../domain/report.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { JsonReport } from "./json-schema.ts";
import { headline } from "./words.ts";

/** The report for programs, in the shape that `docs/report.schema.json` describes. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(toJson(report), null, 2)}\n`;
}

function toJson(report: Report): JsonReport {
  const { conclusion, base, head, errors, notes, preview, digest } = report;
  return {
    version: 1,
    conclusion,
    base,
    head,
    applications: report.applications.map(applicationJson),
    untouched: (report.untouched ?? []).map(({ name, environment }) => ({ name, environment })),
    findings: report.findings.map(findingJson),
    at: new Date(report.at).toISOString(),
    errors: [...errors],
    notes: [...notes],
    preview: [...preview],
    digest,
    summary: {
      headline: headline(report),
      applications: countStatuses(report.applications),
      changes: countActions(report.applications),
      findings: countSeverities(report.findings),
    },
  };
}

function applicationJson({ application, status, reason, plan }: ApplicationReport): JsonReport["applications"][number] {
  const { name, environment, path, renderer } = application;
  return {
    name,
    environment,
    path,
    renderer,
    status,
    ...(reason === undefined ? {} : { reason }),
    planned: plan.status === "known",
    ...(plan.status === "unknown" ? { planReason: plan.reason } : {}),
    ...(plan.status === "known" && plan.note !== undefined ? { planNote: plan.note } : {}),
    ignored: plan.status === "known" ? plan.ignored : 0,
    changes: plan.status === "known" ? plan.changes.map(changeJson) : [],
    ...(plan.status === "known" && plan.drift !== undefined ? { drift: plan.drift.map(changeJson) } : {}),
  };
}

function changeJson(change: Change): JsonReport["applications"][number]["changes"][number] {
  const { action, apiVersion, id, fields, risks, reasons, movedFrom, imported, sources } = change;
  return {
    action,
    apiVersion,
    kind: id.kind,
    namespace: id.namespace,
    name: id.name,
    fields: fields.map(fieldJson),
    risks: [...risks],
    ...(reasons === undefined ? {} : { reasons: { ...reasons } }),
    ...(movedFrom === undefined ? {} : { movedFrom }),
    ...(imported === undefined ? {} : { imported }),
    sources: sources.map(({ path, line }) => ({ path, line })),
  };
}

function fieldJson({ path, before, after, unknown, replaces, note }: FieldChange) {
  return {
    path,
    before,
    after,
    ...(unknown === undefined ? {} : { unknown }),
    ...(replaces === undefined ? {} : { replaces }),
    ...(note === undefined ? {} : { note }),
  };
}

function findingJson(finding: Finding): JsonReport["findings"][number] {
  const { check, rule, severity, message, path, line, application, environment, resource } = finding;
  const { link, remediation, fix, waiver, baseline, locked } = finding;
  return {
    check,
    rule,
    severity,
    message,
    path,
    line: Math.max(1, line),
    application,
    environment,
    resource,
    ...(link === undefined ? {} : { link }),
    ...(remediation === undefined ? {} : { remediation }),
    ...(fix === undefined ? {} : { fix: { line: fix.line, before: fix.before, after: fix.after } }),
    fingerprint: finding.fingerprint ?? fingerprintOf(finding),
    ...(waiver === undefined ? {} : { waiver: { ...waiver, until: new Date(waiver.until).toISOString() } }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(locked === undefined ? {} : { locked }),
  };
}

function countStatuses(applications: readonly ApplicationReport[]): Record<Conclusion, number> {
  const counts = { passed: 0, failed: 0, errored: 0 };
  for (const { status } of applications) counts[status] += 1;
  return counts;
}

function countSeverities(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, notice: 0 };
  for (const severity of severities) counts[severity] = findings.filter((one) => one.severity === severity).length;
  return counts;
}
