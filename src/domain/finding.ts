import type { SourceLocation } from "./source.ts";

/** An `error` fails the check; a `warning` and a `notice` are shown and let it pass. */
export type Severity = "error" | "warning" | "notice";

/** Worst first; the order in which findings are shown. */
export const severities = ["error", "warning", "notice"] as const satisfies readonly Severity[];

/** One remark about one place in a file of the change. */
export type Finding = SourceLocation & {
  /** The check that made it: `yaml`, `schema`, `policy`, `secrets`, `render`, `configuration` … */
  readonly check: string;
  /** Stable id of the rule within the check, such as `required-field` or `latest-tag`. */
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence: what is wrong and what to do. Never holds a secret's value. */
  readonly message: string;
  /** Null where the finding is about a file and not about what an application renders from it. */
  readonly application: string | null;
  readonly environment: string | null;
  /** As `resourceName` writes it, or null. */
  readonly resource: string | null;
  /** Where to read more about the rule. */
  readonly link?: string;
  /** What to do about it, when the message alone does not say. */
  readonly remediation?: string;
  /** Set where one certain edit of one line ends the finding. */
  readonly fix?: LineFix;
};

/** Puts one whole line of the finding's file in place of another, both without their line break. */
export type LineFix = { readonly line: number; readonly before: string; readonly after: string };

/** `failed` is the author's to fix; `errored` is ours: the stage could not run. */
export type StageResult =
  | { readonly status: "judged"; readonly findings: readonly Finding[] }
  | { readonly status: "errored"; readonly reason: string };

/** Errors first, then by file and line; equal findings stand together. The order of every report. */
export function byImportance(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareText(a.path, b.path) ||
    a.line - b.line ||
    compareText(a.check, b.check) ||
    compareText(a.rule, b.rule) ||
    compareText(a.resource ?? "", b.resource ?? "") ||
    compareText(a.environment ?? "", b.environment ?? "") ||
    compareText(a.message, b.message)
  );
}

/** By code unit: the same on every machine, unlike a locale's order. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
