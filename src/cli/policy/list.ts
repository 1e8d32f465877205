import { compilePolicies } from "../../adapters/opa/compile.ts";
import { messageOf } from "../../errors.ts";
import type { PolicyRule } from "../../ports.ts";
import { exitCode, type Terminal, UsageError } from "../verb.ts";
import { builtInFolder, openCompiler, parseFolders, problemLines, readFolder } from "./folder.ts";

type Listed = PolicyRule & { readonly source: string };

/** Prints every rule that can deny, of the built-in policies and of the folders named. */
export async function listPolicies(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseFolders(args, { format: { type: "string", default: "text" } });
  if (values.format !== "text" && values.format !== "json") {
    throw new UsageError(`--format ${JSON.stringify(values.format)} is not known: it is one of text, json.`);
  }
  try {
    const rules = await listRules(positionals, terminal);
    if (rules === undefined) return exitCode.failed;
    terminal.out(values.format === "json" ? `${JSON.stringify(rules, null, 2)}\n` : table(rules));
    return exitCode.passed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.err(`${messageOf(error)}\n`);
    return exitCode.errored;
  }
}

async function listRules(folders: readonly string[], terminal: Terminal): Promise<readonly Listed[] | undefined> {
  const ports = await openCompiler(terminal);
  const rules: Listed[] = [];
  for (const folder of new Set([builtInFolder, ...folders])) {
    const files = await readFolder(folder, terminal.directory);
    const rego = new Map([...files].filter(([path]) => path.endsWith(".rego") && !path.endsWith("_test.rego")));
    const compiled = await compilePolicies(rego, ports);
    if (compiled.status === "broken") {
      terminal.err(problemLines(compiled.problems));
      return undefined;
    }
    const source = folder === builtInFolder ? "built-in" : folder;
    rules.push(...compiled.policies.rules.map((rule) => ({ ...rule, source })));
  }
  return rules.toSorted((a, b) => (a.source + a.id < b.source + b.id ? -1 : 1));
}

function table(rules: readonly Listed[]): string {
  const rows = [
    ["ID", "SEVERITY", "SOURCE", "TITLE"],
    ...rules.map((rule) => [
      rule.id,
      rule.severity ?? (rule.name.startsWith("warn") ? "warning" : "error"),
      rule.source,
      rule.title ?? "",
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
