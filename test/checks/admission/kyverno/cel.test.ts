import { afterAll, expect, test } from "vitest";
import { createExpressions } from "../../../../src/adapters/cel/expressions.ts";
import { answersTo, asked, pod, policy } from "./asked.ts";

const expressions = createExpressions({ workers: 1 });
afterAll(() => expressions.close());

const says = (rules: string, objects: string, around = "") => asked({ rules, objects, around }, { expressions });

const deployment = (template: string) =>
  `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web, namespace: shop }, spec: { template: ${template} } }\n`;
const cronJob = (template: string) =>
  `{ apiVersion: batch/v1, kind: CronJob, metadata: { name: web, namespace: shop }, spec: { jobTemplate: { spec: { template: ${template} } } } }\n`;

const inRule = policy(
  "Pod",
  `cel:
  variables: [{ name: privileged, expression: "object.spec.containers.filter(c, c.?securityContext.privileged.orValue(false))" }]
  expressions:
    - { expression: "variables.privileged.size() == 0", messageExpression: "'privileged: ' + variables.privileged[0].name" }`,
);

test("a rule in CEL is asked with its variables, and says what it says", async () => {
  expect(await says(inRule, pod())).toEqual([]);
  expect(await says(inRule, pod("{ securityContext: { privileged: true } }"))).toEqual([
    "Pod shop/web: deny p/r at /spec/containers: privileged: web",
  ]);
});

test("a rule in CEL about Pods is one about what makes them", async () => {
  const bad = "{ spec: { containers: [{ name: a, image: b, securityContext: { privileged: true } }] } }";

  expect(await says(inRule, deployment(bad))).toEqual([
    "Deployment shop/web: deny p/r at /spec/template/spec/containers: privileged: a",
  ]);
  expect(await says(inRule, cronJob(bad))).toEqual([
    "CronJob shop/web: deny p/r at /spec/jobTemplate/spec/template/spec/containers: privileged: a",
  ]);
});

test("preconditions in CEL leave objects out", async () => {
  const rules = policy(
    "Pod",
    "message: Never\ndeny: {}",
    "celPreconditions: [{ name: a, expression: \"object.metadata.name == 'api'\" }]",
  );

  expect(await says(rules, pod())).toEqual([]);
  expect(await says(rules, pod().replace("name: web", "name: api"))).toHaveLength(1);
});

test("a rule in CEL that an object makes too costly weighs what its refusal would", async () => {
  const all =
    "object.metadata.annotations.all(a, object.metadata.annotations.all(b, object.metadata.annotations.all(c, a + b + c != 'x')))";
  const rules = policy("Pod", `cel: { expressions: [{ expression: "${all}" }] }`);
  const annotations = Array.from({ length: 150 }, (_, index) => `a${index}: b`).join(", ");
  const objects = pod().replace("name: web", `annotations: { ${annotations} }, name: web`);

  expect(await answersTo({ rules, objects }, { expressions })).toEqual([
    expect.objectContaining({ status: "not-evaluated", exhausted: "deny" }),
  ]);
});

test("what Kyverno declares beyond the API server is not evaluated", async () => {
  const rules = policy("Pod", "cel: { expressions: [{ expression: \"request.userInfo.username == 'a'\" }] }");

  expect((await says(rules, pod()))[0]).toMatch(
    /^Pod shop\/web: not evaluated p\/r: .*nobody knows here who will apply it/,
  );
});

const validating = (
  spec: string,
  name = "{ name: v }",
  kind = "ValidatingPolicy",
) => `apiVersion: policies.kyverno.io/v1
kind: ${kind}
metadata: ${name}
spec: ${spec}
`;
const pods =
  'matchConstraints: { resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods] }] }';
const labelled =
  "validations: [{ expression: \"'team' in object.metadata.?labels.orValue({})\", message: Say whose it is }]";

test("a ValidatingPolicy is asked about what it matches, and about what makes that", async () => {
  const rules = validating(`{ ${pods}, ${labelled} }`);

  expect(await says(rules, pod())).toEqual([
    "Pod shop/web: deny ValidatingPolicy/v at /metadata/labels: Say whose it is",
  ]);
  expect(await says(rules, pod("{}", "{}", "{ labels: { team: a } }"))).toEqual([]);
  expect(await says(rules, deployment("{ metadata: {}, spec: {} }"))).toHaveLength(1);
  expect(await says(rules, deployment("{ metadata: { labels: { team: a } } }"))).toEqual([]);
  expect(await says(rules, cronJob("{ metadata: {} }"))).toHaveLength(1);
  expect(await says(rules, "{ apiVersion: v1, kind: Service, metadata: { name: a, namespace: b } }")).toEqual([]);
});

