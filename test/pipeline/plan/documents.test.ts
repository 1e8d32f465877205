import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import type { Json, JsonObject } from "../../../src/domain/json.ts";
import { readDocuments } from "../../../src/pipeline/plan/documents.ts";
import { parseIni } from "../../../src/pipeline/plan/ini.ts";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifestOf } from "./manifests.ts";

test.each([
  ["JSON in other lines", "app.json", '{"a":1,"b":[1,2]}', '{\n  "b": [1, 2],\n  "a": 1\n}\n'],
  ["YAML in another order and with comments", "app.yaml", "a: 1\nb: {c: d}\n", "# why\nb:\n  c: d\na: 1\n"],
  ["YAML with an anchor", "app.yml", "a: {x: 1}\nb: {x: 1}\n", "a: &a {x: 1}\nb: *a\n"],
  ["several YAML documents", "all.yaml", "a: 1\n---\nb: 2\n", "---\na: 1\n---\n# two\nb: 2\n"],
  ["TOML", "app.toml", 'a = 1\n[b]\nc = "d"\n', '[b]\nc = "d" # why\n'.replace("[b]", "a = 1\n\n[b]")],
  ["INI", "app.ini", "[s]\na = 1\nb=2\n", "; why\n[s]\nb = 2\na = 1\n"],
  ["properties", "app.properties", "a.b=1\nc=2\n", "c = 2\na.b: 1\n"],
  ["no ending, JSON", "config", '{"a":1}', '{ "a": 1 }'],
  ["no ending, YAML", "mapRoles", "- a: 1\n  b: 2\n", "- b: 2\n  a: 1\n"],
])("the same content, written otherwise, is counted and not told: %s", async (_, key, before, after) => {
  const { plan } = await plans(configMap({ [key]: before }), configMap({ [key]: after }));

  expect(plan).toEqual({ status: "known", changes: [], ignored: 1 });
});

test.each([
  [
    "app.yaml",
    "server: {port: 80, host: a}\n",
    "server: {host: a, port: 81}\n",
    ["data[app.yaml].server.port: 80 → 81"],
  ],
  [
    "app.yaml",
    "jobs: [{name: a, url: one}, {name: b, url: two}]\n",
    "jobs: [{name: a, url: one}, {name: b, url: three}]\n",
    ['data[app.yaml].jobs[b].url: "two" → "three"'],
  ],
  ["app.json", '{"a": {"b": 1}}', '{"a": {"b": 1, "c": 2}}', ["data[app.json].a.c: null → 2"]],
  ["app.toml", "[a]\nb = 1\n", "[a]\nb = 2\n", ["data[app.toml].a.b: 1 → 2"]],
  ["app.ini", "[a]\nb = 1\n", "[a]\nb = 2\n", ['data[app.ini].a.b: "1" → "2"']],
])("what is different inside a text is told by its path: %s", async (key, before, after, told) => {
  const { plan } = await plans(configMap({ [key]: before }), configMap({ [key]: after }));

  expect(plan.changes.flatMap(({ fields }) => fields.map(line))).toEqual(told);
  expect(plan.changes[0]?.sources).toEqual([{ path: `/data/${key}`, line: 1 }]);
});

test.each([
  ["YAML that does not parse", "app.yaml", "a: [1\n", "a: [2\n"],
  ["a template", "app.yaml", "{{ if .x }}\na: 1\n{{ end }}\n", "{{ if .y }}\na: 1\n{{ end }}\n"],
  ["a script", "run.sh", "a=1\n", "a=1 \n"],
  ["numbers that only look alike", "app.yaml", "version: 1.1\n", "version: 1.10\n"],
  ["a word that YAML 1.1 takes for a truth", "app.yaml", "country: no\n", 'country: "no"\n'],
  ["a number that JavaScript cannot hold", "app.json", '{"a": 12345678901234567890}', '{"a": 12345678901234567891}'],
  ["INI with a key twice", "app.ini", "[s]\na = 1\na = 2\n", "[s]\na = 2\na = 1\n"],
  ["a continued line", "app.properties", "a = b \\\n  c\n", "a = b \\\n  d\n"],
  ["an nginx configuration", "nginx.conf", "server {\n listen 80;\n}\n", "server {\n listen 81;\n}\n"],
  ["an alias bomb", "app.yaml", bomb("x"), bomb("y")],
  ["a text as deep as a stack", "app.json", nested(5000, "1"), nested(5000, "2")],
])("what cannot be read for certain stays a text, and its change is told: %s", async (_, key, before, after) => {
  const { plan } = await plans(configMap({ [key]: before }), configMap({ [key]: after }));

  expect(plan.changes[0]?.fields).toEqual([{ path: `data[${key}]`, before, after }]);
});

test("a text that changes nearly everywhere is told as a text", async () => {
  const text = (value: number) =>
    stringify(Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`key${n}`, value])));

  const { plan } = await plans(configMap({ "app.yaml": text(1) }), configMap({ "app.yaml": text(2) }));

  expect(plan.changes[0]?.fields.map(({ path }) => path)).toEqual(["data[app.yaml]"]);
});

