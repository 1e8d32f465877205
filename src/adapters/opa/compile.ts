import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PolicyProblem, ToolOutcome, Tools, Workspaces } from "../../ports.ts";
import { type Annotation, describeRule } from "./annotations.ts";
import { fileOfBundle } from "./bundle.ts";
import { supportedCapabilities } from "./capabilities.ts";
import type { Compilation } from "./compiled.ts";
import { type Entry, entryModule, entryPackage } from "./entry.ts";
import { parseProblems } from "./problems.ts";
import { asWritten, mayDeny, type RegoFile, readRegoFile } from "./rego-file.ts";

/** `version` is that of the OPA that will be run. */
export type CompilePorts = {
  readonly version: string;
  readonly tools: Tools;
  readonly workspaces: Workspaces;
  readonly signal?: AbortSignal;
};

/**
 * Compiles Rego files to one module. Both syntaxes of Rego load side by side. Rejects when OPA itself
 * cannot be run; what is wrong with the policies comes back as problems.
 */
export async function compilePolicies(sources: ReadonlyMap<string, string>, ports: CompilePorts): Promise<Compilation> {
  const read = [...sources].map(([path, text]) => ({ path, file: readRegoFile(path, text) }));
  const unread = read.filter(({ file }) => file === undefined);
  if (unread.length > 0) return broken(unread.map(({ path }) => ({ path, line: 1, message: noPackage })));
  const files = read.flatMap(({ file }) => (file === undefined ? [] : [file]));
  const taken = files.filter((file) => file.package[0] === entryPackage);
  if (taken.length > 0) return broken(taken.map(({ path }) => ({ path, line: 1, message: packageTaken })));
  return compileFiles(files, ports);
}

const noPackage = "There is no package statement: begin the file with one, such as `package main`.";

const packageTaken = `The package ${entryPackage} is Fairlead's own: choose another name.`;

async function compileFiles(files: readonly RegoFile[], ports: CompilePorts): Promise<Compilation> {
  const first = await build(files, ports);
  if (first.status === "compiled") return first;
  // The syntax of a file was a guess: where it does not compile, the other may.
  const failing = new Set(first.problems.map(({ path }) => path));
  const turned = files.map((file) => (failing.has(file.path) ? other(file) : file));
  const second = await build(turned, ports);
  return second.status === "compiled" ? second : first;
}

function other(file: RegoFile): RegoFile {
  return { ...file, syntax: file.syntax === "v1" ? "v0" : "v1" };
}

async function build(files: readonly RegoFile[], ports: CompilePorts): Promise<Compilation> {
  const capabilities = supportedCapabilities(JSON.parse(await opa(["capabilities", "--current"], "/", ports)));
  const written = files.map((file): [string, Buffer] => [
    `policies/${file.path}`,
    Buffer.from(asWritten(file, file.syntax)),
  ]);
  const workspace = new Map<string, Buffer>([...written, ["capabilities.json", Buffer.from(capabilities)]]);
  return ports.workspaces.with(workspace, async (directory) => {
    const described = await describe(files, directory, ports);
    if (described.status === "broken") return described;
    const { rules, entry, pathOf } = described;
    if (rules.length === 0) return { status: "compiled", policies: { wasm: new Uint8Array(), rules, exceptions: [] } };
    const wasm = await compileEntry(entryModule(entry, pathOf), directory, ports);
    if (!(wasm instanceof Uint8Array)) return wasm;
    return { status: "compiled", policies: { wasm, rules, exceptions: entry.exceptions } };
  });
}

