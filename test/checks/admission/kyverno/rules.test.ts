import fc from "fast-check";
import { expect, test } from "vitest";
import { manifestsOf } from "../../scope.ts";
import { asked, pod, policy } from "./asked.ts";

const needsTeam = 'message: "Say whose it is", pattern: { metadata: { labels: { team: "?*" } } }';
const inPods = policy("Pod", `{ ${needsTeam} }`);

function workload(kind: string, template: string, at = "template"): string {
  const inner =
    at === "template" ? `{ template: ${template} }` : `{ jobTemplate: { spec: { template: ${template} } } }`;
  const group = kind === "CronJob" || kind === "Job" ? "batch/v1" : kind === "ReplicationController" ? "v1" : "apps/v1";
  return `{ apiVersion: ${group}, kind: ${kind}, metadata: { name: web, namespace: shop }, spec: ${inner} }\n`;
}

const lines = (...documents: readonly string[]) => documents.join("\n---\n");

test.each(["DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"])(
  "a rule about Pods is one about the template of a %s, too",
  async (kind) => {
    expect(
      await asked({ rules: inPods, objects: workload(kind, "{ metadata: { labels: { team: a } }, spec: {} }") }),
    ).toEqual([]);
    expect(await asked({ rules: inPods, objects: workload(kind, "{ metadata: { labels: {} }, spec: {} }") })).toEqual([
      `${kind} shop/web: deny p/r at /spec/template/metadata/labels/team: validation error: Say whose it is. rule autogen-r failed at path /spec/template/metadata/labels/team/`,
    ]);
  },
);

test("and one about the template of a CronJob's job", async () => {
  expect(await asked({ rules: inPods, objects: workload("CronJob", "{ metadata: { labels: {} } }", "job") })).toEqual([
    "CronJob shop/web: deny p/r at /spec/jobTemplate/spec/template/metadata/labels/team: validation error: Say whose it is. rule autogen-cronjob-r failed at path /spec/jobTemplate/spec/template/metadata/labels/team/",
  ]);
});

test.each([
  ["only those that an annotation names", "Deployment", ["Deployment"]],
  ["CronJobs alone", "CronJob", ["CronJob"]],
  ["none at all", "none", []],
])("an annotation says which workloads: %s", async (_, annotation, wanted) => {
  const rules = inPods.replace(
    "{ name: p }",
    `{ name: p, annotations: { pod-policies.kyverno.io/autogen-controllers: "${annotation}" } }`,
  );
  const answers = await asked({
    rules,
    objects: lines(
      workload("Deployment", "{ metadata: { labels: {} } }"),
      workload("CronJob", "{ metadata: { labels: {} } }", "job"),
    ),
  });
  expect(answers.map((answer) => answer.split(" ")[0])).toEqual(wanted);
});

test.each([
  ["names", "{ kinds: [Pod], names: [web*] }"],
  ["a selector", "{ kinds: [Pod], selector: { matchLabels: { a: b } } }"],
  ["other kinds beside Pods", "{ kinds: [Pod, Service] }"],
])("a rule that asks for %s stays with what it asks for", async (_, resources) => {
  const rules = inPods.replace("{ kinds: [Pod] }", resources);
  expect(await asked({ rules, objects: workload("Deployment", "{ metadata: { labels: {} } }") })).toEqual([]);
});

test("in rules made of Pods' rules, variables lead to the template", async () => {
  const rules = policy(
    "Pod",
    `message: "{{ request.object.metadata.labels.app }} may not"
deny: { conditions: { any: [{ key: "{{ request.object.spec.hostNetwork || \`false\` }}", operator: Equals, value: true }] } }`,
  );
  expect(
    await asked({
      rules,
      objects: workload("Deployment", "{ metadata: { labels: { app: inner } }, spec: { hostNetwork: true } }"),
    }),
  ).toEqual(["Deployment shop/web: deny p/r at null: inner may not"]);
});

const match = (block: string, exclude = "") =>
  inPods.replace("{ any: [{ resources: { kinds: [Pod] } }] }", block + (exclude && `\n      exclude: ${exclude}`));
const plain = pod("{}", "{}", "{ labels: { app: web }, annotations: { a: b } }");

