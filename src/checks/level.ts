import type { Severity } from "../domain/finding.ts";

/** How much a check's findings weigh. YAML reads an unquoted `off` as false. */
export type Level = "error" | "warn" | "notice" | "off" | false;

export const levels = ["error", "warn", "notice", "off", false] as const satisfies readonly Level[];

/** The severity that a level gives to findings; null when the check is switched off. */
export function severityOf(level: Level): Severity | null {
  if (level === false || level === "off") return null;
  return level === "warn" ? "warning" : level;
}

const weight = { notice: 0, warning: 1, error: 2 } as const satisfies Record<Severity, number>;

/** A finding's own severity, lowered to what the level allows. */
export function atMost(own: Severity, limit: Severity): Severity {
  return weight[own] <= weight[limit] ? own : limit;
}
