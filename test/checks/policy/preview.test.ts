import { afterAll, expect, test } from "vitest";
import { createPolicyRunner } from "../../../src/adapters/opa/runner.ts";
import type { CheckPorts, CheckScope } from "../../../src/checks/check.ts";
import type { PolicySettings } from "../../../src/checks/policy/settings.ts";
import { policy } from "../../../src/checks/policy.ts";
import { localTools, localWorkspaces, opaPath } from "../../adapters/opa/local-tools.ts";
import { noPorts, scopeOf, told } from "../scope.ts";

const opa = test.skipIf(opaPath === undefined);
const policies = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1 });
const ports: CheckPorts = { ...noPorts, policies };

afterAll(() => policies.close());

const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n`;
const three = { "a.yaml": service("a"), "b.yaml": service("b"), "c.yaml": service("c") };

const named = (...names: string[]) =>
  `package main\n\nimport rego.v1\n\n# METADATA\n# custom:\n#   id: names\ndeny contains "no" if input.metadata.name in {${names.map((name) => JSON.stringify(name)).join(", ")}}\n`;

type Files = Readonly<Record<string, string>>;

async function preview(base: Files, head: Files, settings: PolicySettings = {}) {
  const result = await policy.check(scopeOf({ ...three, ...head }, { base: { ...three, ...base } }), settings, ports);
  if (result.status === "errored") throw new Error(result.reason);
  return { sentences: result.preview ?? [], findings: told(result) };
}

opa("a new rule is counted over all that there is, and fails nothing yet", async () => {
  const { sentences, findings } = await preview({}, { "policies/a.rego": named("a", "b") });

  expect(sentences).toEqual([
    "The new rule names would fail 2 manifests in 1 application.",
    "The proposed policies have no tests.",
  ]);
  expect(findings).toEqual([]);
});

opa.each<readonly [string, string, string, string]>([
  ["more and less", named("a"), named("b", "c"), "would fail 2 manifests more, and 1 less."],
  ["more", named("a"), named("a", "b"), "would fail 1 manifest more."],
  ["less", named("a", "b", "c"), named("a"), "would fail 2 manifests less."],
  ["the same", named("a", "b"), named("b", "a", "x"), "would fail the same 2 manifests as before."],
  ["nothing", named("x"), named("y"), "would fail nothing, as before."],
])("a changed rule is told by what differs: %s", async (_, before, after, words) => {
  const { sentences } = await preview({ "policies/a.rego": before }, { "policies/a.rego": after });

  expect(sentences[0]).toBe(`The changed rule names ${words}`);
});

opa("a rule that weighs something else says so", async () => {
  const weighing = (severity: string) =>
    named("a").replace("#   id: names", `#   id: names\n#   severity: ${severity}`);

  const { sentences } = await preview(
    { "policies/a.rego": weighing("error") },
    { "policies/a.rego": weighing("warning") },
  );

  expect(sentences[0]).toBe("The rule names would weigh warning, no longer error.");
});

opa("a rule that goes is named, and one whose text only moved is not", async () => {
  const other = 'package other\n\ndeny["x"] { false }\n';

  const { sentences } = await preview(
    { "policies/a.rego": named("a"), "policies/b.rego": other },
    { "policies/moved.rego": `# A remark.\n${named("a")}` },
  );

  expect(sentences).toEqual(["The rule other/deny would be gone.", "The proposed policies have no tests."]);
});

opa("a rule is changed by a helper, and by the data that it names, and by nothing else", async () => {
  const rego = `package main
import data.lib
deny[x] { lib.is_bad(input); x := "helper" }
warn[x] { input.metadata.name == data.names[_]; x := "data" }
`;
  const lib = (name: string) => `package lib\nis_bad(x) { x.metadata.name == "${name}" }\n`;
  const base = { "policies/a.rego": rego, "policies/lib.rego": lib("x"), "policies/data.yaml": "names: []\nrest: 1\n" };

  const byHelper = await preview(base, { ...base, "policies/lib.rego": lib("a") });
  const byData = await preview(base, { ...base, "policies/data.yaml": "names: [a, b]\nrest: 1\n" });
  const byOther = await preview(base, { ...base, "policies/data.yaml": "names: []\nrest: 2\n" });

  expect(byHelper.sentences.slice(0, -1)).toEqual(["The changed rule main/deny would fail 1 manifest more."]);
  expect(byData.sentences.slice(0, -1)).toContain("The changed rule main/warn would warn of 2 manifests more.");
  expect(byOther.sentences).toEqual(["The proposed policies have no tests."]);
});

opa("another rule in the same package is not told to have changed", async () => {
  const rules = (name: string) =>
    `package main\ndeny_one[x] { input.metadata.name == "${name}"; x := "1" }\ndeny_two[x] { input.metadata.name == "b"; x := "2" }\n`;

  const { sentences } = await preview({ "policies/a.rego": rules("x") }, { "policies/a.rego": rules("a") });

  expect(sentences).toEqual([
    "The changed rule main/deny_one would fail 1 manifest more.",
    "The proposed policies have no tests.",
  ]);
});

opa("a denial that calls itself something else is its rule's all the same", async () => {
  const rego = 'package main\ndeny[x] { x := {"msg": "no", "id": input.metadata.name} }\n';

  const { sentences } = await preview({}, { "policies/a.rego": rego });

  expect(sentences[0]).toBe("The new rule main/deny would fail 3 manifests in 1 application.");
});

