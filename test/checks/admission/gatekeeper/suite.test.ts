import { expect, test } from "vitest";
import { runSuites } from "../../../../src/checks/admission/gatekeeper/suite.ts";
import { opaPath } from "../../../adapters/opa/local-tools.ts";
import { ports } from "../admissions.ts";

const opa = test.skipIf(opaPath === undefined);
const { signal } = new AbortController();

const template = `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: { name: nodelete }
spec:
  crd:
    spec:
      names: { kind: NoDelete }
      validation:
        openAPIV3Schema: { type: object, properties: { words: { type: array, items: { type: string } } } }
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package nodelete

        violation[{"msg": msg}] {
          input.review.operation == "DELETE"
          msg := sprintf("%v must stay", [input.review.object.metadata.name])
        }

        violation[{"msg": msg}] {
          word := input.parameters.words[_]
          input.review.object.metadata.labels[word]
          msg := sprintf("label %v is not allowed", [word])
        }

        violation[{"msg": "its team is known already"}] {
          other := data.inventory.namespace[_]["v1"].Pod[name]
          name != input.review.object.metadata.name
          other.metadata.labels.team == input.review.object.metadata.labels.team
        }
`;

const constraint = (spec: string) => `---
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: NoDelete
metadata: { name: one }
spec: ${spec}
`;

const pod = (name: string, labels = "{}") => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: ${labels} }
`;

const files = {
  "lib/template.yaml": template,
  "lib/constraint.yaml": constraint("{ parameters: { words: [foo, bar] } }"),
  "lib/wrong.yaml": constraint("{ parameters: { words: foo } }"),
  "lib/selecting.yaml": constraint(
    "{ match: { namespaceSelector: { matchLabels: { tier: gold } } }, parameters: { words: [foo] } }",
  ),
  "lib/audited.yaml": constraint(
    "{ enforcementAction: scoped, scopedEnforcementActions: [{ action: deny, enforcementPoints: [{ name: audit.gatekeeper.sh }] }], parameters: { words: [foo] } }",
  ),
  "lib/good.yaml": pod("good"),
  "lib/foo.yaml": pod("foo", "{ foo: a, bar: b, team: blue }"),
  "lib/blue.yaml": pod("blue", "{ team: blue }"),
  "lib/gold.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { tier: gold } }\n",
  "lib/iron.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n",
  "lib/two.yaml": `${pod("a")}---${pod("b")}`,
  "lib/delete.yaml": `apiVersion: admission.k8s.io/v1
kind: AdmissionReview
request:
  uid: "1"
  kind: { group: "", version: v1, kind: Pod }
  operation: DELETE
  name: old
  namespace: shop
  oldObject: { apiVersion: v1, kind: Pod, metadata: { name: old, namespace: shop } }
`,
  "lib/empty.yaml": "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nrequest: { uid: a }\n",
};

opa.each<readonly [string, string, string | null]>([
  ["no violation where none is expected", "{ object: good.yaml, assertions: [{ violations: no }] }", null],
  ["some are expected when it does not say", "{ object: foo.yaml, assertions: [{ message: not allowed }] }", null],
  ["exactly as many", "{ object: foo.yaml, assertions: [{ violations: 2 }] }", null],
  ["exactly as many that match", '{ object: foo.yaml, assertions: [{ violations: 1, message: "^label foo " }] }', null],
  ["none that match", "{ object: foo.yaml, assertions: [{ violations: no, message: must stay }] }", null],
  [
    "every assertion counts",
    "{ object: foo.yaml, assertions: [{ violations: 2 }, { violations: no }] }",
    "no violations",
  ],
  ["none where some are expected", "{ object: good.yaml, assertions: [{ violations: yes }] }", "there are 0"],
  ["too few", "{ object: foo.yaml, assertions: [{ violations: 3 }] }", "3 violations are expected, and there are 2"],
  ["no assertion", "{ object: good.yaml, assertions: [] }", "it asserts nothing"],
  ["a count that is none", "{ object: good.yaml, assertions: [{ violations: maybe }] }", 'violations must be "yes"'],
  ["a pattern that is none", '{ object: foo.yaml, assertions: [{ message: "(" }] }', "missing closing"],
  ["no object", "{ assertions: [{ violations: no }] }", "the suite names no file"],
  ["an object that is not there", "{ object: none.yaml, assertions: [{ violations: no }] }", "there is no none.yaml"],
  ["two objects", "{ object: two.yaml, assertions: [{ violations: no }] }", "must hold exactly one object"],
  ["a request to delete", "{ object: delete.yaml, assertions: [{ violations: 1, message: old must stay }] }", null],
  ["a request for nothing", "{ object: empty.yaml, assertions: [{ violations: no }] }", "holds no object"],
  ["the inventory", "{ object: blue.yaml, inventory: [foo.yaml], assertions: [{ message: known already }] }", null],
  ["no inventory", "{ object: blue.yaml, assertions: [{ violations: no }] }", null],
])("a case with %s", async (_, one, error) => {
  const [told, ...others] = await run("constraint.yaml", `[${one}]`);

  expect(others).toEqual([]);
  expect(told?.outcome).toBe(error === null ? "passed" : "failed");
  if (error !== null) expect(told?.error).toContain(error);
});

opa("a namespace's labels are those of the inventory; without it Gatekeeper refuses", async () => {
  const told = await run(
    "selecting.yaml",
    `[
      { name: gold, object: foo.yaml, inventory: [gold.yaml], assertions: [{ violations: 1 }] },
      { name: iron, object: foo.yaml, inventory: [iron.yaml], assertions: [{ violations: no }] },
      { name: unknown, object: foo.yaml, assertions: [{ violations: 1, message: matched }] },
    ]`,
  );

  expect(told.map(({ name, outcome, error }) => `${name} ${outcome} ${error}`)).toEqual([
    "first/gold passed null",
    "first/iron passed null",
    "first/unknown passed null",
  ]);
});

opa("a constraint that other points enforce says nothing here", async () => {
  expect(await run("audited.yaml", "[{ object: foo.yaml, assertions: [{ violations: no }] }]")).toMatchObject([
    { outcome: "passed" },
  ]);
});

opa("each case stands on its line, and what is skipped is said", async () => {
  const text = `apiVersion: test.gatekeeper.sh/v1alpha1
