import { join } from "node:path";
import { amend } from "./amend.ts";
import { readBundle } from "./bundle.ts";
import { supportedCapabilities } from "./capabilities.ts";
import type { Compilation } from "./compiled.ts";
import { describe } from "./describe.ts";
import { entryModule, entryPackage } from "./entry.ts";
import { broken, findProblems } from "./find-problems.ts";
import { asWritten, type RegoFile, readRegoFile } from "./rego-file.ts";
import { buildArguments, type CompilePorts, runOpa } from "./run-opa.ts";

export type { CompilePorts } from "./run-opa.ts";

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
    return amend(await readBundle(join(directory, "policy.tar.gz"), "policy.wasm"));
  });
}

async function opa(args: readonly string[], directory: string, ports: CompilePorts): Promise<string> {
  const outcome = await runOpa(args, directory, ports);
  if (outcome.code !== 0) throw new Error(`opa ${args[0]} failed: ${outcome.stderr.trim()}`);
  return outcome.stdout;
}
