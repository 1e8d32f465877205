import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type OperatorConfig, parseOperatorConfig } from "../config/operator.ts";
import { messageOf, TerminalError } from "../errors.ts";

/**
 * The operator's file that `FAIRLEAD_OPERATOR_CONFIG` names; all defaults without one. Throws a `TerminalError`
 * that names everything that is wrong with it, with its line.
 */
export function readOperatorConfig(
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
): OperatorConfig {
  const path = env.FAIRLEAD_OPERATOR_CONFIG;
  const parsed = parseOperatorConfig(path ? readText(resolve(directory, path)) : "");
  if (parsed.ok) return parsed.config;
  const problems = parsed.problems.map(({ line, message }) => `${path}:${line}: ${message}`);
  throw new TerminalError(`FAIRLEAD_OPERATOR_CONFIG cannot be used: ${problems.join("; ")}`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new TerminalError(`FAIRLEAD_OPERATOR_CONFIG names a file that cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
}
