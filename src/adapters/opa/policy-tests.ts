import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { PolicyTest, PolicyTestRun } from "../../ports/policies.ts";
import { supportedCapabilities } from "./capabilities.ts";
import { defaultParameters } from "./default-parameters.ts";
import { parseProblems } from "./problems.ts";
import { asWritten, readRegoFile } from "./rego-file.ts";
import { type CompilePorts, runOpa, syntaxFlag } from "./run-opa.ts";

/**
 * Runs the tests among these files with `opa test`, over this data. The tests may be a stranger's, so they get no
 * more than policies do: what a build refuses, such as `http.send`, is refused here as well.
 */
export async function runPolicyTests(
  rego: ReadonlyMap<string, string>,
  data: JsonObject,
  ports: CompilePorts,
  /** Only tests whose full name, `data.<package>.<name>`, matches this expression of RE2. */
  only?: string,
): Promise<PolicyTestRun> {
  return withTests({ rego, data }, ports, async (directory) => {
    const args = [...testArguments(ports, only), "--format", "json", "policies"];
    const { code, stdout, stderr } = await runOpa(args, directory, ports);
    // 2 says that tests failed, and then they are listed as when they pass.
    if (code === 0 || code === 2) return { status: "ran", tests: parseTests(stdout) };
    const problems = parseProblems(stderr.trim() || stdout, directory);
    if (problems.length === 0) throw new Error(`opa test failed: ${stderr.trim() || stdout.trim()}`);
    return { status: "broken", problems };
  });
}

export function testArguments(ports: CompilePorts, only: string | undefined): readonly string[] {
  const run = only === undefined ? [] : ["--run", only];
  return ["test", ...syntaxFlag(ports), "--capabilities", "capabilities.json", ...run];
}

/** A folder with the files as OPA reads them in `policies`, and beside it what they may use. */
export async function withTests<T>(
  { rego, data }: { readonly rego: ReadonlyMap<string, string>; readonly data: JsonObject },
  ports: CompilePorts,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const known = await runOpa(["capabilities", "--current"], "/", ports);
  if (known.code !== 0) throw new Error(`opa capabilities failed: ${known.stderr.trim()}`);
  const files: [string, string][] = [...rego].map(([path, text]) => [`policies/${path}`, ready(path, text)]);
  const beside: [string, string][] = [
    ["policies/data.json", JSON.stringify(withParameters(data, defaultParameters(rego)))],
    ["capabilities.json", supportedCapabilities(JSON.parse(known.stdout))],
  ];
  return ports.workspaces.with(new Map([...files, ...beside].map(([path, text]) => [path, Buffer.from(text)])), use);
}

/** The defaults of parameters stand where a check puts them, below what the data says itself. */
function withParameters(data: JsonObject, parameters: JsonObject): JsonObject {
  if (Object.keys(parameters).length === 0) return data;
  const fairlead = isJsonObject(data.fairlead) ? data.fairlead : {};
  return { ...data, fairlead: { parameters, ...fairlead } };
}

function ready(path: string, text: string): string {
  const file = readRegoFile(path, text);
  return file === undefined ? text : asWritten(file, file.syntax);
}

type OpaTest = {
  readonly location: { readonly file: string; readonly row: number };
  readonly package: string;
  readonly name: string;
  readonly fail?: boolean;
  readonly skip?: boolean;
  readonly error?: { readonly message?: string };
  /** Nanoseconds. */
  readonly duration?: number;
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
    milliseconds: (test.duration ?? 0) / 1e6,
  }));
}
