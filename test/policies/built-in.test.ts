import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderPolicyReference } from "../../scripts/policy-reference.ts";
import { readBuiltInPolicies } from "../../src/adapters/built-in-policies.ts";
import { runPolicyTests } from "../../src/adapters/opa/policy-tests.ts";
import { createPolicyRunner } from "../../src/adapters/opa/runner.ts";
import { problemsOfParameters } from "../../src/checks/policy/parameters.ts";
import { localTools, localWorkspaces, opaPath } from "../adapters/opa/local-tools.ts";

const opa = test.skipIf(opaPath === undefined);

opa(
  "every built-in rule says what it is, what it weighs, what it takes and what to do, and the pages say the same",
  async () => {
    const rules = await loadRules();

    expect(rules.length).toBeGreaterThanOrEqual(90);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(problemsOfParameters(rules, {})).toEqual([]);
    for (const rule of rules) {
      expect(rule.id, rule.path).toMatch(/^[a-z][a-z0-9-]+$/);
      const said = [rule.title, rule.description, rule.severity, rule.link, rule.remediation];
      expect([...said, ...rule.parameters.map(({ description }) => description || null)], rule.path).not.toContain(
        null,
      );
    }
    for (const [path, text] of renderPolicyReference(rules)) {
      expect(readFileSync(path, "utf8"), "run node scripts/generate-policy-docs.ts").toBe(text);
    }
  },
);

opa("every built-in rule is seen to allow and to deny, and its tests pass", async () => {
  const names = readdirSync("policies", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".rego"));
  const files = new Map(names.map((name) => [name, readFileSync(`policies/${name}`, "utf8")]));

  const run = await runPolicyTests(files, {}, { tools: localTools, workspaces: localWorkspaces, version: "0.70.0" });

  const tests = run.status === "ran" ? run.tests : [];
  expect(tests.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
  for (const { package: name } of await loadRules()) {
    const own = tests.filter((one) => one.package === `${name}_test`).map((one) => one.name);
    expect(
      own.some((test) => test.startsWith("test_allows_")),
      name,
    ).toBe(true);
    expect(
      own.some((test) => test.startsWith("test_denies_")),
      name,
    ).toBe(true);
  }
});

async function loadRules() {
  const runner = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces });
  const loaded = await runner.load(await readBuiltInPolicies(), {});
  if (loaded.status === "broken") throw new Error(JSON.stringify(loaded.problems));
  return loaded.rules;
}
