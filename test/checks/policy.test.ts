import { afterAll, expect, test } from "vitest";
import { readBuiltInPolicies } from "../../src/adapters/built-in-policies.ts";
import { createPolicyRunner } from "../../src/adapters/opa/runner.ts";
import type { CheckPorts, CheckScope } from "../../src/checks/check.ts";
import type { PolicySettings } from "../../src/checks/policy/settings.ts";
import { policy } from "../../src/checks/policy.ts";
import type { Manifest } from "../../src/domain/manifest.ts";
import type { Change } from "../../src/domain/plan.ts";
import { localTools, localWorkspaces, opaPath } from "../adapters/opa/local-tools.ts";
import { findingsOf, manifestsOf, noPorts, scopeOf, told } from "./scope.ts";

const opa = test.skipIf(opaPath === undefined);
const policies = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1 });
const noBuiltIn: CheckPorts = { ...noPorts, policies, builtInPolicies: new Map() };

afterAll(() => policies.close());

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: first
          image: first:1
        - name: second
          image: second:1
          securityContext:
            privileged: true
`;

opa("the built-in policies point at the very field", async () => {
  const ports = { ...noPorts, policies, builtInPolicies: await readBuiltInPolicies() };

  const result = await policy.check(scopeOf({ "web.yaml": deployment }), {}, ports);

  expect(told(result)).toContain("web.yaml:15 error privileged-container");
  const [found] = findingsOf(result).filter(({ rule }) => rule === "privileged-container");
  expect(found).toMatchObject({ resource: "Deployment web", remediation: expect.stringContaining("Remove") });
});

opa("an image without a version gets the digest that stands elsewhere, and with it the finding ends", async () => {
  const ports = { ...noPorts, policies, builtInPolicies: await readBuiltInPolicies() };
  const pinned = deployment
    .replace("first:1", `first:latest@sha256:${"0a".repeat(32)}`)
    .replace("name: web", "name: api");
  const latest = async (web: string) =>
    findingsOf(await policy.check(scopeOf({ "web.yaml": web, "api.yaml": pinned }), {}, ports)).filter(
      ({ rule, path }) => rule === "latest-tag" && path === "web.yaml",
    );
  const web = deployment.replace("first:1", "first");

  const [{ fix } = {}] = await latest(web);

  expect(fix).toMatchObject({ line: 11, before: "          image: first" });
  expect(await latest(web.replace("          image: first\n", `${fix?.after}\n`))).toEqual([]);
});

opa.each<readonly [string, PolicySettings["builtIn"], readonly string[]]>([
  ["on", "on", ["error"]],
  ["off", "off", []],
  ["off as YAML reads it", false, []],
  ["lowered", { "privileged-container": "notice" }, ["notice"]],
  ["switched off by id", { "privileged-container": "off" }, []],
])("built-in policies are %s", async (_, builtIn, severities) => {
  const ports = { ...noPorts, policies, builtInPolicies: await readBuiltInPolicies() };

  const result = await policy.check(
    scopeOf({ "web.yaml": deployment }),
    builtIn === undefined ? {} : { builtIn },
    ports,
  );

  const found = findingsOf(result).filter(({ rule }) => rule === "privileged-container");
  expect(found.map(({ severity }) => severity)).toEqual(severities);
});

opa.each([
  ["a JSON pointer", '{"msg": "x", "path": "/spec/replicas"}', 6],
  ["a dotted path", '{"msg": "x", "path": "spec.template.spec.containers[1].image"}', 13],
  ["a path in the message", '"spec.replicas is too low"', 6],
  ["a container in the message", '"container second is wrong"', 12],
  ["a container and its field in the message", '"container `second` must not set securityContext"', 14],
  ["nothing", '"this is wrong"', 1],
])("a denial that names %s is found on its line", async (_, denial, line) => {
  const rego = `package main\ndeny[x] { input.kind == "Deployment"; x := ${denial} }\n`;

  const result = await policy.check(scopeOf({ "policies/a.rego": rego, "web.yaml": deployment }), {}, noBuiltIn);

  expect(told(result)).toEqual([`web.yaml:${line} error main/deny`]);
});

opa("deny and warn weigh what the settings say, and METADATA says it better", async () => {
  const rego = `package main
