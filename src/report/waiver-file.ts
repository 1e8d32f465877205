import { stringify } from "yaml";
import { isExcused, isUnreadable } from "../domain/finding.ts";
import type { Report } from "../domain/report.ts";
import { shortestFingerprint } from "../domain/waiver.ts";
import { day } from "./excused.ts";
import { foldFindings, unique } from "./fold.ts";

const monthMs = 30 * 24 * 60 * 60_000;

/**
 * Entries for the file of waivers: one for each finding that fails or warns, and that may be waived. Owner and
 * reason are for whoever takes them over to write.
 */
export function renderWaiverFile(report: Report): string {
  const open = report.findings.filter(
    (one) => one.severity !== "notice" && one.locked !== true && !isUnreadable(one) && !isExcused(one),
  );
  const folded = foldFindings({ findings: open, applications: report.applications });
  const waivers = folded.map(({ check, rule, resources, path, line, message }) => ({
    rule: `${check}/${rule}`,
    resource: resources.length > 0 ? resources.join(", ") : path,
    fingerprints: unique(
      open
        .filter(
          (one) =>
            one.check === check &&
            one.rule === rule &&
            one.path === path &&
            one.line === line &&
            one.message === message,
        )
        .flatMap(({ fingerprint }) => fingerprint?.slice(0, shortestFingerprint) ?? []),
    ),
    owner: "",
    reason: "",
    until: day(report.at + monthMs + 1),
  }));
  return stringify({ waivers }, { lineWidth: 0 });
}
