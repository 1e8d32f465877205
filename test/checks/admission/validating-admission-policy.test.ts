import { afterAll, expect, test } from "vitest";
import { createExpressions } from "../../../src/adapters/cel/expressions.ts";
import { admission } from "../../../src/checks/admission.ts";
import type { Finding } from "../../../src/domain/finding.ts";
import { findingsOf, noPorts, scopeOf } from "../scope.ts";

const expressions = createExpressions({ workers: 1 });
afterAll(() => expressions.close());

type Files = Readonly<Record<string, string>>;

/** What the rules in `rules.yaml` say of the rest, line by line. */
async function told(files: Files, base: Files = onlyRules(files)): Promise<string[]> {
  return (await findings(files, base)).map(
    ({ path, line, severity, rule, message }) => `${path}:${line} ${severity} ${rule.split("/")[1]}: ${message}`,
  );
}

async function findings(files: Files, base: Files): Promise<readonly Finding[]> {
  return findingsOf(await admission.check(scopeOf(files, { base }), undefined, { ...noPorts, expressions }));
}

function onlyRules(files: Files): Files {
  return { "rules.yaml": files["rules.yaml"] ?? "" };
}

const rule = { group: "apps", version: "v1", resource: "deployments", operations: "CREATE, UPDATE" };

function policy(spec: string, { group, version, resource, operations } = rule): string {
  return `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: rule}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: ["${group}"], apiVersions: ["${version}"], resources: ["${resource}"], operations: [${operations}]}
${spec.replace(/^/gm, "  ")}
`;
}

