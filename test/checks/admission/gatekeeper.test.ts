import { expect, test } from "vitest";
import { gatekeeper } from "../../../src/checks/admission/gatekeeper.ts";
import type { Expressions } from "../../../src/ports/expressions.ts";
import { opaPath } from "../../adapters/opa/local-tools.ts";
import { manifestsOf } from "../scope.ts";
import { ports, say, update } from "./admissions.ts";

const opa = test.skipIf(opaPath === undefined);

type Parts = {
  readonly version?: string;
  readonly name?: string;
  readonly kind?: string;
  readonly schema?: string;
  readonly rego?: string;
  /** In place of the Rego. */
  readonly target?: string;
};

function template({ version = "v1", name = "noted", kind = "Noted", schema, rego, target }: Parts = {}): string {
  const text = rego ?? 'package noted\n\nviolation[{"msg": msg}] {\n  msg := input.parameters.note\n}\n';
  const code = target ?? `rego: |\n${text.replaceAll(/^/gm, "        ")}`;
  return `---
apiVersion: templates.gatekeeper.sh/${version}
kind: ConstraintTemplate
metadata: { name: ${name} }
spec:
  crd:
    spec:
      names: { kind: ${kind} }
      validation: ${schema ?? "{ openAPIV3Schema: { type: object, properties: { note: { type: string, default: unsaid } } } }"}
  targets:
    - target: admission.k8s.gatekeeper.sh
      ${code}
`;
}

function constraint(
  spec = "{ parameters: { note: seen } }",
  { kind = "Noted", name = "one", version = "v1beta1" } = {},
) {
  return `---
apiVersion: constraints.gatekeeper.sh/${version}
kind: ${kind}
metadata: { name: ${name} }
spec: ${spec}
`;
}

function pod(name: string, namespace = "shop", more = ""): string {
  return `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: ${namespace} }\n${more}`;
}

const objects = pod("web");

