import { cpSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readBuiltInPolicies } from "../../src/adapters/built-in-policies.ts";
import { createPolicyRunner } from "../../src/adapters/opa/runner.ts";
import { check } from "../../src/cli/check.ts";
import { commit, createRepository, temporaryDirectory } from "../adapters/git/repositories.ts";
import { localTools, localWorkspaces, opaPath } from "../adapters/opa/local-tools.ts";
import { recordingTerminal } from "../cli/terminal.ts";

/* Repositories in which a comment at the end of a line says which rules find something there. */

const opa = test.skipIf(opaPath === undefined);
const folder = temporaryDirectory();
afterAll(() => folder.remove());

const marked = join(import.meta.dirname, "marked");

/** What rules are told that are silent otherwise. */
const parameters = {
  "image-registry": { allowed: ["ghcr.io/acme", "docker.io"] },
  "allowed-namespaces": { allowed: ["default", "shop"] },
  "required-labels": { labels: { team: "", tier: "^(gold|silver)$" } },
  "required-annotations": { annotations: { runbook: "" }, kinds: ["Pod"] },
  "forbidden-kinds": { kinds: ["ClusterRole"] },
};

opa("every rule finds what it is about on the line where it is written, and nothing on any other", async () => {
  const rules = await loadRules();
  const off = rules.filter(({ severity }) => severity === "off").map(({ id }) => [id, "notice"]);
  const policy = { builtIn: Object.fromEntries(off), parameters };
  const directory = repositoryOf("all");
  commit(directory, { ".github/fairlead.yml": JSON.stringify({ version: 1, checks: { policy } }) });
  const changing = repositoryOf("base");
  const removed = Object.fromEntries(namesIn(join(marked, "base")).map((name) => [name, null]));
  const added = Object.fromEntries(
    namesIn(join(marked, "head")).map((name) => [name, readFileSync(join(marked, "head", name), "utf8")]),
  );
  commit(changing, { ...removed, ...added });

  const [whole, change] = [
    await foundIn(directory, ["--all"]),
    await foundIn(changing, ["--base", "HEAD~1", "--head", "HEAD"]),
  ];

  const ofChanges = change.filter((line) => rules.some(({ id, path }) => line.endsWith(` ${id}`) && isOfChange(path)));
  expect(whole).toEqual(marksIn("all"));
  expect(ofChanges).toEqual([...marksIn("base"), ...marksIn("head")].sort());
  const seen = new Set([...whole, ...ofChanges].map((line) => line.split(" ").at(-1)));
  expect(rules.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
});

function isOfChange(path: string): boolean {
  return path.startsWith("policies/change/");
}

function repositoryOf(name: string): string {
  const directory = createRepository(join(folder.path, name));
  cpSync(join(marked, name), directory, { recursive: true });
  commit(directory, {});
  return directory;
}

async function foundIn(directory: string, args: readonly string[]): Promise<readonly string[]> {
  const { terminal, printed } = recordingTerminal({ directory });
  await check.run([...args, "--format", "json"], terminal);
  const { findings } = JSON.parse(printed.out) as {
    findings: readonly { check: string; path: string; line: number; rule: string }[];
  };
  const own = findings.filter((finding) => finding.check === "policy");
  return [...new Set(own.map(({ path, line, rule }) => `${path}:${line} ${rule}`))].sort();
}

function marksIn(name: string): readonly string[] {
  const root = join(marked, name);
  return namesIn(root)
    .flatMap((path) =>
      readFileSync(join(root, path), "utf8")
        .split("\n")
        .flatMap((text, index) => {
          const rules = /# finds: (.*)$/.exec(text)?.[1]?.split(", ") ?? [];
          return rules.map((rule) => `${path}:${index + 1} ${rule}`);
        }),
    )
    .sort();
}

function namesIn(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(root, name)).isFile());
}

async function loadRules() {
  const runner = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces });
  const loaded = await runner.load(await readBuiltInPolicies(), {});
  await runner.close();
  if (loaded.status === "broken") throw new Error(JSON.stringify(loaded.problems));
  return loaded.rules;
}
