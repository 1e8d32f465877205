import type { Severity } from "../../domain/finding.ts";

/** Something wrong with one field of one manifest, before it is known where the field is written. */
export type Problem = {
  /** JSON pointer (RFC 6901) of the field, or of the object that lacks it. */
  readonly pointer: string;
  readonly rule: string;
  readonly message: string;
  /** As the check's setting says when absent. */
  readonly severity?: Severity;
  /** Set where a name is almost that of something known. */
  readonly near?: true;
  /** Set where one word in place of another on the field's line is certain to mend it. */
  readonly edit?: { readonly what: "key" | "value"; readonly from: string; readonly to: string };
};

/**
 * A problem with an engine's object, whose release may be newer than what is known of it here and know fields and
 * values more. A name that is almost a known one is a mistake in every release.
 */
export function asOfNewerRelease(problem: Problem): Problem {
  const mayBeNew = problem.rule === "unknown-field" || problem.rule === "allowed-value";
  return mayBeNew && problem.near !== true ? { ...problem, severity: "warning" } : problem;
}
