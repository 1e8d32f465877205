import { type Finding, isUnreadable } from "../../domain/finding.ts";
import { covers, type Waiver } from "../../domain/waiver.ts";

/**
 * The finding as a notice with the waiver beside it, where one covers it that has not ended; the longest of them.
 * What weighs no more than a notice needs none; what the operator asks for, and what
 * could not be read, has none.
 */
export function waived(
  finding: Finding,
  waivers: readonly Waiver[],
  at: { readonly now: number; readonly warnBefore: number },
): Finding {
  if (finding.severity === "notice" || finding.locked === true || isUnreadable(finding)) return finding;
  const [longest] = waivers.filter((waiver) => covers(waiver, finding, at.now)).toSorted((a, b) => b.until - a.until);
  if (longest === undefined) return finding;
  const { id, owner, reason, ticket, until } = longest;
  const { severity } = finding;
  const endsSoon = until - at.now < at.warnBefore;
  return { ...finding, severity: "notice", waiver: { id, owner, reason, ticket, until, severity, endsSoon } };
}
