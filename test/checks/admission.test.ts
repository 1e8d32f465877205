import { expect, test } from "vitest";
import type { AdmissionSettings } from "../../src/checks/admission/settings.ts";
import { admission } from "../../src/checks/admission.ts";
import type { CheckPorts, CheckScope, WholeSide } from "../../src/checks/check.ts";
import type { FetchedBundle, RequiredBundle } from "../../src/ports/policy-bundles.ts";
import { opaPath } from "../adapters/opa/local-tools.ts";
import { ports } from "./admission/admissions.ts";
import { changeOf } from "./admission/scopes.ts";

const opa = test.skipIf(opaPath === undefined);

const template = `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata:
  name: atmostreplicas
spec:
  crd:
    spec:
      names:
        kind: AtMostReplicas
      validation:
        openAPIV3Schema:
          type: object
          required: [limit]
          properties:
            limit:
              type: integer
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package atmostreplicas

        violation[{"msg": msg}] {
          input.review.object.spec.replicas > input.parameters.limit
          msg := sprintf("spec.replicas is more than %d", [input.parameters.limit])
        }
`;

const constraint = (limit: string, more = "") => `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: AtMostReplicas
metadata:
  name: few
spec:
${more}  parameters:
    limit: ${limit}
`;

const deployment = (name: string, replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
spec:
  replicas: ${replicas}
`;

const namespaceOf = (labels: string) => `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: ${labels} }
`;

const rules = { "rules/template.yaml": template, "rules/few.yaml": constraint("3") };
const shop = { shop: { environment: "prod" } };
const grown = { before: { "shop/web.yaml": deployment("web", 1) }, after: { "shop/web.yaml": deployment("web", 5) } };

opa("what a constraint refuses is told on the line of the field", async () => {
  const scope = changeOf({ ...rules, ...grown.before }, { ...rules, ...grown.after }, shop);

  const { findings, preview } = await judged(scope);

  expect(findings).toEqual([
    {
      check: "admission",
      rule: "AtMostReplicas/few",
      severity: "error",
      message: "spec.replicas is more than 3",
      path: "shop/web.yaml",
      line: 7,
      application: "shop",
      environment: "prod",
      resource: "Deployment shop/web",
      substance: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  ]);
  expect(preview).toEqual([]);
});

opa("a change cannot take away the rule that it breaks", async () => {
  const told = await lines(changeOf({ ...rules, ...grown.before }, grown.after, shop));

  expect(told).toEqual([
    "shop/web.yaml:7 error AtMostReplicas/few: spec.replicas is more than 3",
    "preview: AtMostReplicas few would no longer be enforced.",
    "preview: ConstraintTemplate atmostreplicas would no longer be enforced.",
    "preview: AtMostReplicas/few would no longer refuse 1 manifest in 1 application.",
  ]);
});

opa("a rule that a change brings is previewed on everything there is, and not obeyed", async () => {
  const held = { "shop/web.yaml": deployment("web", 5), "shop/api.yaml": deployment("api", 6) };
  const bank = { "bank/web.yaml": deployment("web", 9), "bank/api.yaml": deployment("api", 2) };
  const applications = { ...shop, bank: { environment: "test" } };

  const told = await lines(changeOf({ ...held, ...bank }, { ...held, ...bank, ...rules }, applications));

  expect(told).toEqual(["preview: AtMostReplicas/few would refuse 3 manifests in 2 applications."]);
  const few = { "shop/web.yaml": deployment("web", 1) };
  expect(await lines(changeOf(few, { ...few, ...rules }, shop))).toEqual([
    "preview: AtMostReplicas few, ConstraintTemplate atmostreplicas would refuse nothing that is here.",
  ]);
});

opa("of a rule that a change alters only the difference is previewed", async () => {
  const held = { "shop/web.yaml": deployment("web", 5), "shop/api.yaml": deployment("api", 3) };
  const stricter = { ...rules, "rules/few.yaml": constraint("2") };

  expect(await lines(changeOf({ ...held, ...rules }, { ...held, ...stricter }, shop))).toEqual([
    "preview: AtMostReplicas/few would refuse 1 manifest in 1 application.",
  ]);
  expect(await lines(changeOf({ ...held, ...stricter }, { ...held, ...rules }, shop))).toEqual([
    "preview: AtMostReplicas/few would no longer refuse 1 manifest in 1 application.",
  ]);
});

opa("a rule that is wrong is told on its line, by whoever brings it", async () => {
  const wrong = { ...rules, "rules/few.yaml": constraint("many") };

  expect(await lines(changeOf(rules, wrong, shop))).toEqual([
    expect.stringMatching(/^rules\/few\.yaml:7 error AtMostReplicas\/few: AtMostReplicas few is no rule .*limit/),
  ]);
});

opa("a rule that is wrong already is told until it is mended, and the change that mends it passes", async () => {
  const wrong = { ...rules, "rules/few.yaml": constraint("many") };

  expect(await lines(changeOf({ ...wrong, ...grown.before }, { ...wrong, ...grown.after }, shop))).toEqual([
    expect.stringMatching(/^rules\/few\.yaml:7 error /),
  ]);
  expect(await lines(changeOf({ ...wrong, ...grown.before }, { ...rules, ...grown.after }, shop))).toEqual([
    "preview: AtMostReplicas/few would refuse 1 manifest in 1 application.",
  ]);
});

opa("what does not compile is told on its line of Rego, also where nothing is asked yet", async () => {
  const wrong = { "rules/template.yaml": template.replace("sprintf(", "sprintln(") };

  expect(await lines(changeOf({}, wrong, shop))).toEqual([
    expect.stringMatching(/^rules\/template\.yaml:24 error ConstraintTemplate\/atmostreplicas: .* undefined function/),
  ]);
  const stray = { "rules/template.yaml": template.replace("input.review.object.spec", "data.x.spec") };
  expect(await lines(changeOf({}, stray, shop))).toEqual([
    expect.stringMatching(/^rules\/template\.yaml:23 error ConstraintTemplate\/atmostreplicas: .*not data\.x/),
  ]);
});

opa("rules of the change that cannot be evaluated are its mistake, and the base's say what they say", async () => {
  const failing = `${template.replaceAll("atmostreplicas", "failing").replace("AtMostReplicas", "Failing")}
        limit = 1 { input.review }
        limit = 2 { input.review }
