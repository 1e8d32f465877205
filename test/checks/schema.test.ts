import { expect, test } from "vitest";
import { schema } from "../../src/checks/schema.ts";
import { findingsOf, noPorts, scopeOf, told } from "./scope.ts";

type Files = Readonly<Record<string, string>>;

async function judge(files: Files, settings?: Parameters<typeof schema.check>[1]) {
  return schema.check(scopeOf(files), settings, noPorts);
}

const widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: a\n";
const cronJob =
  "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata:\n  name: a\nspec:\n  schedule: '@daily'\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers: [{ name: a, image: a:1 }]\n";

test("a kind without a schema is told once, however many there are", async () => {
  const files = { "a.yaml": widget, "b.yaml": widget.replace("name: a", "name: b"), "c.yaml": `${widget}spec: {}\n` };

  const findings = findingsOf(await judge(files));

  expect(findings.map(({ path, line, severity, rule }) => [path, line, severity, rule])).toEqual([
    ["a.yaml", 2, "warning", "missing-schema"],
  ]);
  expect(findings[0]?.message).toContain("2 more of its kind");
  expect(told(await judge(files, { missing: "error" }))).toEqual(["a.yaml:2 error missing-schema"]);
  expect(told(await judge(files, { missing: "ignore" }))).toEqual([]);
});

test("what an API version was once depends on the release asked for", async () => {
  expect(told(await judge({ "a.yaml": cronJob }))).toEqual(["a.yaml:1 error not-served"]);
  expect(told(await judge({ "a.yaml": cronJob }, { kubernetesVersion: "1.24", missing: "ignore" }))).toEqual([]);
  expect(
    told(await judge({ "a.yaml": cronJob.replace("schedule:", "shedule:") }, { kubernetesVersion: "1.24" })),
  ).toEqual(["a.yaml:6 error unknown-field", "a.yaml:5 error required-field"]);
  const v1 = cronJob.replace("v1beta1", "v1");
  expect(told(await judge({ "a.yaml": v1 }))).toEqual([]);
  expect(told(await judge({ "a.yaml": v1 }, { kubernetesVersion: "1.20" }))).toEqual(["a.yaml:1 error not-served"]);
});

test("a field is unknown to the releases before it came", async () => {
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  hostnameOverride: b\n  containers: [{ name: a, image: a:1 }]\n";

  expect(told(await judge({ "a.yaml": pod }, { kubernetesVersion: "1.36" }))).toEqual([]);
  const [finding] = findingsOf(await judge({ "a.yaml": pod }, { kubernetesVersion: "1.33" }));
  expect(finding).toMatchObject({ line: 6, rule: "unknown-field" });
  expect(finding?.message).toContain("exists only from 1.34 on");
});

test("a release that is not known is never judged as fine", async () => {
  expect((await judge({ "a.yaml": widget }, { kubernetesVersion: "1.99" })).status).toBe("errored");
});

test("what an engine's newer release may know only warns; a letter wrong or a wrong type is an error", async () => {
  const project = "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata:\n  name: a\nspec:\n  brandNew: {}\n";

  expect(told(await judge({ "a.yaml": project }))).toEqual(["a.yaml:6 warning unknown-field"]);
  expect(told(await judge({ "a.yaml": project }, { level: "notice" }))).toEqual(["a.yaml:6 notice unknown-field"]);
  expect(told(await judge({ "a.yaml": project.replace("brandNew: {}", "sourceRepo: [a]") }))).toEqual([
    "a.yaml:6 error unknown-field",
  ]);
  expect(told(await judge({ "a.yaml": project.replace("brandNew: {}", "sourceRepos: a") }))).toEqual([
    "a.yaml:6 error type",
  ]);
});

test("null is absent: fine where a field may be, missing where it may not", async () => {
  const service =
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  creationTimestamp: null\nspec:\n  type: null\n  ports: [{ port: 80, name: null }]\nstatus:\n  loadBalancer: {}\n";

  expect(told(await judge({ "a.yaml": service }))).toEqual([]);
  expect(told(await judge({ "a.yaml": service.replace("port: 80", "port: null") }))).toEqual([
    "a.yaml:8 error required-field",
  ]);
});

test("what is filled in after rendering is not judged", async () => {
  const hole = "$" + "{PORT}";
  const service = `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  type: ${hole}\n  ports: [{ port: "${hole}" }]\n`;

  expect(told(await judge({ "a.yaml": service }))).toEqual([]);
});