function binding(spec = "validationActions: [Deny]"): string {
  return `---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: rule}
spec:
  policyName: rule
${spec.replace(/^/gm, "  ")}
`;
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels: {app: web}
spec:
  replicas: 9
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1
        - name: log
          image: docker.io/log:2
          securityContext:
            privileged: true
`;

const fewReplicas = policy('validations:\n  - {expression: "object.spec.replicas <= 5", message: "at most five"}');

test("a rule that does not hold is told on the line of the field that it reads", async () => {
  expect(await told({ "rules.yaml": fewReplicas + binding(), "web.yaml": deployment })).toEqual([
    "web.yaml:8 error rule: at most five",
  ]);
});

test("a policy that nothing binds says nothing", async () => {
  expect(await told({ "rules.yaml": fewReplicas, "web.yaml": deployment })).toEqual([]);
});

test("what a binding only warns of, or records, weighs less", async () => {
  const warned = { "rules.yaml": fewReplicas + binding("validationActions: [Warn, Audit]"), "web.yaml": deployment };
  const recorded = { "rules.yaml": fewReplicas + binding("validationActions: [Audit]"), "web.yaml": deployment };

  expect(await told(warned)).toEqual(["web.yaml:8 warning rule: at most five"]);
  expect(await told(recorded)).toEqual(["web.yaml:8 notice rule: at most five"]);
});

test("the entry of a list that is wrong is the one whose line is told, also through variables", async () => {
  const spec = `variables:
  - {name: containers, expression: "object.spec.template.spec.containers"}
validations:
  - expression: "variables.containers.all(c, c.image.startsWith('registry.example.com/'))"
    messageExpression: "'only from our registry: ' + variables.containers.filter(c, !c.image.startsWith('registry.example.com/')).map(c, c.name).join(', ')"
  - expression: "!variables.containers.exists(c, has(c.securityContext) && c.securityContext.?privileged.orValue(false))"`;

  expect(await told({ "rules.yaml": policy(spec) + binding(), "web.yaml": deployment })).toEqual([
    "web.yaml:17 error rule: only from our registry: log",
    `web.yaml:19 error rule: failed expression: !variables.containers.exists(c, has(c.securityContext) && c.securityContext.?privileged.orValue(false))`,
  ]);
});

test("a field that is not there makes the rule fail, unless faults are ignored", async () => {
  const spec = "validations:\n  - {expression: \"object.metadata.annotations.owner != ''\"}";
  const fault = "expression 'object.metadata.annotations.owner != ''' resulted in error: no such key: annotations";

  expect(await told({ "rules.yaml": policy(spec) + binding(), "web.yaml": deployment })).toEqual([
    `web.yaml:3 error rule: ${fault}`,
  ]);
  const lenient = policy(`failurePolicy: Ignore\n${spec}`);
  expect(await told({ "rules.yaml": lenient + binding(), "web.yaml": deployment })).toEqual([]);
});

test("what the API server fills in is there before a rule asks", async () => {
  const spec =
    "validations:\n  - {expression: \"object.spec.replicas == 1 && object.spec.template.spec.restartPolicy == 'Always'\"}";
  const bare = deployment.replace("  replicas: 9\n", "");
  expect(await told({ "rules.yaml": policy(spec) + binding(), "web.yaml": bare })).toEqual([]);
});

test("conditions choose the requests, and one that does not hold decides over one without a value", async () => {
  const spec = (conditions: string) =>
    `matchConditions:\n${conditions}\nvalidations:\n  - {expression: "false", message: "never"}`;
  const chosen = "  - {name: a, expression: \"object.metadata.name == 'web'\"}";
  const fault = '  - {name: b, expression: "object.spec.absent == 1"}';
  const other = "  - {name: c, expression: \"object.metadata.name == 'other'\"}";

  expect(await told({ "rules.yaml": policy(spec(chosen)) + binding(), "web.yaml": deployment })).toHaveLength(1);
  expect(await told({ "rules.yaml": policy(spec(`${fault}\n${other}`)) + binding(), "web.yaml": deployment })).toEqual(
    [],
  );
  expect(await told({ "rules.yaml": policy(spec(`${chosen}\n${fault}`)) + binding(), "web.yaml": deployment })).toEqual(
    ["web.yaml:1 error rule: expression 'object.spec.absent == 1' resulted in error: no such key: absent"],
  );
});

test("an expression that the API server would not take is told on its line of the policy", async () => {
  const spec = 'validations:\n  - expression: "object.spec.replicas"\n  - expression: "cel.bind(x, 1, x == 1)"';
  const files = { "rules.yaml": policy(spec) + binding(), "web.yaml": deployment };
  expect(await told(files, {})).toEqual([
    'rules.yaml:9 error rule: ValidatingAdmissionPolicy rule is no rule that could be enforced: "object.spec.replicas": must evaluate to bool but is of type dyn',
    `rules.yaml:10 error rule: ValidatingAdmissionPolicy rule is no rule that could be enforced: "cel.bind(x, 1, x == 1)": undeclared reference to 'cel' (in container '') (at 1:1)`,
  ]);
});

test("conditions see no variables, and a policy is asked about no policy", async () => {
  const spec = `variables:
  - {name: a, expression: "1"}
matchConditions:
  - {name: a, expression: "variables.a == 1"}
validations:
  - {expression: "true"}`;
  expect(await told({ "rules.yaml": policy(spec) + binding(), "web.yaml": deployment }, {})).toEqual([
    expect.stringContaining("undeclared reference to 'variables'"),
  ]);
  const never = policy('validations:\n  - {expression: "false"}', { ...rule, group: "*", version: "*", resource: "*" });
  const files = { "rules.yaml": never + binding(), "more.yaml": fewReplicas.replace("name: rule", "name: more") };
  expect(await told(files)).toEqual([]);
});

test("two policies of one name are two policies", async () => {
  const files = {
    "rules.yaml": `${fewReplicas}---\n${fewReplicas.replace("at most five", "five").replace("<= 5", "<= 50")}${binding()}`,
    "web.yaml": deployment,
  };
  expect(await told(files)).toEqual(["web.yaml:8 error rule: at most five"]);
});

test("who asks is not known, so what depends on it is not evaluated and never passes silently", async () => {
  const spec = `validations:
  - {expression: "request.userInfo.username == 'admin' || object.spec.replicas <= 5"}
  - {expression: "authorizer.group('apps').resource('deployments').check('create').allowed() || object.spec.replicas > 5"}`;

  expect(await told({ "rules.yaml": policy(spec) + binding(), "web.yaml": deployment })).toEqual([
    expect.stringContaining(
      "warning rule: ValidatingAdmissionPolicy/rule is not evaluated for Deployment shop/web: request.userInfo.username == 'admin' || object.spec.replicas <= 5: nobody knows here who will apply it",
    ),
  ]);
});

test("an update has the old object, and transitions are judged by it", async () => {
  const spec = `validations:
  - {expression: "request.operation != 'UPDATE' || object.spec.replicas >= oldObject.spec.replicas", message: "never fewer"}
  - {expression: "oldObject != null || request.operation == 'CREATE'", message: "odd"}`;
  const rules = policy(spec) + binding();
  const before = deployment.replace("replicas: 9", "replicas: 12");
  const scope = scopeOf(
    { "rules.yaml": rules, "web.yaml": deployment },
    { base: { "rules.yaml": rules, "web.yaml": before } },
  );
  const [app] = scope.applications;
  const old = scopeOf({ "web.yaml": before }).applications[0]?.manifests[0] ?? null;
  if (app === undefined) throw new Error("there is an application");
  const updated = {
    ...scope,
    applications: [{ ...app, subjects: app.subjects.map((subject) => ({ ...subject, old })) }],
  };

  const result = findingsOf(await admission.check(updated, undefined, { ...noPorts, expressions }));
  expect(result.map(({ line, message }) => `${line} ${message}`)).toEqual(["8 never fewer"]);
});

const namespace = `---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {tier: prod}}
`;

test("a namespace's labels come from the repository, and decide nothing when they are unknown", async () => {
  const bound = (labels: string) =>
    fewReplicas + binding(`validationActions: [Deny]\nmatchResources: {namespaceSelector: {matchLabels: {${labels}}}}`);

  expect(await told({ "rules.yaml": bound("tier: prod"), "web.yaml": deployment + namespace })).toHaveLength(1);
  expect(await told({ "rules.yaml": bound("tier: test"), "web.yaml": deployment + namespace })).toEqual([]);
  expect(await told({ "rules.yaml": bound("kubernetes.io/metadata.name: shop"), "web.yaml": deployment })).toHaveLength(
    1,
  );
  expect(await told({ "rules.yaml": bound("tier: prod"), "web.yaml": deployment })).toEqual([
    expect.stringContaining("is not evaluated for Deployment shop/web: the labels of the namespace shop are not known"),
  ]);
});

test("what looks at nothing else has nothing else rendered", async () => {
  const rendered = async (rules: string): Promise<boolean> => {
    const scope = scopeOf({ "rules.yaml": rules, "web.yaml": deployment }, { base: { "rules.yaml": rules } });
    let isRendered = false;
    const { head } = scope.whole;
    // The rules themselves are found by rendering what deploys them; here they stand loose.
    const render: typeof head.render = (application) => {
      isRendered = true;
      return head.render(application);
    };
    const side = { ...head, applications: head.applications.map((one) => ({ ...one, inputs: ["web.yaml"] })), render };
    const base = scope.whole.base && { ...scope.whole.base, applications: [] };
    await admission.check({ ...scope, whole: { base, head: side } }, undefined, { ...noPorts, expressions });
    return isRendered;
  };
  const reads = "validations:\n  - {expression: \"namespaceObject.metadata.name != ''\"}";

  expect(await rendered(fewReplicas + binding())).toBe(false);
  expect(await rendered(policy(reads) + binding())).toBe(true);
});

test("the namespace itself is an input", async () => {
  const spec =
    'validations:\n  - {expression: "namespaceObject.metadata.labels.tier == \'test\'", message: "only in test"}';
  expect(await told({ "rules.yaml": policy(spec) + binding(), "web.yaml": deployment + namespace })).toEqual([
    "web.yaml:1 error rule: only in test",
  ]);
  expect(await told({ "rules.yaml": policy(spec) + binding(), "web.yaml": deployment })).toEqual([
    expect.stringContaining("the namespace shop does not come from this repository"),
  ]);
});

const withParams = policy(`paramKind: {apiVersion: v1, kind: ConfigMap}
validations:
  - {expression: "object.spec.replicas <= int(params.data.max)", messageExpression: "'at most ' + params.data.max"}`);

const limits = `---
apiVersion: v1
kind: ConfigMap
metadata: {name: limits, namespace: shop, labels: {limits: "yes"}}
data: {max: "3"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: limits, namespace: other, labels: {limits: "yes"}}
data: {max: "1"}
`;

test("of a namespace that is not seen the name is known all the same", async () => {
  const spec = 'validations:\n  - {expression: "namespaceObject.metadata.name != \'shop\'", message: "not in shop"}';
  expect(await told({ "rules.yaml": policy(spec) + binding(), "web.yaml": deployment })).toEqual([
    "web.yaml:1 error rule: not in shop",
  ]);
});

test("parameters are those of the request's namespace, by name or by selector", async () => {
  const named = binding("validationActions: [Deny]\nparamRef: {name: limits, parameterNotFoundAction: Deny}");
  const picked = binding(
    "validationActions: [Deny]\nparamRef: {selector: {matchLabels: {limits: 'yes'}}, parameterNotFoundAction: Deny}",
  );
  const elsewhere = binding(
    "validationActions: [Deny]\nparamRef: {name: limits, namespace: other, parameterNotFoundAction: Deny}",
  );

  expect(await told({ "rules.yaml": withParams + named, "web.yaml": deployment + limits })).toEqual([
    "web.yaml:8 error rule: at most 3",
  ]);
  expect(await told({ "rules.yaml": withParams + picked, "web.yaml": deployment + limits })).toEqual([
    "web.yaml:8 error rule: at most 3",
  ]);
  expect(await told({ "rules.yaml": withParams + elsewhere, "web.yaml": deployment + limits })).toEqual([
    "web.yaml:8 error rule: at most 1",
  ]);
});

test("a parameter that is not there refuses where the binding says so, and is told where it does not", async () => {
  const absent = (action: string) =>
    binding(`validationActions: [Deny]\nparamRef: {name: none, parameterNotFoundAction: ${action}}`);
  expect(await told({ "rules.yaml": withParams + absent("Deny"), "web.yaml": deployment + limits })).toEqual([
    expect.stringContaining("web.yaml:1 error rule: failed to configure binding: no params found"),
  ]);
  expect(await told({ "rules.yaml": withParams + absent("Allow"), "web.yaml": deployment + limits })).toEqual([
    expect.stringContaining("is not evaluated: its parameter ConfigMap shop/none does not come from this repository"),
  ]);
});

test("rules pick by group, version, resource and operation", async () => {
  const never = 'validations:\n  - {expression: "false", message: "never"}';
  const asked = async (own: Partial<typeof rule>) =>
    (await told({ "rules.yaml": policy(never, { ...rule, ...own }) + binding(), "web.yaml": deployment })).length;

  expect(await asked({})).toBe(1);
  expect(await asked({ resource: "*" })).toBe(1);
  expect(await asked({ resource: "*/*" })).toBe(1);
  expect(await asked({ resource: "deployments/*" })).toBe(1);
  expect(await asked({ resource: "deployments/scale" })).toBe(0);
  expect(await asked({ resource: "statefulsets" })).toBe(0);
  expect(await asked({ group: "*", version: "*", operations: '"*"' })).toBe(1);
  expect(await asked({ group: "batch" })).toBe(0);
  expect(await asked({ operations: "UPDATE" })).toBe(0);
  expect(await asked({ version: "v1beta1" })).toBe(0);
});

test("what is excluded is not asked about", async () => {
  const spec = `validations:
  - {expression: "false", message: "never"}`;
  const excluded = policy(spec).replace(
    "    resourceRules:",
    '    excludeResourceRules: [{apiGroups: [apps], apiVersions: ["*"], resources: [deployments], operations: ["*"]}]\n    resourceRules:',
  );
  const unselected = policy(spec).replace(
    "    resourceRules:",
    "    objectSelector: {matchLabels: {app: other}}\n    resourceRules:",
  );

  expect(await told({ "rules.yaml": excluded + binding(), "web.yaml": deployment })).toEqual([]);
  expect(await told({ "rules.yaml": unselected + binding(), "web.yaml": deployment })).toEqual([]);
});

test("a custom resource's name is known from its definition, and said to be unknown without it", async () => {
  const never = policy('validations:\n  - {expression: "false", message: "never"}', {
    ...rule,
    group: "example.com",
    resource: "foozes",
  });
  const custom = "apiVersion: example.com/v1\nkind: Fooz\nmetadata: {name: a, namespace: shop}\n";
  const definition = `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: foozes.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Fooz, plural: foozes}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;
  expect(await told({ "rules.yaml": never + binding(), "a.yaml": custom + definition })).toEqual([
    "a.yaml:1 error rule: never",
  ]);
  expect(await told({ "rules.yaml": never + binding(), "a.yaml": custom })).toEqual([
    expect.stringContaining("nobody knows here which resource the kind Fooz is"),
  ]);
});

test("a policy that changes objects is named as not evaluated, once", async () => {
  const mutating = `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: label}
spec: {}
`;
  expect(await told({ "rules.yaml": mutating, "web.yaml": deployment + limits })).toEqual([
    expect.stringContaining("is not evaluated: what it changes on the way in is not known here"),
  ]);
});
