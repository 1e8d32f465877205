import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { EnvironmentFacts } from "../../../src/checks/check.ts";
import { documentName } from "../../../src/checks/schema/published.ts";
import { schema } from "../../../src/checks/schema.ts";
import type { Finding } from "../../../src/domain/finding.ts";
import type { SchemaLocations } from "../../../src/ports/schemas.ts";
import { findingsOf, noPorts, scopeOf, told } from "../scope.ts";
import { wrongManifests } from "./wrong-manifests.ts";

type Files = Readonly<Record<string, string>>;
type Given = {
  readonly base?: Files;
  readonly environment?: EnvironmentFacts;
  readonly locations?: SchemaLocations;
  readonly settings?: Parameters<typeof schema.check>[1];
};

function judge(files: Files, { base, environment = {}, locations, settings }: Given = {}) {
  const scope = { ...scopeOf(files, base && { base }), environments: new Map([["default", environment]]) };
  return schema.check(scope, settings, locations ? { ...noPorts, schemaLocations: locations } : noPorts);
}

const widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: a\nspec:\n  size: 3\n";

function definition(type: string): string {
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
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
            spec: { type: object, properties: { size: { type: ${type} } } }
`;
}

/** What a cluster publishes of one kind. */
function published(spec: object): string {
  return JSON.stringify({
    components: {
      schemas: {
        "com.example.v1.Widget": {
          type: "object",
          properties: { spec, metadata: { allOf: [{ $ref: "#/components/schemas/ObjectMeta" }] } },
          "x-kubernetes-group-version-kind": [{ group: "example.com", version: "v1", kind: "Widget" }],
        },
      },
    },
  });
}

const text = { type: "object", properties: { size: { type: "string" } } };
const folder = "clusters/prod/schemas";
const environment = { schemas: folder };

test("what the environment's own cluster publishes judges before what the repository defines", async () => {
  const files = {
    "a.yaml": widget,
    "crd.yaml": definition("integer"),
    [`${folder}/example.com_v1.json`]: published(text),
  };

  expect(told(await judge(files))).toEqual([]);
  expect(told(await judge(files, { environment }))).toEqual(["a.yaml:6 error type"]);
});

test("what the change itself defines anew judges before the cluster, which has it as it was", async () => {
  const base = { [`${folder}/example.com_v1.json`]: published(text), "crd.yaml": definition("string") };
  const files = { ...base, "a.yaml": widget, "crd.yaml": definition("integer") };

  expect(told(await judge(files, { base, environment }))).toEqual([]);
  expect(told(await judge({ ...base, "a.yaml": widget }, { base, environment }))).toEqual(["a.yaml:6 error type"]);
});

test("a version that the cluster does not serve and nothing in the repository defines is an error", async () => {
  const files = { "a.yaml": widget.replace("/v1", "/v1beta1"), [`${folder}/example.com_v1.json`]: published(text) };

  const [finding] = findingsOf(await judge(files, { environment }));

  expect(finding).toMatchObject({ path: "a.yaml", line: 1, severity: "error", rule: "not-served" });
  expect(finding?.message).toBe(
    "The cluster of default does not serve Widget in example.com/v1beta1; it serves example.com/v1.",
  );
});

test("a folder of schemas that is not there is said, and what comes with Fairlead judges", async () => {
  const result = await judge({ "a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: A\n" }, { environment });

  expect(told(result)).toEqual(["a.yaml:4 error name"]);
  expect(result).toMatchObject({ notes: [expect.stringContaining("fairlead schemas pull")] });
});

test("an environment's own version counts before the setting, and the cluster's where neither is said", async () => {
  const cronJob =
    "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata:\n  name: a\nspec:\n  schedule: '@daily'\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers: [{ name: a, image: a:1 }]\n";
  const settings = { kubernetesVersion: "1.36", missing: "ignore" } as const;
  const version = {
    [`${folder}/version.json`]: '{"gitVersion":"v1.24.3"}',
    [`${folder}/example.com_v1.json`]: published(text),
  };

  expect(told(await judge({ "a.yaml": cronJob }, { settings }))).toEqual(["a.yaml:1 error not-served"]);
  expect(told(await judge({ "a.yaml": cronJob }, { settings, environment: { kubernetesVersion: "1.24" } }))).toEqual(
    [],
  );
  expect(told(await judge({ "a.yaml": cronJob, ...version }, { settings, environment }))).toEqual([]);
});

test("a version that is not known is judged as the nearest, and that is said", async () => {
  const result = await judge(
    { "a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n" },
    { environment: { kubernetesVersion: "1.99" } },
  );

  expect(result).toMatchObject({ findings: [], notes: [expect.stringContaining("judged as for 1.36")] });
});

const sized = { type: "object", properties: { spec: { type: "object", properties: { size: { type: "string" } } } } };

test("a place of schemas is asked after the repository, and its schema judges", async () => {
  const asked: string[] = [];
  const locations: SchemaLocations = {
    find: async ({ apiVersion, kind, kubernetesVersion, known }) => {
      asked.push(`${kind} ${apiVersion} ${kubernetesVersion} ${known}`);
      return known ? { status: "none" } : { status: "found", schema: sized, from: "/schemas/widget.json" };
    },
  };

  expect(told(await judge({ "a.yaml": widget }, { locations }))).toEqual(["a.yaml:6 error type"]);
  expect(told(await judge({ "a.yaml": widget, "crd.yaml": definition("integer") }, { locations }))).toEqual([]);
  expect(asked).toEqual([
    "Widget example.com/v1 1.36 false",
    "CustomResourceDefinition apiextensions.k8s.io/v1 1.36 true",
  ]);
});

test("a place that puts its schemas first judges Kubernetes' own kinds, with every rule besides", async () => {
  const strict = { type: "object", properties: { data: { type: "object", maxProperties: 1 } } };
  const locations: SchemaLocations = {
    find: async ({ kind }) =>
      kind === "ConfigMap" ? { status: "found", schema: strict, from: "https://a.example" } : { status: "none" },
  };
  const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: "1"\n  b c: "2"\n';

  expect(told(await judge({ "a.yaml": map }, { locations })).toSorted()).toEqual([
    "a.yaml:5 error range",
    "a.yaml:7 error name",
  ]);
});

test("a place that cannot be asked is told as a missing schema with its reason, even where missing is ignored", async () => {
  const reason = "https://schemas.example.com/a.json cannot be had: HTTP 503.";
  const locations: SchemaLocations = { find: async () => ({ status: "unreachable", reason }) };

  const [finding] = findingsOf(await judge({ "a.yaml": widget }, { locations, settings: { missing: "ignore" } }));

  expect(finding).toMatchObject({ severity: "warning", rule: "missing-schema" });
  expect(finding?.message).toContain(reason);
  expect(told(await judge({ "a.yaml": widget }, { locations, settings: { missing: "error" } }))).toEqual([
    "a.yaml:2 error missing-schema",
  ]);
});

test.each([
  [{ type: "strin" }, "type"],
  [{ $ref: "_definitions.json#/a" }, "_definitions.json"],
])("what a place has and is no JSON Schema is told, and never passes as fine: %j", async (broken, words) => {
  const locations: SchemaLocations = { find: async () => ({ status: "found", schema: broken, from: "/a.json" }) };

  const [finding] = findingsOf(await judge({ "a.yaml": widget }, { locations }));

  expect(finding?.rule).toBe("missing-schema");
  expect(finding?.message).toContain(words);
});

test("many kinds without a schema are told at once, with all their names", async () => {
  const files = Object.fromEntries(
    ["Cat", "Dog", "Eel", "Fox"].map((kind) => [`${kind}.yaml`, widget.replace("Widget", kind)]),
  );

  const findings = findingsOf(await judge({ ...files, "more.yaml": widget.replace("Widget", "Fox") }));

  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ path: "Cat.yaml", line: 2, severity: "warning", resource: null });
  expect(findings[0]?.message).toBe(
    "There is no schema for 4 kinds, so 5 manifests could not be checked: Cat, Dog, Eel, Fox (2) of example.com/v1.",
  );
});

/* What an API server of Kubernetes 1.36 publishes; it is not part of the project. */
const recorded = `${process.env.FAIRLEAD_TEST_DATA ?? "../shared/data"}/kubernetes-1.36/openapi-v3`;
const there = existsSync(recorded);
const documents: Files = Object.fromEntries(
  (there ? readdirSync(recorded) : []).flatMap((file) => {
    const [, group, version] = /^apis?_(?:(.+)_)?(v\d\w*)\.json$/.exec(file) ?? [];
    if (version === undefined) return [];
    const name = documentName(group === undefined ? version : `${group}/${version}`);
    return [[`${folder}/${name}`, readFileSync(`${recorded}/${file}`, "utf8")]];
  }),
);

test.skipIf(!there)(
  `by what ${recorded} publishes, originals are clean and mistakes are found as without it`,
  async () => {
    const originals = Object.fromEntries(
      readdirSync("test/fixtures/manifests").map((file) => [
        file,
        readFileSync(`test/fixtures/manifests/${file}`, "utf8"),
      ]),
    );
    const wrong = wrongManifests.map(({ file, from, to }, index) => [
      `${index}.yaml`,
      (originals[`${file}.yaml`] ?? "").replace(from, to),
    ]);
    const files: Files = Object.fromEntries(wrong);

    const clean = told(await judge({ ...documents, ...originals }, { environment }));
    const alone = rules(findingsOf(await judge(files)));
    const held = rules(findingsOf(await judge({ ...documents, ...files }, { environment })));

    expect(Object.keys(documents).length).toBeGreaterThan(15);
    expect(clean).toEqual([]);
    expect(alone.filter((one) => !held.includes(one))).toEqual([]);
  },
);

function rules(findings: readonly Finding[]): string[] {
  return findings.map(
    ({ path, line, rule }) => `${path}:${line} ${rule} ${wrongManifests[Number.parseInt(path, 10)]?.to}`,
  );
}
