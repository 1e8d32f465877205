import type { PolicyProblem } from "../../ports/policies.ts";
import type { Compilation } from "./compiled.ts";
import { parseProblems } from "./problems.ts";
import { type CompilePorts, type Ended, runOpa, syntaxFlag } from "./run-opa.ts";

/** `opa check` names every problem with its line, where `build` stops at some. */
export async function findProblems(
  failed: Ended,
  directory: string,
  ports: CompilePorts,
): Promise<Extract<Compilation, { readonly status: "broken" }>> {
  const check = ["check", ...syntaxFlag(ports), "--capabilities", "capabilities.json", "--format", "json", "policies"];
  const checked = await runOpa(check, directory, ports);
  const problems = [
    ...parseProblems(checked.stdout || checked.stderr, directory),
    ...parseProblems(failed.stderr || failed.stdout, directory),
  ];
  const named = uniqueProblems(problems);
  if (named.length === 0)
    throw new Error(`OPA could not compile the policies: ${failed.stderr.trim() || failed.stdout.trim()}`);
  return broken(named);
}

function uniqueProblems(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.path}:${problem.line}`, problem])).values()];
}

export function broken(problems: readonly PolicyProblem[]): Extract<Compilation, { readonly status: "broken" }> {
  return { status: "broken", problems };
}
