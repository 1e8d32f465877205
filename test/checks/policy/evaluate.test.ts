import { afterAll, expect, test } from "vitest";
import { readBuiltInPolicies } from "../../../src/adapters/built-in-policies.ts";
import { createPolicyRunner } from "../../../src/adapters/opa/runner.ts";
import type { PolicySettings } from "../../../src/checks/policy/settings.ts";
import { policy } from "../../../src/checks/policy.ts";
import { localTools, localWorkspaces, opaPath } from "../../adapters/opa/local-tools.ts";
import { findingsOf, noPorts, scopeOf, told } from "../scope.ts";

const opa = test.skipIf(opaPath === undefined);
const policies = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1 });
const noBuiltIn = { ...noPorts, policies };

afterAll(() => policies.close());

const web = (image: string, more = "") => `apiVersion: v1
kind: Pod
metadata: { name: web${more} }
spec:
  containers:
    - name: web
      image: ${image}
`;

opa("a rule's parameters are those that the settings give, else its defaults", async () => {
  const rego = `package main

# METADATA
# custom:
#   id: owner
#   parameters:
#     label: {type: string, default: owner, description: The label.}
deny[x] { x := data.fairlead.parameters.owner.label }
`;
  const check = async (settings: PolicySettings) =>
    policy.check(scopeOf({ "policies/a.rego": rego, "web.yaml": web("web:1") }), settings, noBuiltIn);
  const messages = async (settings: PolicySettings) => findingsOf(await check(settings)).map(({ message }) => message);

  expect(await messages({})).toEqual(["owner"]);
  expect(await messages({ parameters: { owner: { label: "team" } } })).toEqual(["team"]);
  expect(await messages({ parametersIn: { default: { owner: { label: "there" } } } })).toEqual(["there"]);
  expect(await check({ parameters: { owner: { lable: "team" } } })).toMatchObject({
    status: "errored",
    reason: expect.stringContaining("checks.policy.parameters.owner names lable"),
  });
});

opa("what a finding is about changes with the value, and with nothing around it", async () => {
  const rego = 'package main\ndeny[x] { x := {"msg": "no", "path": "spec.containers[0].image"} }\n';
  const substance = async (text: string) => {
    const result = await policy.check(scopeOf({ "policies/a.rego": rego, "web.yaml": text }), {}, noBuiltIn);
    return findingsOf(result)[0]?.substance;
  };

  const first = await substance(web("web:1"));

  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(await substance(`# a line more\n${web("web:1", ", labels: { a: b }")}`)).toBe(first);
  expect(await substance(web("web:2"))).not.toBe(first);
});

opa("what is about no field, or about one that is not there, stands for no value", async () => {
  const rego = `package main
deny[x] { x := "no" }
deny[x] { x := {"msg": "nowhere", "path": "spec.nodeName"} }
`;

  const result = await policy.check(scopeOf({ "policies/a.rego": rego, "web.yaml": web("web:1") }), {}, noBuiltIn);

  expect(findingsOf(result).map(({ substance }) => substance)).toEqual([undefined, undefined]);
});

opa.each<readonly [string, PolicySettings["builtIn"], readonly string[]]>([
  ["nothing", {}, []],
  ["its profile", { "pod-security-restricted": "warning" }, ["warning"]],
  ["itself before its profile", { "pod-security-restricted": "warning", "seccomp-profile": "error" }, ["error"]],
  ["another profile", { "pod-security-baseline": "error" }, []],
])("a rule that is off weighs what is set for %s", async (_, builtIn = {}, severities) => {
  const ports = { ...noBuiltIn, builtInPolicies: await readBuiltInPolicies() };

  const result = await policy.check(scopeOf({ "web.yaml": web("web:1") }), { builtIn }, ports);

  const found = findingsOf(result).filter(({ rule }) => rule === "seccomp-profile");
  expect(found.map(({ severity }) => severity)).toEqual(severities);
});

opa("a volume or container is told of once, by the rule that says it best", async () => {
  const ports = { ...noBuiltIn, builtInPolicies: await readBuiltInPolicies() };
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: web }
spec:
  automountServiceAccountToken: false
  volumes:
    - name: socket
      hostPath: { path: /var/run/docker.sock }
  containers: []
`;

  const result = await policy.check(
    scopeOf({ "web.yaml": pod }),
    { builtIn: { "pod-security-baseline": "error", "pod-security-restricted": "error" } },
    ports,
  );

  expect(told(result)).toEqual(["web.yaml:8 error runtime-socket"]);
});
