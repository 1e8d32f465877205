import type { PolicyProblem } from "../../ports.ts";
import { parseProblems } from "./problems.ts";
import { asWritten, readRegoFile } from "./rego-file.ts";
import { type CompilePorts, runOpa, syntaxFlag } from "./run-opa.ts";

/** One `test_…` rule and what became of it. */
export type PolicyTest = {
  readonly package: string;
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly outcome: "passed" | "failed" | "skipped";
  /** The error it ended with, if any. */
  readonly error: string | null;
};

export type PolicyTestRun =
  | { readonly status: "ran"; readonly tests: readonly PolicyTest[] }
  | { readonly status: "broken"; readonly problems: readonly PolicyProblem[] };

/** Runs the tests among these files with `opa test`. Files that are no Rego are loaded as data. */
export async function runPolicyTests(files: ReadonlyMap<string, string>, ports: CompilePorts): Promise<PolicyTestRun> {
  const written = [...files].map(([path, text]): [string, Buffer] => [
    `policies/${path}`,
    Buffer.from(ready(path, text)),
  ]);
  return ports.workspaces.with(new Map(written), async (directory) => {
    const args = ["test", ...syntaxFlag(ports), "--format", "json", "policies"];
    const { code, stdout, stderr } = await runOpa(args, directory, ports);
    // 2 says that tests failed, and then they are listed as when they pass.
    if (code === 0 || code === 2) return { status: "ran", tests: parseTests(stdout) };
    const problems = parseProblems(stderr.trim() || stdout, directory);
    if (problems.length === 0) throw new Error(`opa test failed: ${stderr.trim() || stdout.trim()}`);
    return { status: "broken", problems };
  });
}

function ready(path: string, text: string): string {
  const file = path.endsWith(".rego") ? readRegoFile(path, text) : undefined;
  return file === undefined ? text : asWritten(file, file.syntax);
}

type OpaTest = {
  readonly location: { readonly file: string; readonly row: number };
  readonly package: string;
  readonly name: string;
  readonly fail?: boolean;
  readonly skip?: boolean;
  readonly error?: { readonly message?: string };
};

function parseTests(stdout: string): readonly PolicyTest[] {
  const tests = JSON.parse(stdout.trim() || "[]") as readonly OpaTest[] | null;
  return (tests ?? []).map((test) => ({
    package: test.package.replace(/^data\./, ""),
    name: test.name,
    path: test.location.file.replace(/^policies\//, ""),
    line: test.location.row,
    outcome: test.fail || test.error ? "failed" : test.skip ? "skipped" : "passed",
    error: test.error?.message ?? null,
  }));
}
