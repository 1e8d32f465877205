import { join } from "node:path";
import { type Annotation, describeRule } from "./annotations.ts";
import { readBundle } from "./bundle.ts";
import { type Entry, entryPackage } from "./entry.ts";
import { findProblems } from "./find-problems.ts";
import { mayDeny, packageReference, type RegoFile } from "./rego-file.ts";
import { buildArguments, type CompilePorts, runOpa, syntaxFlag } from "./run-opa.ts";

/** Which rules there are, by the compiler's own account, and what their METADATA says. */
export async function describe(files: readonly RegoFile[], directory: string, ports: CompilePorts) {
  const candidates = files.filter(({ text }) => mayDeny(text));
  const packages = new Map(candidates.map((file) => [file.package.join("."), file.package]));
  // Everything is compiled, so that a mistake in a file without rules is not passed over.
  const asked = packages.size > 0 ? [...packages.values()] : files.map((file) => file.package);
  const [planned, inspected] = await Promise.all([
    plan(asked, directory, ports),
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

/**
 * Plans all that the packages hold. A package itself as the entry point would be refused by OPA as soon as one of
 * its functions calls another: "undefined ref" (seen with 0.70).
 */
async function plan(packages: readonly (readonly string[])[], directory: string, ports: CompilePorts) {
  const references = new Set(packages.map(packageReference));
  const text = `package ${entryPackage}\n\nanswer = [${[...references].join(", ")}]\n`;
  return ports.workspaces.with(new Map([["entry.rego", Buffer.from(text)]]), async (entry) => {
    const target = ["-t", "plan", "-e", `${entryPackage}/answer`, "-o", "plan.tar.gz"];
    return runOpa([...buildArguments(ports), ...target, "policies", join(entry, "entry.rego")], directory, ports);
  });
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
