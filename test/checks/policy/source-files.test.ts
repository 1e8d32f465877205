import { afterAll, expect, test } from "vitest";
import { createPolicyRunner } from "../../../src/adapters/opa/runner.ts";
import type { CheckPorts } from "../../../src/checks/check.ts";
import { readSourceFiles } from "../../../src/checks/policy/source-files.ts";
import { policy } from "../../../src/checks/policy.ts";
import { localTools, localWorkspaces, opaPath } from "../../adapters/opa/local-tools.ts";
import { findingsOf, noPorts, scopeOf, told } from "../scope.ts";

const opa = test.skipIf(opaPath === undefined);
const policies = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1 });
const ports: CheckPorts = { ...noPorts, policies, builtInPolicies: new Map() };

afterAll(() => policies.close());

const workflow = `name: build
on:
  push:
    branches: [main]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/deploy@v1
        with:
          password: correct-horse-battery
`;

test.each([
  [".github/workflows/build.yml", "name: a", ["workflow"]],
  ["tools/action.yaml", "name: a", ["workflow"]],
  [".github/workflows/nested/build.yml", "name: a", []],
  ["charts/web/Chart.yaml", "name: a", ["chart"]],
  ["apps/web/Kustomization", "resources: []", ["kustomization"]],
  ["apps/web/kustomization.yaml", "- a list", []],
  ["apps/web/kustomization.yaml", "a: [", []],
  ["apps/web/values.yaml", "a: 1", []],
])("%s with %j is read as %j", async (path, text, kinds) => {
  const files = await readSourceFiles(scopeOf({ [path]: text }));

  expect(files.map(({ kind }) => kind)).toEqual(kinds);
});

test("charts that another chart holds packed are not its author's", async () => {
  const chart = "apiVersion: v2\nname: a\nversion: 1.0.0\n";

  const files = await readSourceFiles(scopeOf({ "web/Chart.yaml": chart, "web/charts/redis/Chart.yaml": chart }));

  expect(files.map(({ path }) => path)).toEqual(["web/Chart.yaml"]);
});

test("what a rule need not know to judge, it is not told", async () => {
  const kustomization = `secretGenerator:
  - name: a
    literals: [password=hunter2]
patches:
  - target: { kind: Secret }
    patch: |-
      - { op: add, path: /stringData/a, value: hunter2 }
  - patch: |-
      kind: Secret
      stringData: { a: hunter2 }
`;

  const files = await readSourceFiles(
    scopeOf({ ".github/workflows/build.yml": workflow, "kustomization.yaml": kustomization }),
  );

  const seen = JSON.stringify(files.map(({ object }) => object));
  expect(files).toHaveLength(2);
  expect(seen).not.toMatch(/hunter2|correct-horse/);
  expect(seen).toContain("password=masked");
});

opa("rules about source files are given them with their path and neighbours, and find the line", async () => {
  const rego = `package fairlead.source.workflow.mine

import rego.v1

deny contains {"msg": sprintf("%v %v %v", [data.fairlead.path, data.fairlead.beside, data.fairlead.environment]), "path": ["on", "push"]} if input.on.push

deny contains {"msg": "uses", "path": ["jobs", "build", "steps", 0, "uses"]} if input.jobs.build.steps[0].uses
`;
  const scope = scopeOf({ "policies/a.rego": rego, ".github/workflows/build.yml": workflow });

  const result = await policy.check(scope, {}, ports);

  expect(told(result)).toEqual([
    ".github/workflows/build.yml:3 error fairlead.source.workflow.mine/deny",
    ".github/workflows/build.yml:9 error fairlead.source.workflow.mine/deny",
  ]);
  expect(findingsOf(result)[0]).toMatchObject({
    message: '.github/workflows/build.yml ["build.yml"] null',
    application: null,
    environment: null,
    resource: null,
  });
});

opa("only files that change are judged, and rules about them are given nothing else", async () => {
  const base = {
    "policies/a.rego": "package fairlead.source.chart.mine\n\ndeny[x] { x := input.name }\n",
    "a/Chart.yaml": "name: a",
    "web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\n",
  };
  const head = { ...base, "b/Chart.yaml": "name: b", "web.yaml": `${base["web.yaml"]}data: {}\n` };

  const result = await policy.check(scopeOf(head, { base }), {}, ports);

  expect(findingsOf(result).map(({ message }) => message)).toEqual(["b"]);
});

opa("a package for a kind of file that does not exist is an error, not a rule that is never asked", async () => {
  const rego = "package fairlead.source.workflows\n\ndeny[x] { x := input.name }\n";
  const scope = scopeOf({ "policies/a.rego": rego, "a/Chart.yaml": "name: a" });

  const result = await policy.check(scope, {}, ports);

  expect(result).toMatchObject({
    status: "errored",
    reason: expect.stringContaining("fairlead.source.workflows names no kind of file"),
  });
});
