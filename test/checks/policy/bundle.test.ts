import { afterAll, expect, test } from "vitest";
import { createPolicyRunner } from "../../../src/adapters/opa/runner.ts";
import { sourcesOfBundle } from "../../../src/checks/policy/bundle.ts";
import type { PolicySettings } from "../../../src/checks/policy/settings.ts";
import { policy } from "../../../src/checks/policy.ts";
import type { FetchedBundle, PolicyBundles, RequiredBundle } from "../../../src/ports/policy-bundles.ts";
import { localTools, localWorkspaces, opaPath } from "../../adapters/opa/local-tools.ts";
import { findingsOf, noPorts, scopeOf, told } from "../scope.ts";

const opa = test.skipIf(opaPath === undefined);
const policies = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1 });
afterAll(() => policies.close());

type Files = Readonly<Record<string, string>>;
const filesOf = (files: Files) => new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));

test("without a manifest a bundle is read as a folder is", () => {
  const read = sourcesOfBundle(
    filesOf({ "a.rego": "package a", "teams/web.yaml": "owner: ann", ".signatures.json": "{}" }),
    "b@1",
  );

  expect(read).toMatchObject({ data: { teams: { owner: "ann" } }, problems: [] });
  expect([...read.rego]).toEqual([["b@1/a.rego", "package a"]]);
});

test("with a manifest it is read as OPA reads it: data is in data.json and data.yaml alone", () => {
  const read = sourcesOfBundle(
    filesOf({ ".manifest": "{}", "data.json": '{"a": 1}', "teams/data.yaml": "b: 2", "teams/other.yaml": "c: 3" }),
    "b@1",
  );

  expect(read.data).toEqual({ a: 1, teams: { b: 2 } });
});

