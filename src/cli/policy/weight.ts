import { builtInLevel } from "../../checks/policy/settings.ts";
import { severityOfDenial } from "../../checks/policy/severity.ts";
import type { RepositoryConfig } from "../../config/schema.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import { weighed } from "../../pipeline/exceptions/severity.ts";
import type { PolicyRule } from "../../ports/policies.ts";
import type { PolicyGroup } from "./configured.ts";

/** How much a rule's findings weigh here, and why: first what counts, then what it comes from. */
export function weightOf(rule: PolicyRule, group: PolicyGroup, config: RepositoryConfig): readonly string[] {
  const denial = { package: rule.package, rule: rule.name, message: "", pointer: null, metadata: {} };
  const own = severityOfDenial(rule, denial, group.author, group.settings);
  const here = weightIn(null, rule, own, group, config);
  const elsewhere = config.environments
    .map(({ name }) => ({ name, weight: weightIn(name, rule, own, group, config) }))
    .filter(({ weight }) => weight !== here);
  const why = whyOwn(rule, group);
  return [
    here === (own ?? "off")
      ? `${here}: ${why}`
      : `${here}: its severity in the configuration; ${own ?? "off"} before, as ${why}`,
    ...(group.author === "operator" ? ["the operator asks for it: no setting of the repository changes it"] : []),
    ...elsewhere.map(({ name, weight }) => `${weight} in ${name}: the severity of that environment`),
  ];
}

function weightIn(
  environment: string | null,
  { id }: PolicyRule,
  own: Severity | null,
  { author }: PolicyGroup,
  config: RepositoryConfig,
): Severity | "off" {
  if (own === null) return "off";
  const finding: Finding = {
    check: "policy",
    rule: id,
    severity: own,
    message: "",
    path: "",
    line: 1,
    application: null,
    environment,
    resource: null,
    ...(author === "operator" && { locked: true }),
  };
  return weighed(finding, config)?.severity ?? "off";
}

function whyOwn(rule: PolicyRule, { author, settings }: PolicyGroup): string {
  const set = author === "built-in" ? builtInLevel(settings.builtIn, rule) : undefined;
  if (set !== undefined) return `checks.policy.builtIn says so, its METADATA says ${rule.severity ?? "nothing"}`;
  if (rule.severity !== null) return "its METADATA says so";
  const setting = /^warn(?:_|$)/.test(rule.name) ? "warn" : "deny";
  return settings[setting] === undefined
    ? `it is called ${rule.name}, and its METADATA says nothing`
    : `checks.policy.${setting} says so, its METADATA nothing`;
}