test.each([
  ["the kind", "{ any: [{ resources: { kinds: [Pod] } }] }", true],
  ["another kind", "{ any: [{ resources: { kinds: [Service] } }] }", false],
  ["a kind by wildcard", "{ any: [{ resources: { kinds: ['P*'] } }] }", true],
  ["everything", "{ any: [{ resources: { kinds: ['*'] } }] }", true],
  ["everything in full", "{ any: [{ resources: { kinds: ['*/*'] } }] }", true],
  ["a version and kind", "{ any: [{ resources: { kinds: [v1/Pod] } }] }", true],
  ["another version", "{ any: [{ resources: { kinds: [v2/Pod] } }] }", false],
  ["a group, version and kind", "{ any: [{ resources: { kinds: [apps/v1/Pod] } }] }", false],
  ["any version of a group", "{ any: [{ resources: { kinds: ['*/v1/Pod'] } }] }", true],
  ["a subresource", "{ any: [{ resources: { kinds: [Pod/exec] } }] }", false],
  ["the older form", "{ resources: { kinds: [Pod] } }", true],
  ["a name by wildcard", "{ any: [{ resources: { kinds: [Pod], names: [we?] } }] }", true],
  ["another name", "{ any: [{ resources: { kinds: [Pod], name: other } }] }", false],
  ["a namespace by wildcard", "{ any: [{ resources: { kinds: [Pod], namespaces: ['sh*'] } }] }", true],
  ["another namespace", "{ any: [{ resources: { kinds: [Pod], namespaces: [bank] } }] }", false],
  ["a label", "{ any: [{ resources: { kinds: [Pod], selector: { matchLabels: { app: 'w*' } } } }] }", true],
  [
    "a label that it has not",
    "{ any: [{ resources: { kinds: [Pod], selector: { matchExpressions: [{ key: app, operator: DoesNotExist }] } } }] }",
    false,
  ],
  ["an annotation", "{ any: [{ resources: { kinds: [Pod], annotations: { 'a*': '?' } } }] }", true],
  ["another annotation", "{ any: [{ resources: { kinds: [Pod], annotations: { a: c } } }] }", false],
  ["its operation", "{ any: [{ resources: { kinds: [Pod], operations: [CREATE] } }] }", true],
  ["another operation", "{ any: [{ resources: { kinds: [Pod], operations: [UPDATE] } }] }", false],
  ["one of two", "{ any: [{ resources: { kinds: [Service] } }, { resources: { kinds: [Pod] } }] }", true],
  ["both of two", "{ all: [{ resources: { kinds: [Pod] } }, { resources: { namespaces: [shop] } }] }", true],
  [
    "both of two, and one is not",
    "{ all: [{ resources: { kinds: [Pod] } }, { resources: { namespaces: [bank] } }] }",
    false,
  ],
])("matches by %s", async (_, block, isMatched) => {
  expect(await asked({ rules: match(block), objects: plain })).toHaveLength(isMatched ? 1 : 0);
});

test.each([
  ["a namespace", "{ any: [{ resources: { namespaces: [shop] } }] }", true],
  ["another namespace", "{ any: [{ resources: { namespaces: [bank] } }] }", false],
  ["all of two", "{ all: [{ resources: { namespaces: [shop] } }, { resources: { names: [web] } }] }", true],
  [
    "all of two, and one is not",
    "{ all: [{ resources: { namespaces: [shop] } }, { resources: { names: [api] } }] }",
    false,
  ],
  ["the older form", "{ resources: { kinds: [Pod], namespaces: [shop] } }", true],
])("excludes by %s", async (_, exclude, isExcluded) => {
  const rules = match("{ any: [{ resources: { kinds: [Pod] } }] }", exclude);
  expect(await asked({ rules, objects: plain })).toHaveLength(isExcluded ? 0 : 1);
});

test("who asks is not known here: it is said where it decides, and only there", async () => {
  const rules = match("{ any: [{ resources: { kinds: [Pod] } }] }", "{ any: [{ clusterRoles: [cluster-admin] }] }");
  const elsewhere = match(
    "{ any: [{ resources: { kinds: [Pod] } }] }",
    "{ any: [{ clusterRoles: [a], resources: { namespaces: [bank] } }] }",
  );
  const good = pod("{}", "{}", "{ labels: { team: a } }");

  expect(await asked({ rules, objects: plain })).toEqual([
    "Pod shop/web: not evaluated p/r: it asks for clusterRoles, and who will ask is not known here",
  ]);
  expect(await asked({ rules, objects: good })).toEqual([]);
  expect(await asked({ rules: elsewhere, objects: plain })).toHaveLength(1);
  expect((await asked({ rules: elsewhere, objects: plain }))[0]).toContain(": deny ");
});