`.replace("input.parameters.limit\n", "limit\n");
  const added = {
    "rules/failing.yaml": failing,
    "rules/all.yaml": constraint("1").replace("AtMostReplicas", "Failing"),
  };

  const told = await lines(changeOf({ ...rules, ...grown.before }, { ...rules, ...added, ...grown.after }, shop));

  expect(told).toEqual([
    "shop/web.yaml:7 error AtMostReplicas/few: spec.replicas is more than 3",
    expect.stringMatching(
      /^rules\/all\.yaml:1 error preview: With these rules nothing .* ConstraintTemplate failing fails/,
    ),
  ]);
});

opa("rules that an application deploys hold where it is deployed", async () => {
  const platform = { "platform/template.yaml": template, "platform/few.yaml": constraint("3") };
  const head = { ...platform, "shop/web.yaml": deployment("web", 5), "bank/web.yaml": deployment("web", 5) };
  const applications = { ...shop, bank: { environment: "test" }, platform: { environment: "test" } };

  const { findings } = await judged(changeOf(platform, head, applications));

  expect(findings.map(({ application }) => application)).toEqual(["bank"]);
});

opa("rules of an application that does not render are not known, which is an error", async () => {
  const platform = { "platform/template.yaml": template, "platform/few.yaml": constraint("3") };
  const applications = { ...shop, platform: { environment: "prod", broken: "a chart is missing" } };

  await expect(judged(changeOf(platform, { ...platform, ...grown.after }, applications))).rejects.toThrow(
    "the application platform (prod) holds rules and does not render: a chart is missing",
  );
});

opa("a base that does not render everywhere takes from the head only what it cannot read itself", async () => {
  const platform = { "platform/template.yaml": template.replaceAll("atmostreplicas", "others") };
  const scope = changeOf(
    { ...rules, ...platform, ...grown.before },
    { ...platform, ...grown.after, "rules/template.yaml": template, "rules/few.yaml": constraint("100") },
    { ...shop, platform: { environment: "prod" } },
  );
  const { base, head } = scope.whole;
  if (base === null) throw new Error("there is a base");
  const render: WholeSide["render"] = async (application) =>
    application.name === "platform"
      ? { status: "not-rendered", reason: "a chart is missing" }
      : base.render(application);

  const told = await lines({ ...scope, whole: { base: { ...base, render }, head } });

  expect(told).toContain("shop/web.yaml:7 error AtMostReplicas/few: spec.replicas is more than 3");
});

opa("an application that only names an engine holds no rules", async () => {
  const labelled = {
    "platform/ns.yaml":
      "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {admission.gatekeeper.sh/ignore: 'true'}}\n",
  };
  const applications = { ...shop, platform: { environment: "prod", broken: "a chart is missing" } };

  expect(await lines(changeOf(labelled, { ...labelled, ...grown.after }, applications))).toEqual([]);
});

opa("samples of a suite are not in force", async () => {
  const suite = `apiVersion: test.gatekeeper.sh/v1alpha1
kind: Suite
tests:
  - name: few
    template: template.yaml
    constraint: samples/few.yaml
    cases: [{ name: many, object: samples/many.yaml, assertions: [{ violations: yes }] }]