opa.each<readonly [string, string, readonly string[]]>([
  ["a constraint", template() + constraint(), ["deny Pod shop/web: Noted/one: seen"]],
  ["a default of its schema", template() + constraint("{ parameters: {} }"), ["deny Pod shop/web: Noted/one: unsaid"]],
  ["no parameters, and so no default in them", template() + constraint("{}"), []],
  ["a template alone", template(), []],
  [
    "a constraint without its template",
    constraint(),
    ["broken Noted/one at /kind: there is no ConstraintTemplate noted"],
  ],
  ["the same template twice", template() + template() + constraint(), ["deny Pod shop/web: Noted/one: seen"]],
  [
    "two templates of one name",
    template() + template({ rego: "package noted\nviolation[{}] { false }\n" }) + constraint(),
    [
      "broken ConstraintTemplate/noted at /metadata/name: another ConstraintTemplate noted stands in rules.yaml:2, and differs",
      "deny Pod shop/web: Noted/one: seen",
    ],
  ],
  [
    "a template under another name than its kind",
    template({ name: "other" }) + constraint(),
    [
      "broken ConstraintTemplate/other at /metadata/name: its name must be noted, its kind in lower case",
      "broken Noted/one at /kind: there is no ConstraintTemplate noted",
    ],
  ],
  [
    "a template for two targets",
    template({ target: "rego: ''\n    - target: other" }) + constraint(),
    ["broken ConstraintTemplate/noted at /spec/targets: it needs exactly one target"],
  ],
  [
    "a template that does not compile",
    template({ rego: 'package noted\n\nviolation[{"msg": msg}] {\n  msg := missing(1)\n}\n' }) + constraint(),
    [
      expect.stringMatching(
        /^broken ConstraintTemplate\/noted at \/spec\/targets\/0\/rego: line 4 of its Rego: undefined function .*missing/,
      ),
    ],
  ],
  [
    "a template that asks the network",
    template({ rego: 'package noted\n\nviolation[{"msg": msg}] {\n  msg := http.send({}).body\n}\n' }) + constraint(),
    [
      "broken ConstraintTemplate/noted at /spec/targets/0/rego: line 4 of its Rego: http.send is not available here: policies have no network",
    ],
  ],
  [
    "a template without the rule violation",
    template({ rego: "package noted\n\ndeny[{}] { true }\n" }) + constraint(),
    ["broken ConstraintTemplate/noted at /spec/targets/0/rego: line 1 of its Rego: it has no rule `violation`"],
  ],
  [
    "a template that reads other data",
    template({ rego: 'package noted\n\nviolation[{"msg": "x"}] {\n  data.other.x\n}\n' }) + constraint(),
    [
      "broken ConstraintTemplate/noted at /spec/targets/0/rego: line 4 of its Rego: it may use data.inventory and data.lib, and not data.other",
    ],
  ],
  [
    "a template whose library stands elsewhere",
    template({
      target: "rego: |\n        package noted\n        violation[{}] { true }\n      libs: ['package helpers']",
    }) + constraint(),
    [
      "broken ConstraintTemplate/noted at /spec/targets/0/libs/0: line 1 of its Rego: the package of a library is below `lib`",
    ],
  ],
  [
    "parameters that do not fit",
    template() + constraint("{ parameters: { note: [a] } }"),
    [expect.stringMatching(/^broken Noted\/one at \/spec\/parameters\/note: /)],
  ],
  [
    "parameters that nobody knows",
    template() + constraint("{ parameters: { nota: a } }"),
    [expect.stringMatching(/^broken Noted\/one at \/spec\/parameters\/nota: .*did you mean/i)],
  ],
  [
    "parameters that nobody knows, of an older template",
    template({ version: "v1beta1" }) + constraint("{ parameters: { note: seen, nota: a } }"),
    ["deny Pod shop/web: Noted/one: seen"],
  ],
  [
    "a match that is misspelt",
    template() + constraint("{ match: { namespace: [shop] } }"),
    [expect.stringMatching(/^broken Noted\/one at \/spec\/match\/namespace: /)],
  ],
  [
    "a selector that is none",
    template() + constraint("{ match: { labelSelector: { matchExpressions: [{ key: a, operator: In }] } } }"),
    [expect.stringMatching(/^broken Noted\/one at \/spec\/match\/labelSelector\/matchExpressions\/0/)],
  ],
  [
    "a glob with a star within",
    template() + constraint("{ match: { namespaces: ['a*b'] } }"),
    [expect.stringMatching(/^broken Noted\/one at \/spec\/match\/namespaces\/0: /)],
  ],
  [
    "an action that is none",
    template() + constraint("{ enforcementAction: block }"),
    ['broken Noted/one at /spec/enforcementAction: enforcementAction is deny, warn, dryrun or scoped, not "block"'],
  ],
  [
    "a version that is none",
    template() + constraint("{}", { version: "v1" }),
    ["broken Noted/one at /apiVersion: constraints are of constraints.gatekeeper.sh/v1beta1"],
  ],
  [
    "a name that is too long for a label",
    template() + constraint("{}", { name: "a".repeat(64) }),
    [`broken Noted/${"a".repeat(64)} at /metadata/name: its name is longer than 63 characters`],
  ],
  ["a violation without a message", template({ rego: "package noted\n\nviolation[{}] { true }\n" }) + constraint(), []],
  [
    "a message that is no text",
    template({ rego: 'package noted\n\nviolation[{"msg": 1}] { true }\n' }) + constraint(),
    ["broken ConstraintTemplate/noted at /spec/targets/0: a violation's `msg` is no text"],
  ],
  [
    "a template of another engine",
    template({ target: "code: [{ engine: Other, source: {} }]" }) + constraint(),
    ["not evaluated Noted/one: it is written for the engine Other"],
  ],
  [
    "a template of external data",
    template({ rego: 'package noted\n\nviolation[{"msg": "x"}] { external_data({"provider": "p", "keys": []}) }\n' }) +
      constraint(),
    ["not evaluated Noted/one: it asks a provider of external data"],
  ],
  [
    "a template that asks who asks",
    template({ rego: 'package noted\n\nviolation[{"msg": "x"}] { input.review.userInfo.username == "x" }\n' }) +
      constraint(),
    ["not evaluated Noted/one: it asks who makes the request (input.review.userInfo)"],
  ],
  [
    "a constraint of external data that asks about nothing here",
    template({ rego: 'package noted\n\nviolation[{"msg": "x"}] { external_data({}) }\n' }) +
      constraint("{ match: { kinds: [{ kinds: [Service] }] } }"),
    [],
  ],
])("%s", async (_, rules, expected) => {
  expect(await say(gatekeeper, { rules, objects })).toEqual(expected);
});