test("labels of a namespace come from what is declared beside it", async () => {
  const rules = match(
    "{ any: [{ resources: { kinds: [Pod], namespaceSelector: { matchLabels: { stage: prod } } } }] }",
  );
  const namespace = (stage: string) =>
    `{ apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: { stage: ${stage} } } }`;

  expect(await asked({ rules, objects: plain, around: namespace("prod") })).toHaveLength(1);
  expect(await asked({ rules, objects: plain, around: namespace("dev") })).toEqual([]);
  expect(await asked({ rules, objects: plain })).toEqual([
    "Pod shop/web: not evaluated p/r: it asks for labels of the namespace shop, which is not declared here",
  ]);
});

test("a Policy is about its own namespace", async () => {
  const own = inPods.replace("ClusterPolicy", "Policy").replace("{ name: p }", "{ name: p, namespace: shop }");

  expect(await asked({ rules: own, objects: plain })).toHaveLength(1);
  expect(await asked({ rules: own.replace("namespace: shop", "namespace: bank"), objects: plain })).toEqual([]);
});

test.each([
  ["Enforce", "", "deny"],
  ["enforce", "", "deny"],
  ["Audit", "", "audit"],
  ["Audit", "emitWarning: true", "warn"],
  ["Audit", "validationFailureActionOverrides: [{ action: Enforce, namespaces: ['sh*'] }]", "deny"],
  ["Enforce", "validationFailureActionOverrides: [{ action: Audit, namespaces: [shop] }]", "audit"],
  ["Enforce", "validationFailureActionOverrides: [{ action: Audit, namespaces: [bank] }]", "deny"],
])("with %s and %j it would %s", async (action, more, wanted) => {
  const rules = inPods.replace("validationFailureAction: Enforce", `validationFailureAction: ${action}\n  ${more}`);
  expect((await asked({ rules, objects: plain }))[0]).toContain(`: ${wanted} p/r `);
});

test("a rule's own action goes before its policy's", async () => {
  const rules = inPods.replace("{ message:", "{ failureAction: Audit, message:");
  expect((await asked({ rules, objects: plain }))[0]).toContain(": audit p/r ");
});

test("a policy that is not asked at admission refuses nothing", async () => {
  expect(await asked({ rules: inPods.replace("spec:\n", "spec:\n  admission: false\n"), objects: plain })).toEqual([]);
});

test("with applyRules: One, the first rule that applies is the last", async () => {
  const two = inPods.replace(/( {4}- name: r\n[\s\S]*)/, (rule) => rule + rule.replace("name: r", "name: s"));

  expect(await asked({ rules: two, objects: plain })).toHaveLength(2);
  expect(await asked({ rules: two.replace("spec:\n", "spec:\n  applyRules: One\n"), objects: plain })).toHaveLength(1);
});

const excepted = (spec: string) =>
  `{ apiVersion: kyverno.io/v2, kind: PolicyException, metadata: { name: e, namespace: shop }, spec: ${spec} }`;
const anyPod = "match: { any: [{ resources: { kinds: [Pod, Deployment], names: [web] } }] }";

test.each([
  ["by name", `{ ${anyPod}, exceptions: [{ policyName: p, ruleNames: [r] }] }`, true],
  ["by wildcard", `{ ${anyPod}, exceptions: [{ policyName: p, ruleNames: ['*'] }] }`, true],
  ["of another policy", `{ ${anyPod}, exceptions: [{ policyName: q, ruleNames: [r] }] }`, false],
  ["of another rule", `{ ${anyPod}, exceptions: [{ policyName: p, ruleNames: [s] }] }`, false],
  [
    "of other objects",
    "{ match: { any: [{ resources: { kinds: [Pod], names: [api] } }] }, exceptions: [{ policyName: p, ruleNames: [r] }] }",
    false,
  ],
  [
    "under a condition that holds",
    `{ ${anyPod}, exceptions: [{ policyName: p, ruleNames: [r] }], conditions: { any: [{ key: "{{ request.object.metadata.name }}", operator: Equals, value: web }] } }`,
    true,
  ],
  [
    "under a condition that does not",
    `{ ${anyPod}, exceptions: [{ policyName: p, ruleNames: [r] }], conditions: { any: [{ key: "{{ request.object.metadata.name }}", operator: Equals, value: api }] } }`,
    false,
  ],
])("an exception %s", async (_, spec, isExcepted) => {
  expect(await asked({ rules: lines(inPods, excepted(spec)), objects: plain })).toHaveLength(isExcepted ? 0 : 1);
});