kind: Suite
metadata:
  name: nodelete
tests:
  - name: first
    template: template.yaml
    constraint: constraint.yaml
    cases:
      - name: good
        object: good.yaml
        assertions: [{ violations: no }]
      - name: later
        skip: true
        object: good.yaml
        assertions: [{ violations: no }]
  - name: second
    skip: true
    template: template.yaml
    constraint: constraint.yaml
  - name: third
    invalid: true
    template: template.yaml
    constraint: wrong.yaml
  - name: fourth
    invalid: true
    template: template.yaml
    constraint: constraint.yaml
  - name: fifth
    template: template.yaml
    constraint: wrong.yaml
  - name: sixth
    template: good.yaml
    constraint: constraint.yaml
`;
  const told = await suite(text);

  expect(told.map(({ package: of, name, line, outcome }) => `${of}:${line} ${name} ${outcome}`)).toEqual([
    "nodelete:10 first/good passed",
    "nodelete:13 first/later skipped",
    "nodelete:17 second skipped",
    "nodelete:21 third passed",
    "nodelete:25 fourth failed",
    "nodelete:29 fifth failed",
    "nodelete:32 sixth failed",
  ]);
  const some = await suite(text, (name) => name.includes("good"));
  expect(some.map(({ name }) => name)).toEqual(["first/good"]);
});

opa("who asks is what the request of a test says", async () => {
  const open = template
    .replace(/validation:\n.*/, "validation: { legacySchema: true }")
    .replace('input.review.operation == "DELETE"', "input.review.userInfo.username != input.parameters.owner");
  const review = (username: string) => `apiVersion: admission.k8s.io/v1
kind: AdmissionReview
request:
  operation: CREATE
  userInfo: { username: ${username} }
  object: { apiVersion: v1, kind: Pod, metadata: { name: old, namespace: shop } }
`;
  const suite = `apiVersion: test.gatekeeper.sh/v1alpha1
kind: Suite
tests:
  - name: owners
    template: t.yaml
    constraint: c.yaml
    cases:
      - { name: owner, object: ann.yaml, assertions: [{ violations: no }] }
      - { name: other, object: bob.yaml, assertions: [{ violations: 1, message: old must stay }] }
`;
  const given = new Map([
    ["t.yaml", open],
    ["c.yaml", constraint("{ parameters: { owner: ann } }")],
    ["ann.yaml", review("ann")],
    ["bob.yaml", review("bob")],
    ["suite.yaml", suite],
  ]);

  expect((await runSuites(given, ports, signal)).map(({ name, error }) => `${name} ${error}`)).toEqual([
    "owners/owner null",
    "owners/other null",
  ]);
});

function run(name: string, cases: string) {
  return suite(
    `apiVersion: test.gatekeeper.sh/v1alpha1\nkind: Suite\ntests: [{ name: first, template: template.yaml, constraint: ${name}, cases: ${cases} }]\n`,
  );
}

function suite(text: string, isWanted?: (name: string) => boolean) {
  return runSuites(new Map([...Object.entries(files), ["lib/suite.yaml", text]]), ports, signal, isWanted);
}
