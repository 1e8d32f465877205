import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { check } from "../../src/cli/check.ts";
import { commit, createRepository, git, temporaryDirectory } from "../adapters/git/repositories.ts";
import { opaPath } from "../adapters/opa/local-tools.ts";
import { recordingTerminal } from "./terminal.ts";

const opa = test.skipIf(opaPath === undefined);
const folder = temporaryDirectory();
afterAll(() => folder.remove());

const config = (policy: string, more = "") => `version: 1\nchecks:\n  policy: ${policy}\n${more}`;

const rule = `package acme.team
import rego.v1
# METADATA
# title: Teams are ones that we know
# custom:
#   id: known-team
#   parameters:
#     teams: {type: list, default: [shop]}
deny contains "There is no such team." if not input.metadata.labels.team in data.fairlead.parameters["known-team"].teams
`;

opa.each([
  ["{ sources: [polices/] }", ":3: checks.policy.sources names polices/, where there is no policy."],
  [
    "{ parameters: { known-team: { team: [a] } } }",
    ":3: checks.policy.parameters.known-team names team: the rule takes",
  ],
  ["{ packages: [acme.teams] }", ":3: checks.policy.packages names acme.teams: no such package has"],
])("settings that would stop everybody after the merge are an error on their line: %s", async (policy, told) => {
  expect(await proposal(config(policy))).toMatchObject({ code: 1, told: [expect.stringContaining(told)] });
});

opa("so is a source of admission rules that holds none", async () => {
  const { code, told } = await proposal(config("{ builtIn: on }", "  admission: { sources: [rules/] }\n"));

  expect({ code, told }).toEqual({
    code: 1,
    told: [":4: checks.admission.sources names rules/, where there is no admission rule."],
  });
});

opa("settings that can be used are previewed, and nothing more", async () => {
  expect(await proposal(config("{ parameters: { known-team: { teams: [a] } } }"))).toEqual({ code: 0, told: [] });
});

opa("a policy that drops a parameter which the settings give is told on the settings' line", async () => {
  const text = config("{ parameters: { known-team: { teams: [a] } } }");
  const before = { "policies/team.rego": rule, ".github/fairlead.yml": text };
  const renamed = { "policies/team.rego": rule.replaceAll("teams:", "names:").replaceAll(".teams", ".names") };

  expect(await proposal(text, before, renamed)).toMatchObject({
    code: 1,
    told: [expect.stringContaining(":3: checks.policy.parameters.known-team names teams: the rule takes")],
  });
});

async function proposal(
  text: string,
  before: Readonly<Record<string, string>> = { "policies/team.rego": rule },
  after: Readonly<Record<string, string>> = { ".github/fairlead.yml": text },
) {
  const directory = createRepository(join(folder.path, crypto.randomUUID()));
  commit(directory, before);
  git(directory, "tag", "base");
  commit(directory, after);
  const { terminal, printed } = recordingTerminal({ directory });
  const code = await check.run(["--base", "base", "--format", "json"], terminal);
  const { findings } = JSON.parse(printed.out) as {
    findings: readonly { line: number; rule: string; message: string }[];
  };
  const told = findings
    .filter((finding) => finding.rule === "unusable")
    .map(
      ({ line, message }) => `:${line}: ${message.replace("After the merge nothing could be judged any more: ", "")}`,
    );
  return { code, told };
}