test("which workloads is said by the policy, and none when it selects by more than kind", async () => {
  const some = validating(`{ ${pods}, ${labelled}, autogen: { podControllers: { controllers: [cronjobs] } } }`);
  const selected = validating(
    `{ ${pods.replace("matchConstraints: {", "matchConstraints: { objectSelector: { matchLabels: { a: b } },")}, ${labelled} }`,
  );

  expect(await says(some, deployment("{ metadata: {} }"))).toEqual([]);
  expect(await says(some, cronJob("{ metadata: {} }"))).toHaveLength(1);
  expect(await says(selected, deployment("{ metadata: {} }"))).toEqual([]);
});

test("an object keeps its own name in what is made for workloads", async () => {
  const rules = validating(`{ ${pods}, validations: [{ expression: "object.metadata.name != 'web'" }] }`);

  expect(await says(rules, deployment("{ metadata: { name: inner } }"))).toHaveLength(1);
});

test.each([
  ["{ }", "deny"],
  ["[Deny]", "deny"],
  ["[Warn]", "warn"],
  ["[Audit]", "audit"],
  ["[Audit, Warn]", "warn"],
])("validationActions %s would %s", async (actions, wanted) => {
  const rules = validating(`{ ${pods}, ${labelled}, validationActions: ${actions} }`);
  expect((await says(rules, pod()))[0]).toContain(`: ${wanted} `);
});

test.each([
  ["another mode", "mode: JSON"],
  ["the background alone", "admission: { enabled: false }"],
])("a policy for %s is not asked at admission", async (_, evaluation) => {
  expect(await says(validating(`{ ${pods}, ${labelled}, evaluation: { ${evaluation} } }`), pod())).toEqual([]);
});

test("conditions leave objects out, and an error in a validation refuses unless it may be ignored", async () => {
  const conditional = validating(
    `{ ${pods}, ${labelled}, matchConditions: [{ name: a, expression: "object.metadata.name == 'api'" }] }`,
  );
  const failing = validating(`{ ${pods}, validations: [{ expression: "object.metadata.labels.team == 'a'" }] }`);

  expect(await says(conditional, pod())).toEqual([]);
  expect((await says(failing, pod()))[0]).toContain(": deny ");
  expect((await says(failing.replace("{ matchC", "{ failurePolicy: Ignore, matchC"), pod()))[0]).toContain(": audit ");
});

test("a NamespacedValidatingPolicy is about its own namespace", async () => {
  const rules = (namespace: string) =>
    validating(`{ ${pods}, ${labelled} }`, `{ name: v, namespace: ${namespace} }`, "NamespacedValidatingPolicy");

  expect(await says(rules("shop"), pod())).toHaveLength(1);
  expect(await says(rules("bank"), pod())).toEqual([]);
});

test("an exception excuses under its conditions", async () => {
  const exception = (condition: string, more = "") => `---
apiVersion: policies.kyverno.io/v1
kind: PolicyException
metadata: { name: e, namespace: shop }
spec: { policyRefs: [{ name: v, kind: ValidatingPolicy }], matchConditions: [{ name: a, expression: "${condition}" }] ${more} }
`;
  const rules = validating(`{ ${pods}, ${labelled} }`);

  expect(await says(rules + exception("object.metadata.name == 'web'"), pod())).toEqual([]);
  expect(await says(rules + exception("object.metadata.name == 'api'"), pod())).toHaveLength(1);
  expect((await says(rules + exception("true", ", images: [a]"), pod()))[0]).toContain("not evaluated");
});

test.each([
  ["asks the API", "resource.Get('v1', 'configmaps', 'a', 'b').data.c == 'd'"],
  ["asks the web", "http.Get('https://a').b == 1"],
  ["reads images", "image(object.spec.containers[0].image).registry() == 'a'"],
  ["reads a global context", "globalContext.Get('a', 'b') == 1"],
])("a validation that %s is not evaluated", async (_, expression) => {
  const [answer, ...others] = await says(
    validating(`{ ${pods}, validations: [{ expression: "${expression}" }] }`),
    pod(),
  );

  expect(others).toEqual([]);
  expect(answer).toMatch(/^Pod shop\/web: not evaluated ValidatingPolicy\/v: /);
});

test("policies about signatures are named, and what is changed first is not refused", async () => {
  const images = validating(`{ ${pods}, validations: [] }`, "{ name: i }", "ImageValidatingPolicy");
  const mutating = validating(`{ ${pods}, mutations: [] }`, "{ name: m }", "MutatingPolicy");

  expect(await says(images, pod())).toEqual([
    "Pod shop/web: not evaluated ImageValidatingPolicy/i: it asks the registry of each image",
  ]);
  expect(await says(`${validating(`{ ${pods}, ${labelled} }`)}---\n${mutating}`, pod())).toEqual([
    "Pod shop/web: not evaluated ValidatingPolicy/v: MutatingPolicy/m changes the object before it is asked",
  ]);
});