`;
  const library = {
    "library/suite.yaml": suite,
    "library/template.yaml": template,
    "library/samples/few.yaml": constraint("3"),
  };

  expect(await lines(changeOf(library, { ...library, ...grown.after }, shop))).toEqual([]);
  const folder = { ...shop, library: { environment: "prod" } };
  expect(await lines(changeOf(library, { ...library, ...grown.after }, folder))).toEqual([]);
  const used = { ...library, "rules/few.yaml": constraint("3") };
  expect(await lines(changeOf(used, { ...used, ...grown.after }, shop))).toEqual([
    "shop/web.yaml:7 error AtMostReplicas/few: spec.replicas is more than 3",
  ]);
});

opa.each<readonly [string, AdmissionSettings, readonly string[]]>([
  ["deny", {}, ["error"]],
  ["warn", {}, ["warning"]],
  ["dryrun", {}, ["notice"]],
  ["deny", { level: "warn" }, ["warning"]],
  ["dryrun", { level: "warn" }, ["notice"]],
  ["deny", { level: "off" }, []],
  ["deny", { gatekeeper: "off" }, []],
  ["deny", { gatekeeper: false }, []],
  ["deny", { sources: ["rules/"] }, ["error"]],
])("enforcementAction %s with %j weighs %j", async (action, settings, severities) => {
  const acting = { ...rules, "rules/few.yaml": constraint("3", `  enforcementAction: ${action}\n`) };

  const { findings } = await judged(changeOf(acting, { ...acting, ...grown.after }, shop), settings);

  expect(findings.map(({ severity }) => severity)).toEqual(severities);
});

opa("rules outside of the sources that the configuration names are not in force", async () => {
  const other = { "other/few.yaml": constraint("9") };
  const scope = changeOf({ ...rules, ...other }, { ...rules, ...other, ...grown.after }, shop);

  expect((await lines(scope, { sources: ["rules/few.yaml", "rules/template.yaml"] })).length).toBe(1);
  expect(await lines(scope, { sources: ["other/", "rules/template.yaml"] })).toEqual([]);
});

opa("a source without any rule stops what has to be judged, and not its repair", async () => {
  const settings = { sources: ["rules/", "./rulez/"] };
  const reason = "checks.admission.sources names ./rulez/, where there is no admission rule.";

  await expect(judged(changeOf(rules, { ...rules, ...grown.after }, shop), settings)).rejects.toThrow(reason);
  const off = { ...settings, gatekeeper: "off", kyverno: "off", validatingAdmissionPolicy: "off" } as const;
  expect(await lines(changeOf(rules, { ...rules, ...grown.after }, shop), off)).toEqual([]);
  expect(await lines(changeOf(rules, { ...rules, "README.md": "# Rules\n" }, shop), settings)).toEqual([]);
  const brought = { ...rules, "rulez/more.yaml": template, ...grown.after };
  expect((await lines(changeOf(rules, brought, shop), settings))[0]).toContain("spec.replicas is more than 3");
});

opa("what cannot be evaluated is said once, on the rule's line, and weighs what the configuration says", async () => {
  const asking = template.replace("input.review.object.spec", 'external_data({"provider": "x", "keys": []}).replicas');
  const held = { ...rules, "rules/template.yaml": asking };
  const head = { ...held, ...grown.after, "shop/api.yaml": deployment("api", 2) };

  expect(await lines(changeOf(held, head, shop))).toEqual([
    "rules/few.yaml:1 warning AtMostReplicas/few: AtMostReplicas/few is not evaluated: it asks a provider of external data",
  ]);
  expect(await lines(changeOf(held, head, shop), { notEvaluated: "error" })).toEqual([
    expect.stringMatching(/^rules\/few\.yaml:1 error /),
  ]);
});

opa("a message never holds what a Secret holds", async () => {
  const leaking = template
    .replace("input.review.object.spec.replicas > input.parameters.limit", 'input.review.object.kind == "Secret"')
    .replace(
      'sprintf("spec.replicas is more than %d", [input.parameters.limit])',
      'sprintf("%v", [input.review.object])',
    );
  const held = { ...rules, "rules/template.yaml": leaking };
  const secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: key, namespace: shop}\nstringData: {token: hunter2}\n";

  const [told = "", ...others] = await lines(changeOf(held, { ...held, "shop/key.yaml": secret }, shop));

  expect(others).toEqual([]);
  expect(told).toContain("AtMostReplicas/few");
  expect(told).not.toContain("hunter2");
});

opa("rules that the operator asks for hold whatever the repository says, and cannot be lowered", async () => {
  const required = { "t.yaml": template, "c.yaml": constraint("3") };
  const own = { ...rules, "rules/few.yaml": constraint("100") };
  const scope = changeOf(own, { ...own, ...grown.after }, shop);

  const { findings } = await judged(scope, { gatekeeper: "off", level: "off" }, withBundle(required));

  expect(findings).toEqual([
    expect.objectContaining({ severity: "error", locked: true, path: "shop/web.yaml", line: 7 }),
  ]);
  expect((await judged(scope, {}, withBundle(required))).findings).toHaveLength(1);
});

opa("no exemption, label or template of the repository keeps anything from what the operator asks for", async () => {
  const required = { "t.yaml": template, "c.yaml": constraint("3") };
  const evading = {
    "rules/template.yaml": template.replace("> input.parameters.limit", "> 1000"),
    "rules/config.yaml": `apiVersion: config.gatekeeper.sh/v1alpha1