opa.each<readonly [string, string, string | null]>([
  ["deny", "enforcementAction: deny", "deny"],
  ["an empty text", "enforcementAction: ''", "deny"],
  ["warn", "enforcementAction: warn", "warn"],
  ["dryrun", "enforcementAction: dryrun", "audit"],
  ["the webhook", scoped("deny", "validation.gatekeeper.sh"), "deny"],
  ["every point", scoped("warn", "*"), "warn"],
  ["the audit alone", scoped("deny", "audit.gatekeeper.sh"), "audit"],
  ["gator alone", scoped("deny", "gator.gatekeeper.sh"), null],
  ["Kubernetes' own policies alone", scoped("deny", "vap.k8s.io"), null],
])("enforcement by %s", async (_, spec, action) => {
  const rules = template() + constraint(`{ parameters: {}, ${spec} }`);

  const expected = action === null ? [] : [`${action} Pod shop/web: Noted/one: unsaid`];
  expect(await say(gatekeeper, { rules, objects })).toEqual(expected);
});

function scoped(action: string, point: string): string {
  return `enforcementAction: scoped, scopedEnforcementActions: [{ action: ${action}, enforcementPoints: [{ name: "${point}" }] }]`;
}

opa("of several scoped actions the strictest counts, and points that are none are refused", async () => {
  const both =
    "{ parameters: {}, enforcementAction: scoped, scopedEnforcementActions: [{ action: warn, enforcementPoints: [{ name: '*' }] }, { action: deny, enforcementPoints: [{ name: validation.gatekeeper.sh }] }] }";
  const wrong =
    "{ enforcementAction: scoped, scopedEnforcementActions: [{ action: warn, enforcementPoints: [{ name: x }] }] }";

  expect(await say(gatekeeper, { rules: template() + constraint(both), objects })).toEqual([
    "deny Pod shop/web: Noted/one: unsaid",
  ]);
  expect(await say(gatekeeper, { rules: template() + constraint(wrong), objects })).toEqual([
    expect.stringMatching(/^broken Noted\/one at \/spec\/scopedEnforcementActions\/0: an enforcement point is one of/),
  ]);
});

