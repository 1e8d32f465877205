import type { Severity } from "../../domain/finding.ts";
import type { Denial, PolicyRule } from "../../ports/policies.ts";
import { builtInLevel, type PolicySettings } from "./settings.ts";

/** Who asks for the policies: only the repository's own follow `deny` and `warn` of its settings. */
export type Author = "built-in" | "repository" | "operator";

/**
 * What a denial weighs: for built-in rules what the settings say of this rule; then what the denial
 * itself says, then the rule's METADATA, then `deny` or `warn`. Null when it is switched off.
 */
export function severityOfDenial(
  rule: PolicyRule,
  denial: Denial,
  author: Author,
  settings: PolicySettings,
): Severity | null {
  const set = author === "built-in" ? builtInLevel(settings.builtIn, rule) : undefined;
  if (set !== undefined) return asSeverity(set);
  if (rule.severity === "off") return null;
  const own = denial.metadata.severity;
  if (own === "error" || own === "warning" || own === "notice") return own;
  if (rule.severity !== null) return rule.severity;
  const { deny = "error", warn = "warning" } = settings;
  return asSeverity(/^warn(?:_|$)/.test(rule.name) ? warn : deny);
}

/** Whether nothing that the rule says counts: it need not be asked. */
export function isOff(rule: PolicyRule, author: Author, settings: PolicySettings): boolean {
  const set = author === "built-in" ? builtInLevel(settings.builtIn, rule) : undefined;
  return set === undefined ? rule.severity === "off" : asSeverity(set) === null;
}

function asSeverity(level: Severity | "warn" | "off" | false): Severity | null {
  if (level === "off" || level === false) return null;
  return level === "warn" ? "warning" : level;
}
