import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderBuiltinReference } from "../../../scripts/builtin-reference.ts";
import { builtinNames } from "../../../src/adapters/opa/builtins/index.ts";
import { fileOfBundle } from "../../../src/adapters/opa/bundle.ts";
import { sourceOf } from "../../../src/adapters/opa/capabilities.ts";
import { type ModuleExports, ModuleImports } from "../../../src/adapters/opa/module-imports.ts";
import { replaced, replacedForSome } from "../../../src/adapters/opa/replaced.ts";
import { localTools, localWorkspaces, opaPath } from "./local-tools.ts";

const opa = test.skipIf(opaPath === undefined);

type Builtin = { readonly name: string; readonly decl: { readonly args?: readonly unknown[] } };

/** Not called by their names: the compiler makes these calls itself, or makes something else of them. */
const syntax = /^(?:assign|eq|internal\..*|print|rego\.metadata\..*)$/;

opa(
  "every function of OPA is compiled into the module, supplied by the host or refused, as the page says",
  async () => {
    const names = (await builtinsOfOpa()).map(({ name }) => name);

    expect([...builtinNames].filter((name) => !names.includes(name) || sourceOf(name) !== "host")).toEqual([]);
    expect(readFileSync("docs/policy-builtins.md", "utf8"), "run node scripts/generate-builtin-docs.ts").toBe(
      renderBuiltinReference(names),
    );
  },
);

opa("a module asks its host for exactly the functions that it does not bring itself, or not rightly", async () => {
  const called = (await builtinsOfOpa()).filter(({ name }) => !syntax.test(name));
  const asked = await askedOfHost(called);

  const own = (name: string) => sourceOf(name) === "module" || replaced.has(name) || replacedForSome.has(name);
  const misplaced = called.filter(({ name }) => own(name) === asked.has(name));
  expect(misplaced.map(({ name }) => name)).toEqual([]);
  expect(asked.size).toBeGreaterThan(80);
});

opa("every function that is replaced stands in the module under the name it is replaced by", async () => {
  const wasm = await moduleThatCalls((await builtinsOfOpa()).filter(({ name }) => !syntax.test(name)));
  const names = [...replaced.values(), ...[...replacedForSome.values()].map(({ code }) => code)];

  expect(names.filter((name) => !Buffer.from(wasm).includes(name))).toEqual([]);
});

async function builtinsOfOpa(): Promise<readonly Builtin[]> {
  const { builtins } = JSON.parse(await run(["capabilities", "--current"], "/")) as { readonly builtins: Builtin[] };
  return builtins;
}

/** The functions that a module which calls all of these cannot do without its host. */
async function askedOfHost(called: readonly Builtin[]): Promise<ReadonlySet<string>> {
  return requiredBy(await WebAssembly.compile((await moduleThatCalls(called)).slice()));
}

async function moduleThatCalls(called: readonly Builtin[]): Promise<Uint8Array> {
  const rules = called.map(({ name, decl }) => {
    const values = (decl.args ?? []).map((_, index) => `input.a${index}`);
    return name === "walk" ? "p[x] { walk(input.a0, x) }" : `p[x] { x := ${name}(${values.join(", ")}) }`;
  });
  const files = new Map([["a.rego", Buffer.from(`package main\n${rules.join("\n")}\n`)]]);
  return localWorkspaces.with(files, async (directory) => {
    await run(["build", "-t", "wasm", "-e", "main/p", "-o", "bundle.tar.gz", "a.rego"], directory);
    return fileOfBundle(readFileSync(join(directory, "bundle.tar.gz")), "policy.wasm") ?? new Uint8Array();
  });
}

function requiredBy(module: WebAssembly.Module): ReadonlySet<string> {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 64 });
  const imports = new ModuleImports(memory, {});
  const exports = new WebAssembly.Instance(module, { env: imports.env }).exports as ModuleExports;
  return new Set(Object.keys(JSON.parse(imports.text(exports.opa_json_dump(exports.builtins())))));
}

async function run(args: readonly string[], directory: string): Promise<string> {
  const outcome = await localTools.run("opa", args, { directory, timeoutMs: 60_000, maxOutputBytes: 1e8 });
  if (outcome.status !== "ended" || outcome.code !== 0) throw new Error(JSON.stringify(outcome));
  return outcome.stdout;
}