test("an exception names the rules that are made for workloads as Kyverno does", async () => {
  const objects = workload("Deployment", "{ metadata: { labels: {} } }");
  const named = (rule: string) =>
    lines(inPods, excepted(`{ ${anyPod}, exceptions: [{ policyName: p, ruleNames: [${rule}] }] }`));

  expect(await asked({ rules: named("r"), objects })).toHaveLength(1);
  expect(await asked({ rules: named("autogen-r"), objects })).toEqual([]);
});

test("what was so before may be updated, unless the rule says otherwise", async () => {
  const old = plain;
  const objects = plain.replace("corp/web:1", "corp/web:2");

  expect(await asked({ rules: inPods, objects, old })).toEqual([
    "Pod shop/web: audit p/r at /metadata/labels/team: validation error: Say whose it is. rule r failed at path /metadata/labels/team/ (it was so before, and Kyverno lets such an object be updated)",
  ]);
  const strict = inPods.replace("{ message:", "{ allowExistingViolations: false, message:");
  expect((await asked({ rules: strict, objects, old }))[0]).toContain(": deny p/r ");
  const broken = pod("{}", "{}", "{ labels: { team: a } }");
  expect((await asked({ rules: inPods, objects, old: broken }))[0]).toContain(": deny p/r ");
});

test("what is deleted has no fields for a pattern, and is asked about by conditions", async () => {
  const conditions = policy(
    "Pod",
    `deny: { conditions: { all: [
  { key: "{{ request.operation }}", operator: Equals, value: DELETE },
  { key: "{{ request.object.metadata.labels.app }}", operator: Equals, value: web } ] } }`,
  );

  expect(await asked({ rules: inPods, old: plain })).toEqual([]);
  expect(await asked({ rules: conditions, old: plain })).toHaveLength(1);
  expect(await asked({ rules: conditions, objects: plain })).toEqual([]);
});

test("deny without conditions refuses whatever matches", async () => {
  expect(await asked({ rules: policy("Pod", "message: Never\ndeny: {}"), objects: plain })).toEqual([
    "Pod shop/web: deny p/r at null: Never",
  ]);
});

test("a message over several lines is told in one", async () => {
  expect(await asked({ rules: policy("Pod", "message: |\n  Not\n  here.\ndeny: {}"), objects: plain })).toEqual([
    "Pod shop/web: deny p/r at null: Not here.",
  ]);
});

test("loops go through lists, with an index, and into each other", async () => {
  const rules = policy(
    "Pod",
    `message: Never
foreach:
  - list: request.object.spec.containers
    foreach:
      - list: element0.ports
        preconditions: { all: [{ key: "{{ element0.name }}", operator: Equals, value: web }] }
        deny: { conditions: { any: [{ key: "{{ element.containerPort }}", operator: GreaterThan, value: "{{ multiply(elementIndex1, \`1000\`) }}" }] } }`,
  );
  const ports = (list: string) => pod(`{ ports: [${list}] }`);

  expect(await asked({ rules, objects: ports("{ containerPort: 0 }, { containerPort: 1000 }") })).toEqual([]);
  expect(await asked({ rules, objects: ports("{ containerPort: 0 }, { containerPort: 1001 }") })).toEqual([
    "Pod shop/web: deny p/r at /spec/containers/0/ports/1: validation failure: validation failure: Never",
  ]);
});

test("an element that is no mapping is held against the whole object", async () => {
  const rules = policy(
    "Pod",
    `foreach:
  - list: request.object.spec.containers[].name
    pattern: { metadata: { labels: { "{{ element }}": "?*" } } }`,
  );

  expect(await asked({ rules, objects: pod("{}", "{}", "{ labels: { web: a } }") })).toEqual([]);
  expect((await asked({ rules, objects: plain }))[0]).toContain("deny p/r at /metadata/labels/web: ");
});