test("more text than anybody writes is compared as it is written from some point on", async () => {
  const long = (order: string) => configMap({ "app.json": `{${order}, "c": "${"x".repeat(400_000)}"}` });
  const named = (object: JsonObject, name: number): JsonObject => ({ ...object, metadata: { name: `c${name}` } });
  const many = (order: string) => Array.from({ length: 30 }, (_, index) => manifestOf(named(long(order), index)));
  const locate = { locateHead: locateByPointer, locateBase: locateByPointer };

  const { plan } = await planChanges({
    application: { name: "shop", environment: "prod" },
    ...{ base: many('"a": 1, "b": 2'), head: many('"b": 2, "a": 1'), ignore: [], ...locate },
  });

  expect(plan.ignored).toBe(20);
  expect(plan.changes).toHaveLength(10);
});

test("JSON in an annotation is compared by content, not in a pod template, where it starts new pods", async () => {
  const [compact, spaced] = ['{"a":1}', '{ "a": 1 }'];
  const annotated = (text: string): JsonObject => ({ metadata: { name: "a", annotations: { "example.org/x": text } } });
  const of = (metadata: JsonObject, template: JsonObject): JsonObject => ({
    ...{ apiVersion: "apps/v1", kind: "Deployment", ...metadata },
    spec: { template: { ...template, spec: { containers: [] } } },
  });

  const own = await plans(of(annotated(compact), {}), of(annotated(spaced), {}));
  const pods = await plans(of(annotated(compact), annotated(compact)), of(annotated(compact), annotated(spaced)));

  expect(own.plan).toMatchObject({ changes: [], ignored: 1 });
  expect(pods.plan.changes).toHaveLength(1);
});

test("Helm values inside an Application are read", async () => {
  const application = (values: string): JsonObject => ({
    ...{ apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata: { name: "a" } },
    spec: { source: { helm: { values } } },
  });

  const { plan } = await plans(application("a: 1\nb: 2\n"), application("b: 3\na: 1\n"));

  expect(plan.changes[0]?.fields.map(line)).toEqual(["spec.source.helm.values.b: 2 → 3"]);
});

test("a credential in a text hides every part of it, and a value under a secret name is hidden by itself", async () => {
  const token = ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].join("");
  const whole = (port: number) => configMap({ "app.yaml": `port: ${port}\ngithub: ${token}\n` });
  const named = (value: string) => configMap({ "app.yaml": `mode: ${value}\ndb: {password: ${value}SECRET}\n` });

  const { plan } = await plans(whole(80), whole(81));
  const other = await plans(named("slow"), named("fast"));

  expect(plan.changes[0]?.fields).toEqual([
    { path: "data[app.yaml].port", before: "(hidden)", after: "(hidden, changed)" },
  ]);
  expect(other.plan.changes[0]?.fields).toEqual([
    { path: "data[app.yaml].mode", before: "slow", after: "fast" },
    { path: "data[app.yaml].db.password", before: "(hidden)", after: "(hidden, changed)" },
  ]);
  expect(JSON.stringify(other)).not.toMatch(/"[^"]*(?:slow|fast)SECRET"[^}]*"note"/);
});

const word = fc.stringMatching(/^[a-z]{1,5}$/);
const leaf = fc.oneof(word, fc.integer({ min: -1000, max: 1000 }), fc.boolean());
const { tree } = fc.letrec<{ tree: JsonObject; node: Json }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, leaf, tie("tree"), fc.array(leaf, { maxLength: 3 })),
  tree: fc.dictionary(word, tie("node"), { maxKeys: 4, noNullPrototype: true }),
}));

test("however it is written, equal content reads equal, and different content different", () => {
  fc.assert(
    fc.property(tree, tree, (one, other) => {
      const [block, flow] = [stringify(one), `# why\n${stringify(one, { collectionStyle: "flow" })}`];
      const same = readDocuments(block, flow, "yaml");
      const json = readDocuments(JSON.stringify(one), JSON.stringify(other, null, 2), "json");

      if (same !== undefined) expect(same.after).toEqual(same.before);
      expect(json).toEqual({ before: one, after: other });
    }),
  );
});

test("an INI file is read as it is written, or not at all", () => {
  fc.assert(
    fc.property(fc.dictionary(word, fc.dictionary(word, word, { maxKeys: 3 }), { maxKeys: 3 }), (sections) => {
      const text = Object.entries(sections)
        .map(
          ([name, keys]) =>
            `[${name}]\n${Object.entries(keys)
              .map(([key, value]) => `${key} = ${value}\n`)
              .join("")}`,
        )
        .join("");
      expect(parseIni(text)).toEqual(sections);
    }),
  );
});

function configMap(data: Record<string, string>): JsonObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data };
}

function plans(before: JsonObject, after: JsonObject) {
  const application = { name: "shop", environment: "prod" };
  const sides = { base: [manifestOf(before)], head: [manifestOf(after)] };
  return planChanges({ application, ...sides, ignore: [], locateHead: locateByPointer, locateBase: locateByPointer });
}

function line({ path, before, after }: { path: string; before: Json; after: Json }): string {
  return `${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
}

function bomb(value: string): string {
  const levels = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(", ")}]`);
  return `l0: &l0 [${value}]\n${levels.join("\n")}\n`;
}

function nested(depth: number, value: string): string {
  return `${"[".repeat(depth)}${value}${"]".repeat(depth)}`;
}