/** Which rules there are, by the compiler's own account, and what their METADATA says. */
async function describe(files: readonly RegoFile[], directory: string, ports: CompilePorts) {
  const candidates = files.filter(({ text }) => mayDeny(text));
  const packages = new Map(candidates.map((file) => [file.package.join("."), file.package]));
  const slashed = [...packages.values()].map((path) => path.join("/"));
  // Everything is compiled, so that a mistake in a file without rules is not passed over.
  const entries = slashed.length > 0 ? slashed : [...new Set(files.map((file) => file.package.join("/")))];
  const [planned, inspected] = await Promise.all([
    runOpa(
      [
        ...buildArguments(ports),
        "-t",
        "plan",
        ...entries.flatMap((path) => ["-e", path]),
        "-o",
        "plan.tar.gz",
        "policies",
      ],
      directory,
      ports,
    ),
    runOpa(["inspect", ...syntaxFlag(ports), "--annotations", "--format", "json", "policies"], directory, ports),
  ]);
  if (planned.code !== 0) return findProblems(planned, directory, ports);
  if (inspected.code !== 0) return findProblems(inspected, directory, ports);
  const names = rulesOfPlan(await readBundle(join(directory, "plan.tar.gz"), "plan.json"));
  const annotations = (JSON.parse(inspected.stdout) as { annotations?: readonly Annotation[] }).annotations ?? [];
  const rules = [...packages.values()].flatMap((path) => {
    const own = candidates.filter((file) => file.package.join(".") === path.join("."));
    return (names.get(path.join(".")) ?? [])
      .filter((name) => /^(?:deny|warn|violation)(?:_\w+)?$/.test(name))
      .map((name) => describeRule(path, name, own, annotations));
  });
  const exceptions = [...packages.keys()].filter((name) => names.get(name)?.includes("exception"));
  return { status: "described" as const, rules, entry: { rules, exceptions } satisfies Entry, pathOf: packages };
}

function buildArguments(ports: CompilePorts): readonly string[] {
  return ["build", ...syntaxFlag(ports), "--capabilities", "capabilities.json"];
}

/** OPA 1 reads v1 unless told otherwise; before it v0 is the default, and not every command knows the flag. */
export function syntaxFlag({ version }: CompilePorts): readonly string[] {
  return version.startsWith("0.") ? [] : ["--v0-compatible"];
}

async function compileEntry(text: string, directory: string, ports: CompilePorts): Promise<Uint8Array | Compilation> {
  // OPA takes the module from standard input no more than from a pipe: it stands in a bundle of its own.
  return ports.workspaces.with(new Map([["entry.rego", Buffer.from(text)]]), async (entry) => {
    const target = ["-t", "wasm", "-e", `${entryPackage}/answer`, "-o", "policy.tar.gz"];
    const built = await runOpa(
      [...buildArguments(ports), ...target, "policies", join(entry, "entry.rego")],
      directory,
      ports,
    );
    if (built.code !== 0) return findProblems(built, directory, ports);
    return readBundle(join(directory, "policy.tar.gz"), "policy.wasm");
  });
}

async function readBundle(path: string, name: string): Promise<Uint8Array> {
  const file = fileOfBundle(await readFile(path), name);
  if (file === undefined) throw new Error(`OPA wrote a bundle without ${name}.`);
  return file;
}

/** The names of the rules of each package; functions take more than the two parameters of a rule. */
function rulesOfPlan(plan: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const { funcs } = JSON.parse(Buffer.from(plan).toString()) as {
    readonly funcs?: {
      readonly funcs?: readonly { readonly path?: readonly string[]; readonly params?: readonly unknown[] }[];
    };
  };
  const found = new Map<string, string[]>();
  for (const { path = [], params = [] } of funcs?.funcs ?? []) {
    const name = path.at(-1);
    if (name === undefined || params.length !== 2) continue;
    const key = path.slice(1, -1).join(".");
    found.set(key, [...(found.get(key) ?? []), name]);
  }
  return found;
}

type Ended = Extract<ToolOutcome, { readonly status: "ended" }>;

/** `opa check` names every problem with its line, where `build` stops at some. */
async function findProblems(
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

function broken(problems: readonly PolicyProblem[]): Extract<Compilation, { readonly status: "broken" }> {
  return { status: "broken", problems };
}

async function opa(args: readonly string[], directory: string, ports: CompilePorts): Promise<string> {
  const outcome = await runOpa(args, directory, ports);
  if (outcome.code !== 0) throw new Error(`opa ${args[0]} failed: ${outcome.stderr.trim()}`);
  return outcome.stdout;
}

/** Runs OPA in the directory. Rejects when it cannot be run to its end. */
export async function runOpa(args: readonly string[], directory: string, ports: CompilePorts): Promise<Ended> {
  const limits = {
    directory,
    timeoutMs: 60_000,
    maxOutputBytes: 64 << 20,
    ...(ports.signal && { signal: ports.signal }),
  };
  const outcome = await ports.tools.run("opa", args, limits);
  if (outcome.status === "ended") return outcome;
  if (outcome.status === "missing") throw new Error(outcome.reason);
  throw new Error(
    `opa ${args[0]} was stopped: ${outcome.status === "timed-out" ? "it ran for a minute" : "it wrote too much"}.`,
  );
}