deny[x] { x := "d" }
warn[x] { x := "w" }
# METADATA
# custom: { severity: notice, id: mine }
deny_own[x] { x := "o" }
`;
  const scope = scopeOf({ "policies/a.rego": rego, "web.yaml": deployment });

  const result = await policy.check(scope, { deny: "warning", warn: "off" }, noBuiltIn);

  expect(told(result).toSorted()).toEqual(["web.yaml:1 notice mine", "web.yaml:1 warning main/deny"]);
});

opa("the policies of the base judge, and those of the head are only read for mistakes", async () => {
  const strict = 'package main\ndeny[x] { x := "no" }\n';
  const base = { "policies/a.rego": strict };

  const gone = await policy.check(scopeOf({ "web.yaml": deployment }, { base }), {}, noBuiltIn);
  const mistaken = await policy.check(
    scopeOf(
      { "web.yaml": deployment, "policies/a.rego": "package main\n\ndeny[x] {\n  x := nonsense(1)\n}\n" },
      { base },
    ),
    {},
    noBuiltIn,
  );
  const added = await policy.check(
    scopeOf({ "web.yaml": deployment, "policies/a.rego": strict }, { base: {} }),
    {},
    noBuiltIn,
  );

  expect(told(gone)).toEqual(["web.yaml:1 error main/deny"]);
  expect(told(mistaken)).toEqual(["policies/a.rego:4 error rego", "web.yaml:1 error main/deny"]);
  expect(told(added)).toEqual([]);
});

opa.each([
  ["do not compile", { "policies/a.rego": "package main\ndeny[x] { x := y }\n" }, {}, "policies/a.rego:2"],
  [
    "fail",
    { "policies/a.rego": 'package main\nf(x) = 1 { x }\nf(x) = 2 { x }\ndeny[x] { x := sprintf("%d", [f(true)]) }\n' },
    {},
    "conflict",
  ],
  [
    "have unreadable data",
    { "policies/a.rego": 'package main\ndeny[x] { x := "no" }\n', "policies/d.yaml": "a: [" },
    {},
    "policies/d.yaml:1",
  ],
  [
    "lack a package that is asked for",
    { "policies/a.rego": 'package main\ndeny[x] { x := "no" }\n' },
    { packages: ["other"] },
    "other",
  ],
])("policies that %s are errored, never passed", async (_, files, settings, reason) => {
  const scope = scopeOf({ ...files, "web.yaml": deployment });

  const result = await policy
    .check(scope, settings, noBuiltIn)
    .catch((error: Error) => ({ status: "errored", reason: error.message }));

  expect(result).toMatchObject({ status: "errored", reason: expect.stringContaining(reason) });
});

opa("a policy without end is errored with its line, and never passed", async () => {
  const hasty = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1, timeoutMs: 1_000 });
  const rego = `package main

