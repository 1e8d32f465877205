import { existsSync, readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { createExpressions } from "../../../src/adapters/cel/expressions.ts";
import { schema } from "../../../src/checks/schema.ts";
import { findingsOf, noPorts, scopeOf } from "../scope.ts";

const expressions = createExpressions({ workers: 1 });
afterAll(() => expressions.close());

type Given = { readonly old?: string };

const data = process.env.FAIRLEAD_TEST_DATA ?? "../shared/data";
const exchanges = `${data}/kubernetes-1.36/exchanges`;

/** What the schema check says of `tree.yaml` under a definition whose spec is of this schema. */
async function told(spec: string, custom: string, { old }: Given = {}): Promise<string[]> {
  const files = { "crd.yaml": definition(spec), "tree.yaml": custom };
  const scope = scopeOf(files, { base: { "crd.yaml": files["crd.yaml"] } });
  const before = old === undefined ? null : (scopeOf({ "tree.yaml": old }).applications[0]?.manifests[0] ?? null);
  const applications = scope.applications.map((app) => ({
    ...app,
    subjects: app.subjects.map((subject) => ({ ...subject, old: before })),
  }));
  const result = await schema.check({ ...scope, applications }, undefined, { ...noPorts, expressions });
  return findingsOf(result).map(
    ({ path, line, severity, rule, message }) => `${path}:${line} ${severity} ${rule}: ${message}`,
  );
}

function definition(spec: string): string {
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: trees.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Tree, plural: trees}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
${spec.replace(/^/gm, "              ")}
`;
}

function tree(spec: string): string {
  return `apiVersion: example.com/v1
kind: Tree
metadata: {name: oak, namespace: wood}
spec:
${spec.replace(/^/gm, "  ")}
`;
}

const limits = `type: object
x-kubernetes-validations:
  - {rule: "self.min <= self.max", message: "min must not be more than max"}
properties:
  min: {type: integer}
  max: {type: integer, default: 10}`;

test("a rule over two fields is told where it stands, with its message", async () => {
  expect(await told(limits, tree("min: 3\nmax: 2"))).toEqual([
    "tree.yaml:5 error validation-rule: spec: min must not be more than max",
  ]);
  expect(await told(limits, tree("min: 1\nmax: 2"))).toEqual([]);
});

test("a default is there before a rule asks", async () => {
  expect(await told(limits, tree("min: 3"))).toEqual([]);
  expect(await told(limits, tree("min: 11"))).toEqual([
    "tree.yaml:5 error validation-rule: spec: min must not be more than max",
  ]);
});

test("a field that is not there leaves a rule without a value, as in the API server", async () => {
  const spec = limits.replace(", default: 10", "");
  expect(await told(spec, tree("min: 3"))).toEqual([
    'tree.yaml:4 error validation-rule: spec: the rule "self.min <= self.max" has no value here: no such key: max.',
  ]);
});

test("rules of the entries of lists and maps name the entry, and stand on its line", async () => {
  const spec = `type: object
properties:
  leaves:
    type: array
    items:
      type: object
      x-kubernetes-validations:
        - {rule: "self.size > 0", messageExpression: "'the leaf ' + self.name + ' is too small'"}
      properties: {name: {type: string}, size: {type: integer}}
  roots:
    type: object
    additionalProperties:
      type: integer
      x-kubernetes-validations: [{rule: "self % 2 == 0"}]`;
  const custom = tree(`leaves:
  - {name: a, size: 1}
  - name: b
    size: 0
roots:
  even: 2
  odd: 3`);
  expect(await told(spec, custom)).toEqual([
    "tree.yaml:8 error validation-rule: spec.leaves[1]: the leaf b is too small",
    "tree.yaml:11 error validation-rule: spec.roots.odd: failed rule: self % 2 == 0",
  ]);
});

test("a rule that says which field it is about stands on that field", async () => {
  const spec = limits.replace('message: "min', 'fieldPath: ".max", message: "min');
  expect(await told(spec, tree("min: 3\nmax: 2"))).toEqual([
    "tree.yaml:6 error validation-rule: spec: min must not be more than max",
  ]);
});

const immutable = `type: object
properties:
  kind:
    type: string
    x-kubernetes-validations: [{rule: "self == oldSelf", message: "it cannot be changed"}]
  branches:
    type: array
    x-kubernetes-list-type: map
    x-kubernetes-list-map-keys: [name]
    items:
      type: object
      required: [name]
      properties:
        name: {type: string}
        length: {type: integer, x-kubernetes-validations: [{rule: "self >= oldSelf"}]}`;

test("rules that compare are asked of an update, and of entries that can be told apart", async () => {
  const before = tree("kind: oak\nbranches: [{name: a, length: 5}, {name: b, length: 1}]");
  const after = tree(
    "kind: elm\nbranches:\n  - {name: b, length: 2}\n  - {name: a, length: 4}\n  - {name: c, length: 1}",
  );
  expect(await told(immutable, after, { old: before })).toEqual([
    "tree.yaml:5 error validation-rule: spec.kind: it cannot be changed",
    "tree.yaml:8 error validation-rule: spec.branches[1].length: failed rule: self >= oldSelf",
  ]);
  expect(await told(immutable, after)).toEqual([]);
});

test("with an optional old value a rule is asked on creation too", async () => {
  const spec = `type: object
properties:
  size:
    type: integer
    x-kubernetes-validations:
      - {rule: "oldSelf.hasValue() ? self >= oldSelf.value() : self == 1", optionalOldSelf: true}`;
  expect(await told(spec, tree("size: 2"))).toHaveLength(1);
  expect(await told(spec, tree("size: 1"))).toEqual([]);
  expect(await told(spec, tree("size: 2"), { old: tree("size: 1") })).toEqual([]);
  expect(await told(spec, tree("size: 2"), { old: tree("size: 3") })).toHaveLength(1);
});

test("values are what the schema says: numbers, times, sets, and names that CEL cannot write", async () => {
  const spec = `type: object
x-kubernetes-validations:
  - rule: "type(self.ratio) == double && self.ratio + 0.5 == 2.5"
  - rule: "self.until - self.since < duration('48h') && self.wait == duration('90s')"
  - rule: "self.tags == ['b', 'a'] && self.tags + ['a', 'c'] == ['a', 'b', 'c']"
  - rule: "self.__namespace__ == 'wood' && self.x__dash__y__dot__z == 1"
  - rule: "type(self.port) == int ? self.port == 80 : self.port == 'http'"
properties:
  ratio: {type: number}
  since: {type: string, format: date-time}
  until: {type: string, format: date-time}
  wait: {type: string, format: duration}
  tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
  namespace: {type: string}
  x-y.z: {type: integer}
  port: {x-kubernetes-int-or-string: true}`;
  const custom = tree(`ratio: 2
since: "2026-01-01T00:00:00Z"
until: "2026-01-02T00:00:00Z"
wait: 1m30s
tags: [a, b]
namespace: wood
x-y.z: 1
port: http`);
  expect(await told(spec, custom)).toEqual([]);
});

test("a rule that cannot be evaluated is told once, and nothing passes silently", async () => {
  const spec = `type: object
properties:
  leaves:
    type: array
    items: {type: string, x-kubernetes-validations: [{rule: "self.unheardOf()"}]}`;
  expect(await told(spec, tree("leaves: [a, b]"))).toEqual([
    `tree.yaml:5 warning not-evaluated: The rule "self.unheardOf()" of the custom resource's definition is not evaluated: undeclared reference to 'unheardOf' (in container '') (at 1:6).`,
  ]);
});