test("a variable that has no value is an error of the rule, which refuses unless failures are ignored", async () => {
  const rules = policy(
    "Pod",
    'deny: { conditions: { any: [{ key: "{{ request.object.metadata.labels.nope }}", operator: Equals, value: a }] } }',
  );

  expect(await asked({ rules, objects: plain })).toEqual([
    'Pod shop/web: deny p/r at null: rule r execution error: Unknown key "nope" in path',
  ]);
  expect(
    (await asked({ rules: rules.replace("spec:\n", "spec:\n  failurePolicy: Ignore\n"), objects: plain }))[0],
  ).toContain(": audit ");
});

const gone = '{ key: "{{ request.object.metadata.labels.nope }}", operator: Equals, value: a }';
const holding = "{ key: a, operator: Equals, value: a }";
const failing = "{ key: a, operator: Equals, value: b }";

test.each([
  ["any, behind one that holds", `{ any: [${holding}, ${gone}] }`, "error: rule r failed"],
  ["any, before one that holds", `{ any: [${gone}, ${holding}] }`, "Unknown key"],
  ["all, behind one that does not hold", `{ all: [${failing}, ${gone}] }`, null],
  ["all, where none of any holds", `{ any: [${failing}], all: [${gone}] }`, "Unknown key"],
  ["a list, behind one that does not hold", `[${failing}, ${gone}]`, null],
  ["a block behind one that does not hold", `[{ all: [${failing}] }, { all: [${gone}] }]`, null],
])("a condition that has no value counts until it is decided: %s", async (_, conditions, told) => {
  const answers = await asked({ rules: policy("Pod", `deny: { conditions: ${conditions} }`), objects: plain });

  expect(answers).toEqual(told === null ? [] : [expect.stringContaining(told)]);
});

test("a ConfigMap that is declared beside it is looked up, and another is not guessed", async () => {
  const rules = policy(
    "Pod",
    'deny: { conditions: { any: [{ key: "{{ request.object.metadata.labels.app }}", operator: AnyNotIn, value: "{{ apps.data.allowed | parse_json(@) }}" }] } }',
    "context: [{ name: apps, configMap: { name: apps, namespace: shop } }]",
  );
  const around = (list: string) =>
    `{ apiVersion: v1, kind: ConfigMap, metadata: { name: apps, namespace: shop }, data: { allowed: '${list}' } }`;

  expect(await asked({ rules, objects: plain, around: around('["web"]') })).toEqual([]);
  expect(await asked({ rules, objects: plain, around: around('["api"]') })).toHaveLength(1);
  expect(await asked({ rules, objects: plain })).toEqual([
    "Pod shop/web: not evaluated p/r: the ConfigMap shop/apps is not in this repository",
  ]);
});

test("images are read apart", async () => {
  const rules = policy(
    "Pod",
    "message: '{{ images.containers.web.registry }} {{ images.containers.web.path }} {{ images.containers.web.tag }}'\ndeny: {}",
  );

  expect((await asked({ rules, objects: pod("{ image: 'ghcr.io/a/b/c:1' }") }))[0]).toContain(": ghcr.io a/b/c 1");
  expect((await asked({ rules, objects: pod("{ image: a/b }") }))[0]).toContain(": docker.io a/b latest");
});

