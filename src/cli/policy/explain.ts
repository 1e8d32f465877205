import { parametersIn } from "../../checks/policy/parameters.ts";
import { nearest } from "../../domain/nearest.ts";
import { messageOf } from "../../errors.ts";
import type { RuleParameter } from "../../ports/policies.ts";
import { exitCode, type Terminal, UsageError } from "../verb.ts";
import { parsePolicyArguments } from "./arguments.ts";
import { type Configured, type GroupedRule, readPolicies, rulesOf } from "./configured.ts";
import { examplesOf, readTests } from "./examples.ts";
import { problemLines } from "./folder.ts";
import { weightOf } from "./weight.ts";

/** Prints everything there is to know about one rule, as a check of this clone would see it. */
export async function explainPolicy(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = parsePolicyArguments(args, {});
  const [id, ...folders] = positionals;
  if (id === undefined) throw new UsageError("Name the rule to explain: fairlead policy explain RULE [DIR]….");
  try {
    const configured = await readPolicies(folders, terminal);
    const { rules, problems } = await rulesOf(configured.groups, terminal);
    if (problems.length > 0) terminal.err(problemLines(problems));
    const found = rules.filter((rule) => isMeant(rule, id));
    if (found.length === 0) throw new UsageError(unknown(id, rules));
    const told = await Promise.all(found.map((rule) => explained(rule, configured)));
    terminal.out(told.join("\n"));
    return problems.length > 0 ? exitCode.failed : exitCode.passed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.err(`${messageOf(error)}\n`);
    return exitCode.errored;
  }
}

/** By its id, as reports write it, or with the check in front as they write that. */
function isMeant({ id, package: name, name: rule }: GroupedRule, asked: string): boolean {
  const wanted = asked.replace(/^policy\//, "");
  return id === wanted || id === asked || `${name}/${rule}` === wanted || `${name}.${rule}` === wanted;
}

function unknown(asked: string, rules: readonly GroupedRule[]): string {
  const ids = rules.map(({ id }) => id);
  const close = nearest(asked, ids) ?? ids.find((id) => id.includes(asked));
  const guess = close === undefined ? "; fairlead policy list shows all of them." : `; did you mean ${close}?`;
  return `There is no rule ${JSON.stringify(asked)}${guess}`;
}

async function explained(rule: GroupedRule, { config }: Configured): Promise<string> {
  const examples = examplesOf(rule, await readTests(rule.group));
  const rows = [
    row("Written in", `${rule.path}:${rule.line} (${rule.source})`),
    row("Severity", weightOf(rule, rule.group, config)),
    ...(rule.profile === null ? [] : [row("Profile", [rule.profile])]),
    ...(rule.parameters.length === 0
      ? []
      : [
          row(
            "Parameters",
            rule.parameters.flatMap((one) => parameter(one, rule)),
          ),
        ]),
    ...(rule.remediation === null ? [] : [row("What to do", [rule.remediation])]),
    ...(rule.link === null ? [] : [row("Read more", [rule.link])]),
  ];
  return [
    `${rule.id}: ${rule.title ?? "it has no title"}\n`,
    ...(rule.description === null ? [] : [`\n${rule.description}\n`]),
    "\n",
    ...rows,
    ...examples.map(({ words, path, line, text }) => `\n${words} (${path}:${line})\n\n${indented(text)}\n`),
  ].join("");
}

function row(name: string, told: string | readonly string[]): string {
  const [first = "", ...rest] = typeof told === "string" ? [told] : told;
  return [`${name.padEnd(12)} ${first}\n`, ...rest.map((line) => `${" ".repeat(13)}${line}\n`)].join("");
}

function parameter(
  { name, type, default: standard, description }: RuleParameter,
  rule: GroupedRule,
): readonly string[] {
  const { settings } = rule.group;
  const set = parametersIn(null, [rule], settings)[rule.id];
  const value =
    typeof set === "object" && set !== null && name in set ? new Map(Object.entries(set)).get(name) : standard;
  const isSet = JSON.stringify(value) !== JSON.stringify(standard);
  const told = isSet
    ? `${JSON.stringify(value)} here, ${JSON.stringify(standard)} by default`
    : JSON.stringify(standard);
  return [`${name} (${type}): ${told}`, ...(description === "" ? [] : [`  ${description}`])];
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${line}`))
    .join("\n");
}
