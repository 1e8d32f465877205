import { afterAll, expect, test } from "vitest";
import { createExpressions } from "../../../../src/adapters/cel/expressions.ts";
import { runSuites } from "../../../../src/checks/admission/gatekeeper/suite.ts";
import { gatekeeper } from "../../../../src/checks/admission/gatekeeper.ts";
import { admission, ports, say } from "../admissions.ts";

const expressions = createExpressions();
afterAll(() => expressions.close());
const use = { ...ports, expressions };

const template = `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: { name: mostreplicas }
spec:
  crd: { spec: { names: { kind: MostReplicas }, validation: { openAPIV3Schema: { type: object, properties: { most: { type: integer, default: 4 } } } } } }
  targets:
    - target: admission.k8s.gatekeeper.sh
      code:
        - engine: K8sNativeValidation
          source:
            matchCondition: [{ name: workloads, expression: has(object.spec.replicas) }]
            variables: [{ name: given, expression: variables.anyObject.spec.replicas }]
            validations:
              - expression: variables.given <= variables.params.most
                messageExpression: "'at most ' + string(variables.params.most) + ' replicas, and not ' + string(variables.given)"
              - expression: object.spec.paused == false
                message: it is paused
`;

const constraint = `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: MostReplicas
metadata: { name: three }
spec: { parameters: { most: 3 } }
`;

const deployment = (name: string, spec: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n`;

test("CEL of a template judges what is created", async () => {
  const objects = [
    deployment("few", "{ replicas: 1, paused: false }"),
    deployment("many", "{ replicas: 5, paused: true }"),
    deployment("unsaid", "{ replicas: 2 }"),
    deployment("left", "{}"),
  ].join("---\n");

  expect(await say(gatekeeper, { rules: `${template}---\n${constraint}`, objects }, use)).toEqual([
    "deny Deployment shop/many: MostReplicas/three: at most 3 replicas, and not 5",
    "deny Deployment shop/many: MostReplicas/three: it is paused",
    expect.stringMatching(
      /^deny Deployment shop\/unsaid: MostReplicas\/three: expression 'object\.spec\.paused == false' resulted in error: .*paused/,
    ),
  ]);
});

test("a parameter that is left out has the default of the template's schema", async () => {
  const objects = `${deployment("four", "{ replicas: 4, paused: false }")}---\n${deployment("five", "{ replicas: 5, paused: false }")}`;
  const told = (spec: string) =>
    say(
      gatekeeper,
      { rules: `${template}---\n${constraint.replace("{ parameters: { most: 3 } }", spec)}`, objects },
      use,
    );

  expect(await told("{ parameters: {} }")).toEqual([
    "deny Deployment shop/five: MostReplicas/three: at most 4 replicas, and not 5",
  ]);
  // Defaults do not make the object that they would stand in.
  expect(await told("{}")).toEqual([
    expect.stringContaining("deny Deployment shop/five: MostReplicas/three: expression"),
    expect.stringContaining("deny Deployment shop/four: MostReplicas/three: expression"),
  ]);
});

const asks = (expression: string, condition = "true") => `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: { name: asks }
spec:
  crd: { spec: { names: { kind: Asks } } }
  targets:
    - target: admission.k8s.gatekeeper.sh
      code:
        - engine: K8sNativeValidation
          source:
            matchCondition: [{ name: one, expression: "${condition}" }, { name: two, expression: object.kind == 'Deployment' }]
            validations: [{ expression: "${expression}", message: it is refused }]
---
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: Asks
metadata: { name: one }
`;
const pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { containers: [] }\n";

test.each([
  ["who asks", "request.userInfo.username == 'ann'", "nobody knows here who will apply it"],
  ["whether somebody is named", "!has(request.userInfo.username)", "nobody knows here who will apply it"],
  ["who may do what", "authorizer.path('/x').check('get').allowed()", "only the cluster knows who may do what"],
  ["the options of the request", "request.options.fieldManager == 'x'", "only the API server knows it"],
  ["the resource", "request.resource.resource == 'deployments'", "only the API server knows it"],
])("what a request tells only to the cluster is not evaluated: %s", async (_, expression, reason) => {
  const objects = deployment("web", "{ replicas: 1 }");

  expect(await say(gatekeeper, { rules: asks(expression), objects }, use)).toEqual([
    `not evaluated Asks/one for Deployment shop/web: ${reason} (\`${expression}\`)`,
  ]);
  expect(await say(gatekeeper, { rules: asks(`object.kind != 'Pod' || ${expression}`), objects }, use)).toEqual([]);
});

test("a condition that does not hold decides, whatever nobody knows", async () => {
  const rules = asks("false", "request.userInfo.username == 'ann'");

  expect(await say(gatekeeper, { rules, objects: pod }, use)).toEqual([]);
  expect(await say(gatekeeper, { rules, objects: deployment("web", "{}") }, use)).toEqual([
    expect.stringContaining("not evaluated Asks/one for Deployment shop/web: nobody knows here"),
  ]);
});

test("the kind that was asked for is the kind", async () => {
  const rules = asks("request.requestKind.kind == 'Pod'");

  expect(await say(gatekeeper, { rules, objects: deployment("web", "{}") }, use)).toEqual([
    "deny Deployment shop/web: Asks/one: it is refused",
  ]);
});

test("a suite runs templates in CEL as well", async () => {
  const suite = `apiVersion: test.gatekeeper.sh/v1alpha1
kind: Suite
tests:
  - name: replicas
    template: t.yaml
    constraint: c.yaml
    cases:
      - { name: few, object: few.yaml, assertions: [{ violations: no }] }
      - { name: many, object: many.yaml, assertions: [{ violations: 1, message: at most 3 }] }
`;
  const files = new Map([
    ["t.yaml", template],
    ["c.yaml", constraint],
    ["few.yaml", deployment("few", "{ replicas: 1, paused: false }")],
    ["many.yaml", deployment("many", "{ replicas: 5, paused: false }")],
    ["suite.yaml", suite],
  ]);

  const told = await runSuites(files, use, new AbortController().signal);

  expect(told.map(({ name, outcome, error }) => `${name} ${outcome} ${error}`)).toEqual([
    "replicas/few passed null",
    "replicas/many passed null",
  ]);
});

test("what an object makes too costly to evaluate hides no other refusal, and is no less than one", async () => {
  const costly = "object.spec.args.all(a, object.spec.args.all(b, object.spec.args.all(c, a + b + c != 'x')))";
  const rules = (other: string) =>
    `${template
      .replace(
        "- expression: object.spec.paused == false",
        `- expression: ${costly}\n              - expression: ${other}`,
      )
      .replace("messageExpression", "message")}---\n${constraint}`;
  const args = Array.from({ length: 150 }, (_, index) => `v${index}`).join(", ");
  const objects = deployment("large", `{ replicas: 1, args: [${args}] }`);

  expect(await say(gatekeeper, { rules: rules("object.spec.replicas > 3"), objects }, use)).toEqual([
    "deny Deployment shop/large: MostReplicas/three: it is paused",
  ]);
  expect(await say(gatekeeper, { rules: rules("object.spec.replicas > 0"), objects }, use)).toEqual([
    expect.stringContaining("it costs more than the API server allows"),
  ]);
  const answers = await gatekeeper.judge(admission({ rules: rules("object.spec.replicas > 0"), objects }), use);
  expect(answers).toEqual([expect.objectContaining({ status: "not-evaluated", exhausted: "deny" })]);
});