deny[x] {
  numbers.range(1, 3000)[a]; numbers.range(1, 3000)[b]; numbers.range(1, 3000)[c]
  [a, b, c] == [0, 0, 0]
  x := "x"
}
`;
  const scope = scopeOf({ "policies/a.rego": rego, "web.yaml": deployment });

  const judged = policy.check(scope, {}, { ...noBuiltIn, policies: hasty });

  await expect(judged).rejects.toThrow(/policies\/a\.rego:3: the evaluation was stopped after 1 s/);
  await hasty.close();
});

opa.each([
  ["do not compile", { "policies/a.rego": "package main\ndeny[x] { x := y }\n" }],
  ["have unreadable data", { "policies/a.rego": 'package main\ndeny[x] { x := "no" }\n', "policies/d.yaml": "a: [" }],
])("policies of the base that %s are mended by a change of nothing else, which says so", async (_, base) => {
  const good = { "policies/a.rego": 'package main\n\ndeny[x] { x := "no" }\n' };
  const scope = (head: Record<string, string>) => scopeOf(head, { base: { ...base, "web.yaml": deployment } });

  const mended = await policy.check(scope({ ...good, "web.yaml": deployment }), {}, noBuiltIn);
  const stillBroken = await policy.check(
    scope({ "policies/a.rego": "package main\n\ndeny[x] {\n  x := z }\n", "web.yaml": deployment }),
    {},
    noBuiltIn,
  );
  const withMore = await policy.check(scope({ ...good, "web.yaml": `${deployment}# more\n` }), {}, noBuiltIn);

  expect(findingsOf(mended)).toMatchObject([{ path: "policies/a.rego", severity: "notice", rule: "mended" }]);
  expect(findingsOf(mended)[0]?.message).toContain("The base's policies do not load (policies/");
  expect(stillBroken.status === "errored" || told(stillBroken).some((line) => line.endsWith("error rego"))).toBe(true);
  expect(withMore).toMatchObject({ status: "errored", reason: expect.stringContaining("changes no manifests") });
});

opa("data files stand under their directories, and the facts under data.fairlead", async () => {
  const result = await policy.check(
    scopeOf({
      "policies/a.rego":
        'package main\ndeny[x] { x := sprintf("%v %v %v %v", [data.teams.web.owner, data.fairlead.environment, data.fairlead.application, data.fairlead.plan.status]) }\n',
      "policies/teams/web.yaml": "web: { owner: ann }",
      "web.yaml": deployment,
    }),
    {},
    noBuiltIn,
  );

  expect(findingsOf(result).map(({ message }) => message)).toEqual(["ann default app known"]);
});

opa("a policy never sees a Secret's values", async () => {
  const secret =
    "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\ndata: { key: aHVudGVyMg== }\nstringData: { other: hunter2 }\n";
  const rego =
    'package main\ndeny[x] { input.kind == "Secret"; x := sprintf("%v %v", [input.data, input.stringData]) }\n';

  const result = await policy.check(scopeOf({ "policies/a.rego": rego, "s.yaml": secret }), {}, noBuiltIn);

  expect(findingsOf(result).map(({ message }) => message)).toEqual(['{"key": "bWFza2Vk"} {"other": "masked"}']);
});

opa("fairlead.change sees old and new, also of a delete, and points at the line that went", async () => {
  const rego =
    'package fairlead.change\ndeny[x] { x := sprintf("%v %v %v", [input.action, input.old.metadata.name, input.new]) }\n';
  const base = { "policies/a.rego": rego, "old.yaml": deployment };

  const result = await policy.check(deleting(scopeOf({ "policies/a.rego": rego }, { base })), {}, noBuiltIn);

  expect(told(result)).toEqual(["old.yaml:1 error fairlead.change/deny"]);
  expect(findingsOf(result)[0]?.message).toBe("delete web null");
});

opa("fairlead.plan is asked once for all changes", async () => {
  const rego = "package fairlead.plan\ndeny[x] { count(input.changes) == 1; x := input.changes[0].name }\n";
  const base = { "policies/a.rego": rego };

  const result = await policy.check(deleting(scopeOf({ "policies/a.rego": rego }, { base })), {}, noBuiltIn);

  expect(told(result)).toEqual(["old.yaml:1 error fairlead.plan/deny"]);
});

/** The scope with one application from which the deployment is deleted. */
function deleting(scope: CheckScope): CheckScope {
  const [old] = manifestsOf("old.yaml", deployment) as [Manifest];
  const change: Change = {
    action: "delete",
    apiVersion: old.apiVersion,
    id: old.id,
    fields: [],
    risks: [],
    sources: [{ path: "old.yaml", line: 1 }],
  };
  return {
    ...scope,
    applications: scope.applications.map((one) => ({
      ...one,
      subjects: [{ old, new: null, change }],
      plan: { status: "known", changes: [change], ignored: 0 },
    })),
  };
}
