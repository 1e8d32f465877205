import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { runPolicyTests } from "../../src/adapters/opa/policy-tests.ts";
import { createTools } from "../../src/adapters/tools/tools.ts";
import { createWorkspaces } from "../../src/adapters/tools/workspaces.ts";
import { parseOperatorConfig } from "../../src/config/operator.ts";
import { parseConfig } from "../../src/config/parse.ts";

const page = readFileSync("docs/writing-policies.md", "utf8");
const tools = createTools(process.env);
const found = await tools.find("opa");

/** The files that the page shows: a path in backquotes, then the text between fences. */
const files = new Map(
  [...page.matchAll(/`(policies\/[\w-]+\.rego)`:\n\n```rego\n(.*?)```/gs)].map(([, path = "", text = ""]) => [
    path,
    text,
  ]),
);

afterAll(() => {
  if (found.status === "missing") process.stderr.write(`skipped: ${found.reason}\n`);
});

test("the page shows rules for manifests, changes and plans, and tests", () => {
  expect([...files.keys()]).toEqual([
    "policies/owner.rego",
    "policies/owner_test.rego",
    "policies/replicas.rego",
    "policies/replicas_test.rego",
    "policies/halved.rego",
    "policies/many.rego",
    "policies/team.rego",
    "policies/team_test.rego",
  ]);
});

test.skipIf(found.status === "missing")("the tests that the page shows pass as they stand there", async () => {
  const run = await runPolicyTests(
    files,
    {},
    {
      tools,
      workspaces: createWorkspaces(),
      version: found.status === "found" ? found.version : "",
    },
  );

  expect(run.status === "ran" && run.tests.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["test_an_owner_is_allowed", "passed"],
    ["test_no_owner_is_denied", "passed"],
    ["test_a_service_needs_none", "passed"],
    ["test_prod_is_warned", "passed"],
    ["test_dev_is_not", "passed"],
    ["test_search_is_allowed", "passed"],
    ["test_others_are_denied", "passed"],
  ]);
});

test("the configuration that the pages show is valid, the operator's too", () => {
  const operations = readFileSync("docs/operations.md", "utf8");
  const yaml = (text: string) => [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = ""]) => block);

  for (const block of yaml(page)) expect(parseConfig(block)).toMatchObject({ ok: true });
  const own = yaml(operations).filter((block) => block.startsWith("policies:"));
  expect(own.map(parseOperatorConfig)).toMatchObject([{ ok: true }]);
});
