import type { Finding } from "./finding.ts";

/**
 * An exception that somebody answers for until it ends. Given by a command, or written on the base branch and
 * reviewed there; either way it covers findings by their fingerprints, and so nothing whose substance changed.
 */
export type Waiver = {
  readonly id: string;
  /** As a finding names it, without its check: `latest-tag`. */
  readonly rule: string;
  readonly fingerprints: readonly string[];
  /** Who answers for it: a login, or a team. */
  readonly owner: string;
  readonly reason: string;
  readonly ticket: string | null;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** `command`: given in a comment. `file`: written on the base branch. */
  readonly origin: "command" | "file";
};

/**
 * A fingerprint may be written shortened, to this many characters at least: 128 bits, so that nobody can make a
 * harmless finding and another one that begin alike, and have the first waived for the sake of the second.
 */
export const shortestFingerprint = 32;

/** Whether the waiver covers this finding at that time. */
export function covers(
  waiver: Waiver,
  { rule, fingerprint }: Pick<Finding, "rule" | "fingerprint">,
  now: number,
): boolean {
  if (fingerprint === undefined || waiver.rule !== rule || now >= waiver.until) return false;
  return waiver.fingerprints.some((one) => one.length >= shortestFingerprint && fingerprint.startsWith(one));
}