kind: Config
metadata: { name: config, namespace: gatekeeper-system }
spec: { match: [{ excludedNamespaces: ["*"], processes: ["*"] }] }
`,
  };
  const space = { "shop/ns.yaml": namespaceOf("{ admission.gatekeeper.sh/ignore: yes-please }") };
  const scope = changeOf({ ...evading, ...space }, { ...evading, ...space, ...grown.after }, shop);

  expect((await judged(scope, {}, withBundle(required))).findings).toEqual([
    expect.objectContaining({ rule: "AtMostReplicas/few", severity: "error", locked: true }),
  ]);
});

opa("the operator's rules hold in the environments that they are for", async () => {
  const required = { "t.yaml": template, "c.yaml": constraint("3") };
  const scope = changeOf({}, grown.after, shop);

  expect((await judged(scope, {}, withBundle(required, ["test"]))).findings).toEqual([]);
  expect((await judged(scope, {}, withBundle(required, ["test", "prod"]))).findings).toHaveLength(1);
});

opa("an operator's rule that is wrong, or cannot be had, is an error and no finding", async () => {
  const scope = changeOf({}, grown.after, shop);

  await expect(judged(scope, {}, withBundle({ "c.yaml": constraint("3") }))).rejects.toThrow(
    "AtMostReplicas few of the operator's bundle baseline is no rule that could be enforced: there is no ConstraintTemplate atmostreplicas",
  );
  const refused = { status: "refused", reason: "its digest is another" } as const;
  await expect(judged(scope, {}, { ...withBundle({}), bundles: bundles(refused, []) })).rejects.toThrow(
    "the operator's bundle baseline cannot be used: its digest is another",
  );
});

opa("rules that the configuration pins hold everywhere", async () => {
  const from = { url: "https://rules.example.com/a.tar.gz", pin: `sha256:${"0".repeat(64)}` };
  const fetched = { "t.yaml": template, "deep/c.yaml": constraint("3") };
  const use = { ...ports, bundles: { required: () => [], fetch: async () => filesOf(fetched) } };

  const { findings } = await judged(changeOf({}, grown.after, shop), { sources: [from] }, use);

  expect(findings.map(({ rule, locked }) => ({ rule, locked }))).toEqual([
    { rule: "AtMostReplicas/few", locked: undefined },
  ]);
});

opa("without a base the head's own rules hold", async () => {
  expect(await lines(changeOf(null, { ...rules, ...grown.after }, shop))).toEqual([
    "shop/web.yaml:7 error AtMostReplicas/few: spec.replicas is more than 3",
  ]);
});

function withBundle(files: Readonly<Record<string, string>>, environments: readonly string[] = []): CheckPorts {
  return { ...ports, bundles: bundles(filesOf(files), environments) };
}

function bundles(fetched: FetchedBundle, environments: readonly string[]): CheckPorts["bundles"] {
  const reference = { url: "https://rules.example.com/baseline.tar.gz", pin: `sha256:${"1".repeat(64)}` };
  const bundle: RequiredBundle = { name: "baseline", reference, holds: "admission", environments };
  return { required: (name) => (name === "acme/shop" ? [bundle] : []), fetch: async () => fetched };
}

function filesOf(files: Readonly<Record<string, string>>): FetchedBundle {
  return {
    status: "fetched",
    files: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
  };
}

async function judged(scope: CheckScope, settings: AdmissionSettings = {}, use: CheckPorts = ports) {
  const result = await admission.check(scope, settings, use);
  if (result.status === "errored") throw new Error(result.reason);
  return result;
}

async function lines(scope: CheckScope, settings: AdmissionSettings = {}): Promise<readonly string[]> {
  const { findings, preview = [] } = await judged(scope, settings);
  return [
    ...findings.map(({ path, line, severity, rule, message }) => `${path}:${line} ${severity} ${rule}: ${message}`),
    ...preview.map((sentence) => `preview: ${sentence}`),
  ];
}
