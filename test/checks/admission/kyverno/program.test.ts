import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createExpressions } from "../../../../src/adapters/cel/expressions.ts";
import { createTools } from "../../../../src/adapters/tools/tools.ts";
import { policyOf } from "../../../../src/checks/admission/kyverno/policy.ts";
import { askProgram } from "../../../../src/checks/admission/kyverno/program.ts";
import { subjectOf } from "../../../../src/checks/admission/kyverno/subject.ts";
import type { CheckPorts } from "../../../../src/checks/check.ts";
import type { ToolOutcome } from "../../../../src/ports/tools.ts";
import { localWorkspaces } from "../../../adapters/opa/local-tools.ts";
import { manifestsOf } from "../../scope.ts";
import { answersTo, application, asked, pod, policy } from "./asked.ts";
import { themes } from "./themes.ts";

/** What only Kyverno's program evaluates: an assertion. */
const rules = policy("Pod", "assert: { all: [{ message: Never, check: { spec: { hostNetwork: false } } }] }");
const reason = "`assert` in validate is not evaluated here";

/** A report as `kyverno apply --policy-report --output-format json` writes it. */
function report(
  result: string,
  about: object = { apiVersion: "v1", kind: "Pod", name: "web", namespace: "shop" },
  key = "resources",
) {
  return JSON.stringify({
    kind: "ClusterReport",
    apiVersion: "openreports.io/v1alpha1",
    metadata: { name: "merged", creationTimestamp: null },
    summary: { pass: 0, fail: 1, warn: 0, error: 0, skip: 0 },
    results: [
      {
        source: "kyverno",
        policy: "p",
        rule: "r",
        scored: true,
        result,
        message: "validation error: Never. rule r failed at path /spec/hostNetwork/",
        [key]: [about],
        timestamp: { seconds: 1, nanos: 0 },
      },
    ],
  });
}

type Run = { readonly args: readonly string[]; readonly files: Readonly<Record<string, string>> };

/** Kyverno's program as it is installed by an operator: answers from a list, and remembers what it was asked. */
function program(...outcomes: readonly (string | ToolOutcome)[]): {
  readonly ports: Partial<CheckPorts>;
  readonly runs: Run[];
} {
  const runs: Run[] = [];
  const tools: CheckPorts["tools"] = {
    find: () => Promise.resolve({ status: "found", path: "/bin/kyverno", version: "1.18.0", origin: "PATH" }),
    async run(_, args, { directory }) {
      const names = [
        "policies.yaml",
        "resources.yaml",
        ...(args.includes("exceptions.yaml") ? ["exceptions.yaml"] : []),
      ];
      const texts = await Promise.all(names.map((name) => readFile(join(directory, name), "utf8")));
      runs.push({ args, files: Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ""])) });
      const outcome = outcomes[runs.length - 1] ?? "";
      return typeof outcome === "string" ? { status: "ended", code: 1, stdout: outcome, stderr: "" } : outcome;
    },
  };
  return { ports: { tools, workspaces: localWorkspaces }, runs };
}

test("without Kyverno's program, what it could say is named as not evaluated", async () => {
  expect(await asked({ rules, objects: pod() })).toEqual([`Pod shop/web: not evaluated p/r: ${reason}`]);
});

test("with it, the program is given the policy and the object, and what it refuses is refused", async () => {
  const { ports, runs } = program(report("fail"));

  expect(await asked({ rules, objects: pod("{}", "{ hostNetwork: true }") }, ports)).toEqual([
    "Pod shop/web: deny p/r at /spec/hostNetwork: validation error: Never. rule r failed at path /spec/hostNetwork/",
  ]);
  expect(runs.map(({ args }) => args.join(" "))).toEqual([
    "apply policies.yaml --resource resources.yaml --policy-report --output-format json --remove-color --continue-on-fail",
  ]);
  expect(JSON.parse(runs[0]?.files["policies.yaml"] ?? "")).toMatchObject({
    kind: "ClusterPolicy",
    metadata: { name: "p" },
  });
  expect(JSON.parse(runs[0]?.files["resources.yaml"] ?? "")).toMatchObject({
    kind: "Pod",
    metadata: { namespace: "shop" },
  });
});

test.each([
  ["a report of the older kind", report("fail").replace("ClusterReport", "ClusterPolicyReport")],
  ["a report that names subjects", report("fail", undefined, "subjects")],
  [
    "a report in many lines, after words for people",
    `Applying 1 policy\n\n${JSON.stringify(JSON.parse(report("fail")), null, 2)}\n`,
  ],
  ["a warning", report("warn")],
])("%s is read", async (_, output) => {
  expect((await asked({ rules, objects: pod() }, program(output).ports))[0]).toContain(": deny p/r ");
});