opa("a package that the configuration leaves out would not count, and one that goes stops everything", async () => {
  const base = { "policies/a.rego": named("a") };
  const settings = { packages: ["main"] };

  const added = await preview(base, { ...base, "policies/b.rego": 'package more\ndeny["x"] { true }\n' }, settings);
  const gone = await preview(base, {}, settings);

  expect(added.sentences[0]).toBe("The new rule more/deny would not count: checks.policy.packages does not name more.");
  expect(gone.sentences).toEqual([
    "The rule names would be gone.",
    "checks.policy.packages names main: without any rule in it, nothing could be judged after the merge.",
  ]);
});

opa("proposed tests are run on proposed policies and data, and one that fails is an error on its line", async () => {
  const tests = `package main_test

import rego.v1

import data.main

test_good if count(main.deny) == 1 with input as {"metadata": {"name": "a"}}

test_data if data.limits.most == 3

test_bad if count(main.deny) == 1 with input as {"metadata": {"name": "b"}}
`;
  const head = {
    "policies/a.rego": named("a"),
    "policies/a_test.rego": tests,
    "policies/limits/numbers.yaml": "most: 3\n",
  };

  const { sentences, findings } = await preview({}, head);

  expect(sentences.at(-1)).toBe(
    "Tests of the proposed policies: 2 passed, 1 failed (policies/a_test.rego:11 test_bad).",
  );
  expect(findings).toEqual(["policies/a_test.rego:11 error test"]);
});

opa("a stranger's tests reach no network, and what they call is told on its line", async () => {
  const tests = 'package main_test\n\ntest_x { http.send({"method": "get", "url": "http://127.0.0.1:1"}) }\n';

  const { findings } = await preview({}, { "policies/a.rego": named("a"), "policies/a_test.rego": tests });

  expect(findings).toEqual(["policies/a_test.rego:3 error test"]);
});

opa("rules that fail on what there is are an error: after the merge nothing could be judged", async () => {
  const rego = 'package main\n\nf(x) = 1 { x }\nf(x) = 2 { x }\ndeny[x] { x := sprintf("%d", [f(true)]) }\n';

  const { findings } = await preview({}, { "policies/a.rego": rego });

  expect(findings).toEqual(["policies/a.rego:5 error rego"]);
});

opa("rules about changes are tried on those of the pull request", async () => {
  const rego = "package fairlead.change\ndeny[x] { x := input.action }\n";

  const { sentences } = await preview({}, { "policies/a.rego": rego });

  expect(sentences[0]).toBe("The new rule fairlead.change/deny would fail nothing in this pull request.");
});

opa("what does not render is said, and what is beyond the limits is not looked at", async () => {
  const scope = scopeOf({ ...three, "policies/a.rego": named("a") }, { base: three });
  const [app] = scope.whole.head.applications;
  if (app === undefined) throw new Error("no application");
  const broken = { ...app, name: "broken" };
  const many = Array.from({ length: 600 }, (_, index) => ({ ...app, name: `app-${index}` }));
  const withApplications = (applications: CheckScope["whole"]["head"]["applications"]): CheckScope => ({
    ...scope,
    whole: {
      ...scope.whole,
      head: {
        ...scope.whole.head,
        applications,
        render: async (one) =>
          one.name === "broken"
            ? { status: "not-rendered", reason: "x" }
            : one.name === "app"
              ? scope.whole.head.render(one)
              : { status: "rendered", manifests: [] },
      },
    },
  });
  const sentencesOf = async (applications: CheckScope["whole"]["head"]["applications"]) => {
    const result = await policy.check(withApplications(applications), {}, ports);
    return result.status === "judged" ? result.preview : [];
  };

  expect(await sentencesOf([app, broken])).toContain(
    "What the proposed policies would say of broken (default) is not known: it does not render.",
  );
  expect(await sentencesOf(many)).toContain("The proposed policies were tried on the first 500 of 600 applications.");
});

opa("many rules that have nothing to say are counted, and those that have come first", async () => {
  const rules = Array.from({ length: 12 }, (_, index) => `deny_${index}[x] { input.none; x := "x" }\n`);
  const rego = `package main\n${rules.join("")}deny_z[x] { input.kind; x := "x" }\n`;

  const { sentences } = await preview({}, { "policies/a.rego": rego });

  expect(sentences).toEqual([
    "The new rule main/deny_z would fail 3 manifests in 1 application.",
    "12 new rules would fail nothing.",
    "The proposed policies have no tests.",
  ]);
});

test("tests that cannot be run to their end are an error on their file, and what was judged stays", async () => {
  const stopping: CheckPorts = {
    ...noPorts,
    policies: {
      load: async () => ({ status: "loaded", rules: [], evaluate: async (_, inputs) => inputs.map(() => []) }),
      test: () => Promise.reject(new Error("opa test was stopped: it ran for a minute.")),
    },
  };
  const scope = scopeOf({ ...three, "policies/a_test.rego": "package a\n" }, { base: three });

  const result = await policy.check(scope, {}, stopping);

  expect(result).toMatchObject({
    findings: [{ rule: "test", path: "policies/a_test.rego", message: expect.stringContaining("it ran for a minute") }],
  });
});
