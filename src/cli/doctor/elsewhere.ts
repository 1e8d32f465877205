import type { OperatorPolicies } from "../../config/operator.ts";
import { messageOf } from "../../errors.ts";
import { chartSettings } from "../chart-settings.ts";
import { readOperatorConfig } from "../operator-config.ts";
import type { Terminal } from "../verb.ts";
import { absent, missing, ok, type Row } from "./row.ts";

/** What the operator allows from elsewhere: the hosts of charts and of policies, and where Terraform's plans come from. */
export function examineElsewhere(terminal: Terminal): readonly Row[] {
  return [...chartRows(terminal), ...planRows(terminal), ...policyRows(terminal)];
}

function chartRows({ env, directory }: Terminal): readonly Row[] {
  const charts = chartSettings(env, directory);
  if (!charts.ok) return charts.problems.map((problem) => missing("charts", problem));
  const hosts = charts.allowed.hosts.map(({ host }) => host).join(", ");
  return [
    hosts === ""
      ? absent("charts", "none is fetched from elsewhere: FAIRLEAD_CHART_HOSTS names no host")
      : ok("charts", `may be fetched from ${hosts}`),
  ];
}

function planRows({ env, directory }: Terminal): readonly Row[] {
  if (!env.FAIRLEAD_OPERATOR_CONFIG) return [];
  try {
    const { runners, hcp } = readOperatorConfig(env, directory).terraform;
    const wanted = [
      ...runners.flatMap(({ repository, variablesFrom }) => variablesFrom.map((name) => ({ repository, name }))),
      ...hcp.map(({ repository, tokenFrom }) => ({ repository, name: tokenFrom })),
    ];
    const unset = wanted.filter(({ name }) => !env[name]);
    if (unset.length > 0)
      return unset.map(({ repository, name }) =>
        missing("plans", `${name} is not set, which the plans of ${repository} need`),
      );
    const repositories = [...new Set([...runners, ...hcp].map(({ repository }) => repository))];
    return [ok("plans", `made or fetched for ${repositories.join(", ") || "no repository"}`)];
  } catch (error) {
    return [missing("plans", messageOf(error))];
  }
}

/** A file that cannot be read is told by the plans' row. */
function policyRows({ env, directory }: Terminal): readonly Row[] {
  const policies = operatorPolicies(env, directory);
  if (policies === undefined || policies.hosts.length === 0) return [];
  const unset = policies.hosts.filter(({ tokenFrom }) => tokenFrom !== undefined && !env[tokenFrom]);
  if (unset.length > 0) {
    return unset.map(({ host, tokenFrom }) => missing("policies", `${tokenFrom} is not set, which ${host} needs`));
  }
  const hosts = policies.hosts.map(({ host }) => host).join(", ");
  const required = policies.required.map(({ name }) => name).join(", ");
  return [ok("policies", `may be fetched from ${hosts}${required === "" ? "" : `; required are ${required}`}`)];
}

function operatorPolicies(env: Terminal["env"], directory: string): OperatorPolicies | undefined {
  try {
    return env.FAIRLEAD_OPERATOR_CONFIG ? readOperatorConfig(env, directory).policies : undefined;
  } catch {
    return undefined;
  }
}