test("rules of the status are not asked, for what is applied leaves it out", async () => {
  const spec = "type: object\nproperties: {a: {type: string}}";
  const crd = definition(spec).replace(
    "            spec:",
    '            status: {type: object, x-kubernetes-validations: [{rule: "false"}], properties: {a: {type: string}}}\n            spec:',
  );
  const scope = scopeOf(
    { "crd.yaml": crd, "tree.yaml": `${tree("a: b")}status: {a: b}\n` },
    { base: { "crd.yaml": crd } },
  );
  expect(findingsOf(await schema.check(scope, undefined, { ...noPorts, expressions }))).toEqual([]);
});

test("a definition whose rule does not compile is told on the rule's line", async () => {
  const crd = definition(
    'type: object\nproperties:\n  a:\n    type: integer\n    x-kubernetes-validations:\n      - rule: "self.b > 1"',
  );
  const result = await schema.check(scopeOf({ "crd.yaml": crd }, { base: {} }), undefined, { ...noPorts, expressions });
  expect(findingsOf(result).map(({ line, message }) => `${line} ${message}`)).toEqual([
    `${crd.split("\n").findIndex((line) => line.includes("self.b")) + 1} The rule "self.b > 1" does not compile: type 'int' does not support field selection (at 1:5).`,
  ]);
});

/* The recordings are not part of the project. */
test.skipIf(!existsSync(exchanges))("rules say what the API server said of the same objects", async () => {
  const read = (name: string) => JSON.parse(readFileSync(`${exchanges}/${name}.json`, "utf8")).exchanges;
  const crd = read("17-crd-then-custom-resource")[6].request.body;
  const refusal = "replicas must not exceed maxReplicas";
  let refused = 0;
  for (const { request, response } of read("18-crd-schema")) {
    const { method, path, body } = request;
    if (method !== "PATCH" || !path.includes("/widgets/") || typeof body !== "object") continue;
    if (![201, 422].includes(response.status) || body.apiVersion === undefined) continue;
    const base = { "crd.json": JSON.stringify(crd) };
    const scope = scopeOf({ ...base, "widget.json": JSON.stringify(body) }, { base });
    const found = findingsOf(await schema.check(scope, undefined, { ...noPorts, expressions }));
    const said = found.filter(({ rule }) => rule === "validation-rule").map(({ message }) => message);
    const isRefused = String(response.body.message).includes(refusal);
    expect(said, JSON.stringify(body)).toEqual(isRefused ? [`spec: ${refusal}`] : []);
    refused += isRefused ? 1 : 0;
  }
  expect(refused).toBeGreaterThan(1);
});