test.each([
  [
    "a call of the API",
    'deny: { conditions: { any: [{ key: "{{ list }}", operator: Equals, value: a }] } }',
    "context: [{ name: list, apiCall: { urlPath: /api } }]",
    "its context entry list comes from apiCall, which only the cluster can ask",
  ],
  [
    "who asks",
    'deny: { conditions: { any: [{ key: "{{ request.userInfo.username }}", operator: Equals, value: a }] } }',
    "",
    "userInfo of the request is known only in the cluster",
  ],
  [
    "the account that asks",
    'deny: { conditions: { any: [{ key: "{{ serviceAccountName }}", operator: Equals, value: a }] } }',
    "",
    "serviceAccountName of the request is known only in the cluster",
  ],
  [
    "chance",
    "deny: { conditions: { any: [{ key: \"{{ random('a') }}\", operator: Equals, value: a }] } }",
    "",
    "the JMESPath function random is not evaluated here",
  ],
  [
    "the present",
    'deny: { conditions: { any: [{ key: "{{ time_now() }}", operator: Equals, value: a }] } }',
    "",
    "the JMESPath function time_now is not evaluated here",
  ],
  ["manifests that are signed", "manifests: { attestors: [] }", "", "manifests asks for signatures"],
  ["assertions", "assert: { object: {} }", "", "`assert` in validate is not evaluated here"],
  ["a key that nobody knows", "pattern: {}\nsurprise: 1", "", "`surprise` in validate is not evaluated here"],
  [
    "an operator that nobody knows",
    "deny: { conditions: { any: [{ key: a, operator: Resembles, value: b }] } }",
    "",
    "the operator Resembles is not known here",
  ],
  [
    "references within the pattern",
    'pattern: { spec: { a: "$(./b)" } }',
    "",
    'the reference in "$(./b)" is not evaluated here',
  ],
])("%s is named as not evaluated", async (_, validate, more, reason) => {
  expect(await asked({ rules: policy("Pod", validate, more), objects: plain })).toEqual([
    `Pod shop/web: not evaluated p/r: ${reason}`,
  ]);
});

test.each([
  ["nothing to validate", "message: Never"],
  ["patterns that are no list", "anyPattern: { spec: {} }"],
  ["a loop without a list", "foreach: [{ pattern: {} }]"],
  ["a loop with nothing to validate", "foreach: [{ list: request.object.spec.containers }]"],
])("%s never passes", async (_, validate) => {
  const [answer = ""] = await asked({ rules: policy("Pod", validate), objects: plain });
  expect(answer).toContain("not evaluated p/r: ");
});

test("whatever a policy holds, it is judged or named", async () => {
  const [valid] = manifestsOf("rules.yaml", inPods);
  if (valid === undefined) throw new Error("there is a policy");
  const value = fc.jsonValue({ maxDepth: 3 });
  const strange = fc.record(
    {
      name: value,
      match: fc.constant({ any: [{ resources: { kinds: ["Pod"] } }] }),
      exclude: value,
      context: value,
      preconditions: value,
      validate: value,
    },
    { requiredKeys: ["match"] },
  );
  const body = fc.record(
    { pattern: value, anyPattern: value, deny: value, foreach: value, podSecurity: value },
    { requiredKeys: [] },
  );
  const rule = fc.oneof(
    strange,
    body.map((validate) => ({ name: "r", match: { any: [{ resources: { kinds: ["Pod"] } }] }, validate })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(rule, { maxLength: 2 }), async (rules) => {
      const policies = JSON.stringify({ ...valid.object, spec: { rules } });
      expect(await asked({ rules: policies, objects: plain })).toBeInstanceOf(Array);
    }),
  );
});

test("rules about images' signatures are named, and those that change or make things are not", async () => {
  const rule = (name: string, what: string) =>
    `    - { name: ${name}, match: { any: [{ resources: { kinds: [Pod] } }] }, ${what} }\n`;
  const head = "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: { name: p }\nspec:\n  rules:\n";
  const rules =
    head +
    rule("s", "verifyImages: [{ imageReferences: ['*'] }]") +
    rule("m", "mutate: { patchStrategicMerge: {} }") +
    rule("g", "generate: { kind: Role }");

  expect(await asked({ rules, objects: plain })).toEqual([
    "Pod shop/web: not evaluated p/s: verifyImages asks the registry of each image",
  ]);
});

test("what is changed before it is asked may not be refused at all", async () => {
  const changing = inPods
    .replace("{ name: p }", "{ name: c }")
    .replace(/ {6}validate:[\s\S]*/, "      mutate: { patchStrategicMerge: { metadata: { labels: { team: x } } } }\n");

  expect(await asked({ rules: lines(inPods, changing), objects: plain })).toEqual([
    "Pod shop/web: not evaluated p/r: ClusterPolicy/c/r changes the object before it is asked",
  ]);
});

test("what Kyverno leaves alone is told, and not refused", async () => {
  expect(await asked({ rules: inPods, objects: plain.replace("shop", "kube-system") })).toEqual([
    "Pod kube-system/web: audit p/r at /metadata/labels/team: validation error: Say whose it is. rule r failed at path /metadata/labels/team/ (Kyverno leaves kube-system alone unless it is configured otherwise)",
  ]);
});