test("no message shows what a Secret or an environment variable holds", async () => {
  const secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  a: not-base64-4711\n  b: 4711\n";
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers: [{ name: a, image: a:1, env: [{ name: PASSWORD, value: 4711 }] }]\n";

  const findings = findingsOf(await judge({ "a.yaml": secret, "b.yaml": pod }));

  expect(findings).toHaveLength(3);
  expect(JSON.stringify(findings)).not.toContain("4711");
});

test("a manifest that is wrong everywhere is told in a bounded number of findings", async () => {
  const fields = Array.from({ length: 80 }, (_, index) => `  wrong${index}: 1`).join("\n");

  const findings = findingsOf(
    await judge({
      "a.yaml": `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  ports: [{ port: 1 }]\n${fields}\n`,
    }),
  );

  expect(findings).toHaveLength(51);
  expect(findings.at(-1)?.message).toContain("30 more problems");
});

test("a schema of a custom resource that is itself wrong does not pass as fine", async () => {
  const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Widget, plural: widgets }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: string, pattern: "(" }
`;

  expect(told(await judge({ "crd.yaml": definition, "a.yaml": `${widget}spec: b\n` }))).toEqual([
    "crd.yaml:17 error format",
    "a.yaml:2 error broken-definition",
  ]);
});

test.each([
  ["that only Go reads", "(?i)^[a-z]+\\\\z", "blue", "b1ue"],
  ["that would keep a backtracking engine busy for years", "^(a|a)+$", "a".repeat(40), `${"a".repeat(40)}b`],
])("a pattern %s is judged as the API server does", async (_what, pattern, fits, fails) => {
  const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Widget, plural: widgets }
  versions:
    - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, properties: { spec: { type: string, pattern: "${pattern}" } } } } }
`;

  expect(told(await judge({ "crd.yaml": definition, "a.yaml": `${widget}spec: ${fits}\n` }))).toEqual([]);
  expect(told(await judge({ "crd.yaml": definition, "a.yaml": `${widget}spec: ${fails}\n` }))).toEqual([
    "a.yaml:5 error format",
  ]);
});

test("the level is obeyed", async () => {
  const files = { "a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: A\n" };

  expect(told(await judge(files, { level: "warn" }))).toEqual(["a.yaml:4 warning name"]);
  expect(told(await judge(files, { level: "off" }))).toEqual([]);
});

test("what SOPS encrypted is judged as it will be once it is decrypted, as far as that is known", async () => {
  const encrypted = "ENC[AES256_GCM,data:x,iv:y,tag:z,type:int]";
  const sops = `sops:\n  mac: ENC[AES256_GCM,data:x]\n  version: 3.9.4\n`;
  const secret = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  token: ${encrypted}\n`;
  const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  replicas: ${encrypted}\n  selector: { matchLabels: { a: b } }\n  template:\n    metadata: { labels: { a: b } }\n    spec:\n      containers: [{ name: a, image: a:1, imagePullPolicy: ${encrypted} }]\n`;

  expect(told(await judge({ "a.yaml": secret + sops, "b.yaml": deployment + sops }))).toEqual([]);
  expect(told(await judge({ "a.yaml": secret }))).toEqual(["a.yaml:6 error format"]);
  expect(told(await judge({ "a.yaml": `${secret}stringDate: {}\n${sops}` }))).toEqual(["a.yaml:7 error unknown-field"]);
  expect(told(await judge({ "a.yaml": `${secret}sops: {}\n` })).toSorted()).toEqual([
    "a.yaml:6 error format",
    "a.yaml:7 error unknown-field",
  ]);
});

test("a ConfigMap that is too large is told, and a namespace on what has none is noticed", async () => {
  const large = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: ${"x".repeat(1_100_000)}\n`;
  const scoped = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  namespace: b\n";

  expect(told(await judge({ "a.yaml": large, "b.yaml": scoped }))).toEqual([
    "a.yaml:5 error range",
    "b.yaml:5 notice scope",
  ]);
});

test("what admission engines read needs no schema here", async () => {
  const files = {
    "constraint.yaml": "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sOwner\nmetadata: {name: owner}\n",
    "policy.yaml": "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: owner}\n",
    "other.yaml": "apiVersion: example.com/v1\nkind: Owner\nmetadata: {name: owner}\n",
  };

  const result = await schema.check(scopeOf(files), undefined, noPorts);

  expect(findingsOf(result).map(({ path, rule }) => [path, rule])).toEqual([["other.yaml", "missing-schema"]]);
});
