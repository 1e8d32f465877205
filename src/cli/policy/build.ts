import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { compilePolicies } from "../../adapters/opa/compile.ts";
import { messageOf } from "../../errors.ts";
import { exitCode, type Terminal, UsageError } from "../verb.ts";
import { openCompiler, parseFolders, problemLines, readFolder } from "./folder.ts";

/** Compiles a folder to one WebAssembly module. */
export async function buildPolicies(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseFolders(args, { output: { type: "string", short: "o" } });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0 || values.output === undefined) {
    throw new UsageError("Name one folder and the file to write: fairlead policy build DIR -o FILE.");
  }
  const files = await readFolder(folder, terminal.directory);
  const rego = new Map([...files].filter(([path]) => path.endsWith(".rego") && !path.endsWith("_test.rego")));
  try {
    const compiled = await compilePolicies(rego, await openCompiler(terminal));
    if (compiled.status === "broken") {
      terminal.err(problemLines(compiled.problems));
      return exitCode.failed;
    }
    const { wasm, rules } = compiled.policies;
    if (rules.length === 0) throw new UsageError(`${folder} has no deny, warn or violation rule.`);
    await writeFile(resolve(terminal.directory, values.output), wasm);
    terminal.out(`${values.output}: ${rules.length} rules, ${wasm.length} bytes\n`);
    return exitCode.passed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    terminal.err(`${messageOf(error)}\n`);
    return exitCode.errored;
  }
}
