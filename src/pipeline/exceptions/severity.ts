import type { Environment, RepositoryConfig } from "../../config/schema.ts";
import { type Finding, isUnreadable, type Severity } from "../../domain/finding.ts";

/**
 * What a finding weighs by the configuration: the first rule that matches, of its environment and then of all,
 * and no more than either ceiling. Null when it is switched off. What the operator asks for stays as it is.
 */
export function weighed(
  finding: Finding,
  { severity, environments }: Pick<RepositoryConfig, "severity" | "environments">,
): Finding | null {
  if (finding.locked === true || isUnreadable(finding)) return finding;
  const own = environments.find(({ name }) => name === finding.environment)?.severity;
  const set = [own, severity].flatMap((one) => levelIn(one?.rules ?? {}, finding) ?? [])[0];
  if (set === "off" || set === false) return null;
  const weight = set === undefined ? finding.severity : asSeverity(set);
  return withSeverity(finding, lowest([weight, own?.ceiling, severity.ceiling]));
}

type Level = Environment["severity"]["rules"][string];

function levelIn(rules: Readonly<Record<string, Level>>, { check, rule }: Finding): Level | undefined {
  return Object.entries(rules).find(([pattern]) => matches(pattern, `${check}/${rule}`))?.[1];
}

/** `*` stands for any part, slashes too: rules of admission engines have some. */
function matches(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return name === pattern;
  let at = first.length;
  if (!name.startsWith(first)) return false;
  for (const [index, part] of rest.entries()) {
    const found = index === rest.length - 1 ? name.length - part.length : name.indexOf(part, at);
    if (found < at || !name.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return true;
}

function asSeverity(level: Severity | "warn"): Severity {
  return level === "warn" ? "warning" : level;
}

const weights = { notice: 0, warning: 1, error: 2 } as const satisfies Record<Severity, number>;

function lowest(levels: readonly (Severity | "warn" | undefined)[]): Severity {
  const given = levels.flatMap((level) => (level === undefined ? [] : [asSeverity(level)]));
  return given.toSorted((a, b) => weights[a] - weights[b])[0] ?? "error";
}

function withSeverity(finding: Finding, severity: Severity): Finding {
  return severity === finding.severity ? finding : { ...finding, severity };
}
