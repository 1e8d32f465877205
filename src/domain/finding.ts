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
  /**
   * What the remark is about beyond its words, such as the value of the field in canonical form, or a digest of it.
   * When it changes, the finding is another one: a waiver given before does not cover it. Never a secret's value.
   */
  readonly substance?: string;
  /** The operator asks for it: no setting of the repository lowers it, and no baseline covers it. */
  readonly locked?: true;
  /** What makes it the same finding on another revision: set once all checks have answered. */
  readonly fingerprint?: string;
  /** Set where it would weigh more, and somebody answers for it for a while. */
  readonly waiver?: AppliedWaiver;
  /** Set where it would weigh more, and the baseline on the base branch has it. */
  readonly baseline?: Severity;
};

/** A waiver as it stands beside a finding: who answers for it, why, and until when. */
export type AppliedWaiver = {
  readonly id: string;
  readonly owner: string;
  readonly reason: string;
  readonly ticket: string | null;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** How much the finding would weigh without it. */
  readonly severity: Severity;
  /** It is time to end what it excuses, or to ask anew. */
  readonly endsSoon: boolean;
};

const unreadable: ReadonlySet<string> = new Set(["configuration", "render", "yaml"]);

/** What could not be read or rendered is nobody's to lower or excuse: nobody knows what else is wrong there. */
export function isUnreadable({ check }: Pick<Finding, "check">): boolean {
  return unreadable.has(check);
}

/** Whether somebody answers for a finding, or the baseline has it: it is told apart from what is new. */
export function isExcused({ waiver, baseline }: Pick<Finding, "waiver" | "baseline">): boolean {
  return waiver !== undefined || baseline !== undefined;
}

/** Puts one whole line of the finding's file in place of another, both without their line break. */
export type LineFix = { readonly line: number; readonly before: string; readonly after: string };

/** `failed` is the author's to fix; `errored` is ours: the stage could not run. */
export type StageResult =
  | {
      readonly status: "judged";
      readonly findings: readonly Finding[];
      /** What rules that the change brings would say once it is merged, in a sentence each; they are not obeyed here. */
      readonly preview?: readonly string[];
      /** What was seen and could not be evaluated, in a sentence each. */
      readonly notes?: readonly string[];
    }
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