opa("the input is the request as the API server sends it", async () => {
  const rego = 'package noted\n\nviolation[{"msg": msg}] {\n  msg := json.marshal(input)\n}\n';
  const rules = template({ rego }) + constraint("{ parameters: { note: a } }");
  const [old, next] = [pod("web"), pod("web", "shop", "spec: { a: 1 }\n")].map(
    (text) => manifestsOf("objects.yaml", text)[0],
  );
  if (old === undefined || next === undefined) throw new Error("no pods");
  const unplaced = { ...next, object: { ...next.object, metadata: { name: "web" } } };

  const [told = ""] = await say(gatekeeper, { rules, requests: [update(old, unplaced)] });

  expect(JSON.parse(told.slice(told.indexOf("{")))).toEqual({
    parameters: { note: "a" },
    review: {
      uid: "",
      kind: { group: "", version: "v1", kind: "Pod" },
      requestKind: { group: "", version: "v1", kind: "Pod" },
      operation: "UPDATE",
      name: "web",
      namespace: "shop",
      userInfo: {},
      dryRun: false,
      options: null,
      object: { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop" }, spec: { a: 1 } },
      oldObject: { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop" } },
    },
  });
});

opa("what is deleted is not asked about, and what was there before an update is", async () => {
  const rules = template() + constraint("{ parameters: {}, match: { labelSelector: { matchLabels: { a: b } } } }");
  const [plain, labelled] = manifestsOf(
    "objects.yaml",
    `${pod("web")}---\napiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop, labels: { a: b } }\n`,
  );
  if (plain === undefined || labelled === undefined) throw new Error("no pods");
  const change = update(labelled, plain);

  expect(await say(gatekeeper, { rules, requests: [change] })).toEqual(["deny Pod shop/web: Noted/one: unsaid"]);
  expect(
    await say(gatekeeper, { rules, requests: [{ ...change, operation: "DELETE", object: null, old: labelled }] }),
  ).toEqual([]);
});

opa.each<readonly [string, string, readonly string[]]>([
  ["nothing exempts", "", ["a/web", "kube-system/web", "prod-1/web"]],
  ["its Config exempts by name and glob", config("[kube-system, 'prod-*']", "'*'"), ["a/web"]],
  ["its Config exempts from the webhook", config("['*-1']", "webhook"), ["a/web", "kube-system/web"]],
  ["its Config exempts from the audit alone", config("[a]", "audit"), ["a/web", "kube-system/web", "prod-1/web"]],
])("where %s, Gatekeeper's own namespace is left alone besides", async (_, more, asked) => {
  const rules = template() + constraint() + more;
  const given = ["a", "kube-system", "prod-1", "gatekeeper-system"].map((name) => pod("web", name)).join("");

  const told = await say(gatekeeper, { rules, objects: given });

  expect(told).toEqual(asked.map((name) => `deny Pod ${name}: Noted/one: seen`));
});

function config(namespaces: string, process: string): string {
  return `---
apiVersion: config.gatekeeper.sh/v1alpha1
kind: Config
metadata: { name: config, namespace: gatekeeper-system }
spec: { match: [{ excludedNamespaces: ${namespaces}, processes: [${process}] }] }
`;
}

opa("a namespace that is labelled so is left alone", async () => {
  const rules = template() + constraint();
  const around = `apiVersion: v1\nkind: Namespace\nmetadata: { name: a, labels: { admission.gatekeeper.sh/ignore: "yes" } }\n`;

  expect(await say(gatekeeper, { rules, objects: pod("web", "a") + pod("web", "b"), around })).toEqual([
    "deny Pod b/web: Noted/one: seen",
  ]);
});

opa("a selector of namespaces that are not declared here leaves it open, unless nothing would be refused", async () => {
  const selecting = (note: string) =>
    constraint(`{ match: { namespaceSelector: { matchLabels: { tier: gold } } }, parameters: { note: ${note} } }`);
  const rego =
    'package noted\n\nviolation[{"msg": msg}] {\n  msg := input.parameters.note\n  input.review.object.metadata.name == "web"\n}\n';
  const declared = "apiVersion: v1\nkind: Namespace\nmetadata: { name: a, labels: { tier: gold } }\n";
  const given = { rules: template({ rego }) + selecting("seen"), objects: pod("web", "a") + pod("api", "a") };

  expect(await say(gatekeeper, { ...given, around: declared })).toEqual(["deny Pod a/web: Noted/one: seen"]);
  expect(await say(gatekeeper, { ...given, around: declared.replace("gold", "iron") })).toEqual([]);
  expect(await say(gatekeeper, { ...given, around: "" })).toEqual([
    "not evaluated Noted/one for Pod a/web: its namespaceSelector asks for labels of the namespace a, which is not declared here; if asked, it refuses: seen",
  ]);
});

opa("the inventory is what the environment will hold, as far as Gatekeeper keeps it", async () => {
  const rego = `package noted

violation[{"msg": msg}] {
  names := [name | data.inventory.namespace[_]["v1"].Pod[name]]
  spaces := [name | data.inventory.cluster["v1"].Namespace[name]]
  msg := sprintf("%v %v", [names, spaces])
}
`;
  const rules = template({ rego }) + constraint();
  const around = `${pod("one")}${pod("two", "bank")}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n`;
  const sync =
    "---\napiVersion: syncset.gatekeeper.sh/v1alpha1\nkind: SyncSet\nmetadata: { name: a }\nspec: { gvks: [{ group: '', version: v1, kind: Namespace }] }\n";

  expect(await say(gatekeeper, { rules, objects, around })).toEqual([
    'deny Pod shop/web: Noted/one: ["two", "one"] ["shop"]',
  ]);
  expect(await say(gatekeeper, { rules: rules + sync, objects, around })).toEqual([
    'deny Pod shop/web: Noted/one: [] ["shop"]',
  ]);
  expect(await say(gatekeeper, { rules, objects, around: "", incomplete: ["api does not render: x"] })).toEqual([
    "deny Pod shop/web: Noted/one: [] []",
    "not evaluated Noted/one: its inventory is not complete: api does not render: x",
  ]);
});

opa("what is not asked for an inventory renders nothing", async () => {
  const given = { rules: template() + constraint("{ match: { kinds: [{ kinds: [Service] }] } }"), objects };

  expect(await say(gatekeeper, { ...given, incomplete: ["everything"] })).toEqual([]);
});

opa("mutators are named where they would touch what is judged", async () => {
  const mutator = (kinds: string) => `---
apiVersion: mutations.gatekeeper.sh/v1
kind: Assign
metadata: { name: always }
spec:
  applyTo: [{ groups: [""], kinds: [${kinds}], versions: [v1] }]
  match: { scope: Namespaced }
  location: spec.x
`;
  expect(await say(gatekeeper, { rules: mutator("Pod"), objects })).toEqual([
    "not evaluated Assign/always: it changes objects before they are admitted, and they are judged as they are written",
  ]);
  expect(await say(gatekeeper, { rules: mutator("Service"), objects })).toEqual([]);
});

opa("a template that fails is an error that names it, and never admitted", async () => {
  const clash = 'package noted\n\nf(x) = 1 { x }\n\nf(x) = 2 { x }\n\nviolation[{"msg": "x"}] { f(true) == 1 }\n';
  const rules =
    template() +
    constraint() +
    template({ name: "clash", kind: "Clash", rego: clash }) +
    constraint("{}", { kind: "Clash" });

  await expect(say(gatekeeper, { rules, objects })).rejects.toThrow(/the ConstraintTemplate clash fails: .*conflict/s);
});

opa("the operator's template stands beside one of the repository under the same name", async () => {
  const doubtful = "{ match: { namespaceSelector: { matchLabels: { a: b } } } }";
  const lax = template({ rego: "package noted\n\nviolation[{}] { false }\n" }) + constraint(doubtful);
  const [own, asked] = [lax, template() + constraint()].map((text) => manifestsOf("rules.yaml", text));
  const rules = [
    ...(own ?? []).map((manifest) => ({ manifest, from: "the repository" })),
    ...(asked ?? []).map((manifest) => ({ manifest, from: "the operator", required: true as const })),
  ];
  const requests = manifestsOf("objects.yaml", objects).map((object) => ({
    operation: "CREATE" as const,
    object,
    old: null,
    application: {
      application: null as never,
      manifests: [],
      subjects: [],
      plan: { status: "unknown", reason: "" } as const,
    },
  }));
  const around = { manifests: [], incomplete: [] };
  const { signal } = new AbortController();

  const answers = await gatekeeper.judge(
    { environment: "prod", rules, requests, surroundings: async () => around, kubernetesVersion: "1.34", signal },
    ports,
  );

  expect(answers).toMatchObject([{ status: "refused", message: "seen" }]);
});

const cel = `code:
        - engine: K8sNativeValidation
          source:
            variables: [{ name: length, expression: size(variables.anyObject.metadata.name) }]
            validations:
              - { expression: variables.length > 9, message: too short, messageExpression: "'of ' + variables.params.note" }
              - { expression: variables.length < 99 }
`;

test("CEL of a template is evaluated as a policy of Kubernetes would be", async () => {
  const seen: unknown[] = [];
  const answering = (values: readonly unknown[]): Expressions => ({
    async evaluate(program, inputs) {
      seen.push({ program, inputs });
      return inputs.map(() => values as Awaited<ReturnType<Expressions["evaluate"]>>[number]);
    },
  });
  const judge = (values: readonly unknown[]) =>
    say(
      gatekeeper,
      { rules: template({ target: cel }) + constraint(), objects },
      { ...ports, expressions: answering(values) },
    );
  const [yes, no] = [true, false].map((value) => ({ status: "value", value }));
  const text = { status: "value", value: "of seen" };
  const nothing = { status: "value", value: "" };

  expect(await judge([yes, yes, text, nothing])).toEqual([]);
  expect(await judge([no, no, text, nothing])).toEqual([
    "deny Pod shop/web: Noted/one: failed expression: variables.length < 99",
    "deny Pod shop/web: Noted/one: of seen",
  ]);
  expect(await judge([no, yes, { status: "failed", reason: "no such key" }, nothing])).toEqual([
    "deny Pod shop/web: Noted/one: too short",
  ]);
  expect(await judge([{ status: "failed", reason: "no such key" }, yes, text, nothing])).toEqual([
    "deny Pod shop/web: Noted/one: expression 'variables.length > 9' resulted in error: no such key",
  ]);
  expect(await judge([yes, { status: "not-evaluated", reason: "not known here" }, text, nothing])).toEqual([
    "not evaluated Noted/one for Pod shop/web: not known here (`variables.length < 99`)",
  ]);
  expect(seen[0]).toMatchObject({
    program: { variables: [{ name: "anyObject" }, { name: "params" }, { name: "length" }] },
    inputs: [{ object: { kind: "Pod" }, oldObject: null, request: { operation: "CREATE" }, params: { kind: "Noted" } }],
  });
});
