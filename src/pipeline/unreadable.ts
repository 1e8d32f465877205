import type { Finding } from "../domain/finding.ts";

/**
 * A file that cannot be read is found by the YAML check, and by every render that reads it. That is one mistake:
 * it is said in the words of the YAML check, once for each application that cannot be rendered for it.
 */
export function joinUnreadable(findings: readonly Finding[]): readonly Finding[] {
  const unreadable = Map.groupBy(findings.filter(isUnreadable), ({ path }) => path);
  const joined = new Set<Finding>();
  const others = findings.map((finding) => {
    const same = (unreadable.get(finding.path) ?? []).find((other) => isSameMistake(finding, other));
    if (same === undefined) return finding;
    joined.add(same);
    return { ...same, application: finding.application, environment: finding.environment };
  });
  return others.filter((finding) => !joined.has(finding));
}

function isUnreadable({ check, severity }: Finding): boolean {
  return check === "yaml" && severity === "error";
}

function isSameMistake(rendering: Finding, { line, message }: Finding): boolean {
  return (
    rendering.check === "render" &&
    rendering.severity === "error" &&
    rendering.line === line &&
    rendering.message === message
  );
}