test("what it lets in is let in", async () => {
  expect(await asked({ rules, objects: pod() }, program(report("pass")).ports)).toEqual([]);
});

test.each([
  ["skips it", report("skip"), "; Kyverno's program says skip: "],
  ["fails at it", report("error"), "; Kyverno's program says error: "],
  [
    "says nothing of it",
    report("pass", { apiVersion: "v1", kind: "Pod", name: "api", namespace: "shop" }),
    "; Kyverno's program says nothing of it",
  ],
  ["writes no report", "Error: no", "; Kyverno's program wrote no report"],
  ["takes too long", { status: "timed-out" } as const, "; Kyverno's program did not answer: timed-out"],
])("where it %s, the rule stays not evaluated", async (_, outcome, words) => {
  const [answer, ...others] = await asked({ rules, objects: pod() }, program(outcome).ports);

  expect(others).toEqual([]);
  expect(answer).toContain(`not evaluated p/r: ${reason}${words}`);
});

test("of an update it is asked again about what was there before", async () => {
  const given = {
    rules,
    objects: pod("{}", "{ hostNetwork: true }"),
    old: pod("{}", "{ hostNetwork: true, hostPID: true }"),
  };

  expect((await asked(given, program(report("fail"), report("pass")).ports))[0]).toContain(": deny p/r ");
  expect((await asked(given, program(report("fail"), report("fail")).ports))[0]).toContain(": audit p/r ");
});

test("it is handed the exceptions, and not asked what only a cluster knows", async () => {
  const exception =
    "---\n{ apiVersion: kyverno.io/v2, kind: PolicyException, metadata: { name: e }, spec: { match: {}, exceptions: [] } }\n";
  const excepted = program(report("pass"));
  const user = program();
  const inCluster = rules.replace(
    "match: { any: [{ resources",
    "match: { any: [{ subjects: [{ kind: User, name: a }], resources",
  );

  await asked({ rules: rules + exception, objects: pod() }, excepted.ports);
  expect(excepted.runs[0]?.args).toContain("--exceptions");
  expect(excepted.runs[0]?.files["exceptions.yaml"]).toContain("PolicyException");
  expect(await asked({ rules: inCluster, objects: pod() }, user.ports)).toEqual([
    `Pod shop/web: not evaluated p/r: ${reason}`,
  ]);
  expect(user.runs).toEqual([]);
});

test("of policies in CEL it is asked what Kyverno declares beyond the API server", async () => {
  const images = `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: { name: p }
spec:
  matchConstraints: { resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }
  validations: [{ expression: "json.unmarshal(object.metadata.name) == {}" }]
`;
  const expressions = createExpressions({ workers: 1 });
  const { ports, runs } = program(report("fail").replace('"rule":"r",', ""));
  const reading = images.replace("json.unmarshal(object.metadata.name)", "resource.Get('v1', 'pods', 'a', 'b')");

  const told = await asked({ rules: images, objects: pod() }, { ...ports, expressions });
  const [guessed] = await asked({ rules: reading, objects: pod() }, { ...ports, expressions });
  await expressions.close();

  expect(told).toHaveLength(1);
  expect(told[0]).toContain("deny ValidatingPolicy/p at /spec/hostNetwork: ");
  expect(guessed).toContain("not evaluated ValidatingPolicy/p: ");
  expect(runs).toHaveLength(1);
});

const machine = createTools(process.env);
const installed = await machine.find("kyverno");

test.skipIf(installed.status === "missing").each(themes.map((theme) => [theme.about, theme] as const))(
  "Kyverno's own program says the same as is said here: %s",
  async (_, { rules, good, bad }) => {
    const objects = [...good, ...bad.map(([object]) => object)];
    const policies = manifestsOf("rules.yaml", rules).flatMap((manifest) => policyOf({ manifest, from: "" }) ?? []);
    for (const manifest of objects.flatMap((text) => manifestsOf("objects.yaml", text))) {
      const here = await answersTo({ rules, objects: JSON.stringify(manifest.object) });
      const object = subjectOf({ operation: "CREATE", object: manifest, old: null, application })?.object ?? {};
      const asking = policies.flatMap(({ object: policy, rules }) =>
        rules.map((rule) => {
          const action = () => "deny" as const;
          return { question: { policy, rule: String(rule.object.name), object, old: null, action }, object };
        }),
      );
      const ports = { tools: machine, workspaces: localWorkspaces, signal: new AbortController().signal };
      const there = [...(await askProgram(asking, [], ports)).values()].filter(({ status }) => status === "failed");

      expect(there, JSON.stringify(object)).toHaveLength(here.length);
    }
  },
);
