import { join } from "node:path";
import { type Annotation, describeRule } from "./annotations.ts";
import { readBundle } from "./bundle.ts";
import type { Entry } from "./entry.ts";
import { findProblems } from "./find-problems.ts";
import { mayDeny, type RegoFile } from "./rego-file.ts";
import { buildArguments, type CompilePorts, runOpa, syntaxFlag } from "./run-opa.ts";

/** Which rules there are, by the compiler's own account, and what their METADATA says. */
export async function describe(files: readonly RegoFile[], directory: string, ports: CompilePorts) {
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