test.each<readonly [string, readonly string[], Files, readonly string[]]>([
  [
    "within its roots",
    ["acme/policies", "limits"],
    { "a.rego": "package acme.policies.x", "limits/data.json": '{"a": 1}' },
    [],
  ],
  [
    "a package outside",
    ["acme"],
    { "a.rego": "package other" },
    ["b@1/a.rego:1 the package other is outside the bundle's roots"],
  ],
  [
    "one whose name only begins alike",
    ["acme"],
    { "a.rego": "package acmeplus" },
    ["b@1/a.rego:1 the package acmeplus is outside the bundle's roots"],
  ],
  [
    "data outside",
    ["acme/limits"],
    { "data.json": '{"acme": {"limits": {"a": 1}, "more": 1}}' },
    ["b@1/data.json:1 the data acme/more is outside the bundle's roots"],
  ],
])("what stands outside a bundle's roots is told: %s", (_, roots, files, problems) => {
  const read = sourcesOfBundle(filesOf({ ".manifest": JSON.stringify({ roots }), ...files }), "b@1");

  expect(read.problems.map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual(problems);
});

test.each(["no json", '{"roots": "acme"}', '{"roots": [1]}', "[]"])("%s is no manifest", (text) => {
  expect(sourcesOfBundle(filesOf({ ".manifest": text }), "b@1").problems).toEqual([
    { path: "b@1/.manifest", line: 1, message: "its roots are not a list of paths" },
  ]);
});

const web = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n";
const reference = { url: "oci://ghcr.io/acme/rules", pin: `sha256:${"3f".repeat(32)}` };
const deny = (text: string, name = "bundled") => `package ${name}\n\ndeny[x] { x := "${text}" }\n`;

function portsWith(fetched: FetchedBundle | Error, required: readonly Partial<RequiredBundle>[] = []) {
  const bundles: PolicyBundles = {
    required: (repository) =>
      repository === "acme/shop"
        ? required.map((one) => ({ name: "baseline", reference, holds: "policy", environments: [], ...one }))
        : [],
    fetch: async () => {
      if (fetched instanceof Error) throw fetched;
      return fetched;
    },
  };
  return { ...noPorts, policies, bundles, builtInPolicies: new Map([["policies/b.rego", deny("built-in", "built")]]) };
}

const holding = (files: Files): FetchedBundle => ({ status: "fetched", files: filesOf(files) });

async function check(ports: ReturnType<typeof portsWith>, settings: PolicySettings, head: Files = {}) {
  const scope = { ...scopeOf({ "web.yaml": web, ...head }), repository: "acme/shop" };
  return policy.check(scope, settings, ports);
}

opa("pinned sources judge beside the repository's own, which may use what they bring", async () => {
  const ports = portsWith(
    holding({
      "lib.rego": "package lib\n\nis_web(x) { x.metadata.name == data.names.web }\n",
      "names/web.yaml": "web: web\n",
      "a.rego": deny("theirs"),
    }),
  );
  const own = 'package own\n\nimport data.lib\n\ndeny[x] { lib.is_web(input); x := "ours" }\n';

  const result = await check(ports, { builtIn: "off", sources: ["policies/", reference] }, { "policies/a.rego": own });

  expect(
    findingsOf(result)
      .map(({ message, locked }) => `${message} ${locked}`)
      .toSorted(),
  ).toEqual(["ours undefined", "theirs undefined"]);
});

opa.each<readonly [string, FetchedBundle | Error, RegExp]>([
  ["is refused", { status: "refused", reason: "not allowed here" }, /the policies cannot be had: not allowed here/],
  ["holds nothing in Rego", holding({ "a.yaml": "a: 1" }), /holds no policy in Rego/],
  ["does not load", holding({ "a.rego": "package a\ndeny[x] { x := y }\n" }), /rules@3f3f3f3f3f3f\/a\.rego:2/],
  ["holds what is no YAML", holding({ "a.rego": deny("x"), "d.yaml": "a: [" }), /rules@3f3f3f3f3f3f\/d\.yaml:1/],
])("a pinned source that %s makes the check errored", async (_, fetched, reason) => {
  expect(await check(portsWith(fetched), { sources: [reference] })).toMatchObject({
    status: "errored",
    reason: expect.stringMatching(reason),
  });
});

opa("a host that is down rejects, and is never an answer", async () => {
  await expect(check(portsWith(new Error("down")), { sources: [reference] })).rejects.toThrow("down");
  await expect(check(portsWith(new Error("down"), [{}]), {})).rejects.toThrow("down");
});

opa("what the operator requires judges whatever the repository says, and its findings are locked", async () => {
  const ports = portsWith(holding({ "a.rego": deny("required", "main") }), [{}]);
  const settings: PolicySettings = { builtIn: "off", deny: "off", packages: ["own"], parameters: {} };
  const own = {
    "policies/a.rego": 'package own\n\ndeny[x] { x := "own" }\n',
    "policies/b.rego": 'package main\n\nexception[x] { x := [""] }\n',
  };

  const result = await check(ports, settings, own);

  expect(told(result)).toEqual(["web.yaml:1 error main/deny"]);
  expect(findingsOf(result)).toMatchObject([{ message: "required", locked: true }]);
});

opa("it judges the environments that it names, and no repository that it does not", async () => {
  const ports = portsWith(holding({ "a.rego": deny("required") }), [{ environments: ["prod"] }]);
  const scope = scopeOf({ "web.yaml": web });
  const there = portsWith(holding({ "a.rego": deny("required") }), [{ environments: ["default"] }]);

  expect(told(await check(ports, { builtIn: "off" }))).toEqual([]);
  expect(told(await check(there, { builtIn: "off" }))).toEqual(["web.yaml:1 error bundled/deny"]);
  expect(told(await policy.check(scope, { builtIn: "off" }, there))).toEqual([]);
});

opa.each<readonly [string, FetchedBundle, RegExp]>([
  [
    "refused",
    { status: "refused", reason: "its digest is another." },
    /baseline cannot be used: its digest is another/,
  ],
  [
    "without a rule",
    holding({ "a.rego": "package a\n\nallow := true\n" }),
    /baseline cannot be used: .*(?:No rule here can deny|no deny, warn or violation rule)/,
  ],
  [
    "that does not load",
    holding({ "a.rego": "package a\ndeny[x] { x := y }\n" }),
    /baseline cannot be used: rules@3f3f3f3f3f3f\/a\.rego:2/,
  ],
])("one that is %s makes the check errored, never skipped", async (_, fetched, reason) => {
  expect(await check(portsWith(fetched, [{}]), {})).toMatchObject({
    status: "errored",
    reason: expect.stringMatching(reason),
  });
});

opa("admission rules that the operator requires are not the policy check's", async () => {
  const ports = portsWith({ status: "refused", reason: "x" }, [{ holds: "admission" }]);

  expect(told(await check(ports, { builtIn: "off" }))).toEqual([]);
});

opa.each<readonly [string, PolicySettings, Files, RegExp]>([
  ["a folder that is not there", { sources: ["polices/"] }, {}, /names polices\/, where there is no policy/],
  [
    "folders without a rule",
    { sources: ["rules/"] },
    { "rules/a.rego": "package a\n\nallow := true\n" },
    /No rule here can deny|holds no deny, warn or violation rule/,
  ],
])("sources that the configuration names are errored when they are %s", async (_, settings, head, reason) => {
  expect(await check(portsWith(new Error("none")), settings, head)).toMatchObject({
    status: "errored",
    reason: expect.stringMatching(reason),
  });
});

opa("what the configuration says to no effect is noted", async () => {
  const scope = scopeOf({ "web.yaml": web });

  const result = await policy.check(scope, { builtIn: { "built/deni": "error" } }, portsWith(new Error("none")));

  expect(result).toMatchObject({
    notes: ["checks.policy.builtIn names built/deni: there is no such rule; is built/deny meant?"],
  });
});
