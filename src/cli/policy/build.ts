import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { compilePolicies } from "../../adapters/opa/compile.ts";
import { messageOf } from "../../errors.ts";
import type { PolicyProblem } from "../../ports/policies.ts";
import { exitCode, type Terminal, UsageError } from "../verb.ts";
import { parsePolicyArguments } from "./arguments.ts";
import { readPolicies } from "./configured.ts";
import { openCompiler, problemLines, readFolder } from "./folder.ts";

/** Compiles a folder, or what a check of this clone would load of the repository's, to one WebAssembly module. */
export async function buildPolicies(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parsePolicyArguments(args, { output: { type: "string", short: "o" } });
  const [folder, ...more] = positionals;
  if (more.length > 0 || values.output === undefined) {
    throw new UsageError("Name at most one folder, and the file to write: fairlead policy build [DIR] -o FILE.");
  }
  try {
    const { rego: files, problems } = await policiesOf(folder, terminal);
    if (problems.length > 0) return refused(problems, terminal);
    const rego = new Map([...files].filter(([path]) => !path.endsWith("_test.rego")));
    const compiled = await compilePolicies(rego, await openCompiler(terminal));
    if (compiled.status === "broken") return refused(compiled.problems, terminal);
    const { wasm, rules } = compiled.policies;
    if (rules.length === 0) throw new UsageError(`${folder ?? "The repository"} has no deny, warn or violation rule.`);
    await writeFile(resolve(terminal.directory, values.output), wasm);
    terminal.out(`${values.output}: ${rules.length} rules, ${wasm.length} bytes\n`);
    return exitCode.passed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.err(`${messageOf(error)}\n`);
    return exitCode.errored;
  }
}

async function policiesOf(folder: string | undefined, terminal: Terminal) {
  if (folder !== undefined) return readFolder(folder, terminal.directory);
  const { groups } = await readPolicies([], terminal);
  const own = groups.find(({ author }) => author === "repository");
  if (own !== undefined) return own.policies;
  throw new UsageError("The repository has no policies of its own; name a folder: fairlead policy build DIR -o FILE.");
}

function refused(problems: readonly PolicyProblem[], terminal: Terminal): number {
  terminal.err(problemLines(problems));
  return exitCode.failed;
}
