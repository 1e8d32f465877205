import { messageOf } from "../../errors.ts";
import { oneOf } from "../options.ts";
import { exitCode, type Terminal, UsageError } from "../verb.ts";
import { parsePolicyArguments } from "./arguments.ts";
import { type GroupedRule, readPolicies, rulesOf } from "./configured.ts";
import { problemLines } from "./folder.ts";

/** Prints every rule that can deny: the built-in ones, and those of the folders named or that a check would load. */
export async function listPolicies(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parsePolicyArguments(args, { format: { type: "string", default: "text" } });
  const format = oneOf("--format", values.format, ["text", "json"]);
  try {
    const { groups } = await readPolicies(positionals, terminal);
    const { rules, problems } = await rulesOf(groups, terminal);
    if (problems.length > 0) {
      terminal.err(problemLines(problems));
      return exitCode.failed;
    }
    const sorted = rules.toSorted((a, b) => (a.source + a.id < b.source + b.id ? -1 : 1));
    terminal.out(format === "json" ? asJson(sorted) : table(sorted));
    return exitCode.passed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.err(`${messageOf(error)}\n`);
    return exitCode.errored;
  }
}

function asJson(rules: readonly GroupedRule[]): string {
  return `${JSON.stringify(
    rules.map(({ group: _group, ...rule }) => rule),
    null,
    2,
  )}\n`;
}

function table(rules: readonly GroupedRule[]): string {
  const rows = [
    ["ID", "SEVERITY", "SOURCE", "PARAMETERS", "TITLE"],
    ...rules.map((rule) => [
      rule.id,
      rule.severity ?? (rule.name.startsWith("warn") ? "warning" : "error"),
      rule.source,
      rule.parameters.map(({ name }) => name).join(",") || "-",
      rule.title ?? "",
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
