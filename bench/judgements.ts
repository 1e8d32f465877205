import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createTools } from "../src/adapters/tools/tools.ts";
import { commitAll } from "./commits.ts";
import { type Contender, fairlead, type Measured, measure } from "./contender.ts";
import { onPath } from "./peers.ts";
import { type BenchRepository, generateRepository } from "./repository.ts";
import { fiftyConstraints, twelveRules } from "./rules.ts";

type Say = (sentence: string) => void;

const onlyPolicies = `checks:
  policy: {builtIn: off}
  schema: {level: off}
  secrets: off
  yaml: off
  deprecations: {level: off}
  admission: {gatekeeper: off, validatingAdmissionPolicy: off, kyverno: off}
`;

const onlyRules = `checks:
  schema: {level: off}
  secrets: off
  yaml: off
  deprecations: {level: off}
`;

/** Twelve rules and nothing else over so many documents, each program cold, against OPA's own interpreter and conftest. */
export async function twelveRulesOver(count: number, runs: number, note: Say): Promise<readonly Measured[]> {
  const policies = mkdtempSync(join(tmpdir(), "fairlead-bench-policies-"));
  writeFileSync(join(policies, "main.rego"), twelveRules());
  const repository = withFiles(generateRepository(count, "plain", 0), {
    ".github/fairlead.yml": onlyPolicies,
    "policies/main.rego": twelveRules(),
  });
  const contenders = await Promise.all([opaExec(policies), conftest(policies)]);
  for (const one of contenders) if (typeof one === "string") note(one);
  try {
    const all = [{ ...fairlead, name: "fairlead (12 rules)" }, ...contenders.filter((one) => typeof one !== "string")];
    return await measure(all, repository, runs, note);
  } finally {
    repository.remove();
    rmSync(policies, { recursive: true, force: true });
  }
}

/** The built-in rules and fifty constraints over so many manifests. */
export async function constraintsOver(
  counts: readonly number[],
  runs: number,
  note: Say,
): Promise<readonly Measured[]> {
  const rows: Measured[] = [];
  for (const count of counts) {
    const repository = withFiles(generateRepository(count, "plain", 0), {
      ".github/fairlead.yml": onlyRules,
      "gatekeeper/constraints.yaml": fiftyConstraints(),
    });
    try {
      rows.push(
        ...(await measure([{ ...fairlead, name: "fairlead (built-in + 50 constraints)" }], repository, runs, note)),
      );
    } finally {
      repository.remove();
    }
  }
  return rows;
}

function withFiles(repository: BenchRepository, files: Readonly<Record<string, string>>): BenchRepository {
  for (const [path, text] of Object.entries(files)) {
    const file = join(repository.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return { ...repository, base: commitAll(repository.directory) };
}

async function opaExec(policies: string): Promise<Contender | string> {
  const found = await createTools(process.env).find("opa");
  if (found.status === "missing") return `opa: ${found.reason}`;
  return {
    name: "opa exec",
    command: found.path,
    args: ({ manifests }) => ["exec", "--bundle", policies, "--decision", "main/deny", manifests],
    worked: ({ code, stdout }) => code === 0 && stdout.includes('"result"'),
  };
}

async function conftest(policies: string): Promise<Contender | string> {
  const command = await onPath("conftest", ["--version"]);
  if (command === undefined) return "conftest is not on PATH: its column is left out.";
  return {
    name: "conftest",
    command,
    args: ({ manifests }) => ["test", "--no-color", "--policy", policies, manifests],
    worked: ({ code, stdout }) => (code === 0 || code === 1) && /\d+ tests/.test(stdout),
  };
}
