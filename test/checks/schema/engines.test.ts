import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { definitionSchema } from "../../../src/checks/schema/definitions.ts";
import { engineDefinitions, engineKind } from "../../../src/checks/schema/engines/index.ts";
import { judgeManifest } from "../../../src/checks/schema/judge-manifest.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../src/domain/json.ts";
import { readDocuments } from "../../../src/sources/documents.ts";

const folder = `${process.env.FAIRLEAD_TEST_DATA ?? "../shared/data"}/engines`;
const there = existsSync(folder);

test("every definition refers only to definitions that there are", () => {
  const simple = /^(?:string|boolean|number|int32|int64|object|byte|date-time|int-or-string|any|".*")$/;
  const missing = engineDefinitions.flatMap(([name, { properties }]) =>
    Object.entries(properties).flatMap(([field, type]) => {
      const plain = type.replace(/(?:\[\]|\{\})+$/, "");
      return simple.test(plain) || definitionSchema(plain, 36) !== undefined ? [] : [`${name}.${field}: ${type}`];
    }),
  );

  expect(missing).toEqual([]);
});

type Definition = { readonly apiVersion: string; readonly kind: string; readonly schema: JsonObject };

/** The engines' own CustomResourceDefinitions, which are not part of the project. */
const published = there
  ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /crds?\.yaml$/.test(path))
  : [];

const own: readonly Definition[] = published.flatMap((path) =>
  readDocuments(readFileSync(`${folder}/${path}`)).documents.flatMap(({ object }) => {
    const spec = at(object, "spec");
    const versions = at(spec, "versions");
    return (isJsonArray(versions) ? versions : []).map((version) => ({
      apiVersion: `${at(spec, "group")}/${at(version, "name")}`,
      kind: String(at(spec, "names", "kind")),
      schema: at(version, "schema", "openAPIV3Schema") as JsonObject,
    }));
  }),
);

function at(value: Json | undefined, ...keys: readonly string[]): Json {
  let found: Json | undefined = value;
  for (const key of keys) found = isJsonObject(found) ? found[key] : undefined;
  return found ?? null;
}

/** Internal to Fleet: nobody writes them. */
const unwritten =
  /^(?:BundleDeployment|Cluster|ClusterRegistration|ClusterRegistrationToken|Content|HelmOp|Policy|Schedule)$/;

const compared = own.filter(({ kind }) => !unwritten.test(kind));

test.skipIf(!there)(`every kind of ${folder} is known`, () => {
  const unknown = compared.filter(({ apiVersion, kind }) => engineKind(apiVersion, kind) === undefined);

  expect(compared.length).toBeGreaterThan(15);
  expect(unknown.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([]);
});

test.skipIf(!there).each(compared)(
  "$kind in $apiVersion: every field of its definition is accepted, and none required beyond it",
  ({ apiVersion, kind, schema }) => {
    const name = engineKind(apiVersion, kind)?.definition ?? "";

    expect(differences(schema, { $ref: name }, "")).toEqual([]);
  },
);

/** What the published schema has or allows, and ours does not. */
function differences(published: JsonObject, ours: Json, path: string): string[] {
  // Kubernetes' own definitions are held to its API server elsewhere.
  if (isJsonObject(ours) && String(ours.$ref).startsWith("V1")) return [];
  const mine = isJsonObject(ours) && typeof ours.$ref === "string" ? (definitionSchema(ours.$ref, 36) ?? {}) : ours;
  if (!isJsonObject(mine) || mine.type === undefined || path === ".metadata" || path === ".status") return [];
  const wrong = typesOf(published).filter((type) => !accepts(mine, type));
  if (wrong.length > 0) return [`${path || "."} is ${wrong.join(" or ")} there, and ${JSON.stringify(mine.type)} here`];
  const required = strings(mine.required).filter((field) => !strings(published.required).includes(field));
  const choices = isJsonArray(published.enum) && isJsonArray(mine.enum) ? published.enum : [];
  return [
    ...required.map((field) => `${path}.${field} is required only here`),
    ...choices
      .filter((one) => isJsonArray(mine.enum) && !mine.enum.includes(one))
      .map((one) => `${path} may be ${one} there`),
    ...(isJsonArray(mine.enum) && choices.length === 0 ? [`${path} may be anything there`] : []),
    ...fieldsOf(published).flatMap(([field, inner]) => {
      const own = at(mine, "properties", field);
      if (own === null) return isJsonObject(mine.additionalProperties) ? [] : [`${path}.${field} is missing`];
      return differences(inner, own, `${path}.${field}`);
    }),
    ...differencesOf(published.items, mine.items, `${path}[]`),
    ...differencesOf(published.additionalProperties, mine.additionalProperties, `${path}{}`),
  ];
}

function differencesOf(published: Json | undefined, ours: Json | undefined, path: string): string[] {
  return isJsonObject(published) && ours !== undefined ? differences(published, ours, path) : [];
}

function fieldsOf(schema: JsonObject): (readonly [string, JsonObject])[] {
  return Object.entries(isJsonObject(schema.properties) ? schema.properties : {}).flatMap(([field, inner]) =>
    isJsonObject(inner) ? [[field, inner] as const] : [],
  );
}

function typesOf(schema: JsonObject): readonly string[] {
  if (schema["x-kubernetes-int-or-string"] === true) return ["integer", "string"];
  return typeof schema.type === "string" ? [schema.type] : [];
}

function accepts({ type, format }: JsonObject, wanted: string): boolean {
  const types = isJsonArray(type) ? type : [type ?? ""];
  return types.includes(wanted) || (wanted === "integer" && types.includes("number")) || format === "quantity";
}

function strings(value: Json | undefined): readonly string[] {
  return isJsonArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function problems(text: string): string[] {
  return readDocuments(Buffer.from(text)).documents.flatMap(({ object }) => {
    const verdict = judgeManifest(object as JsonObject, 36, new Map());
    return verdict.status === "known" ? verdict.problems.map(({ message }) => message) : ["unknown"];
  });
}

const head = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\n`;

test.each([
  [
    `${head("argoproj.io/v1alpha1", "Application")}spec: {project: default, destination: {server: x}, source: {repoURL: x, path: a, helm: {valueFile: [a]}}}\n`,
    "spec.source.helm.valueFile is not a field of Application (argoproj.io/v1alpha1, Argo CD 3.5); did you mean valueFiles?",
  ],
  [
    `${head("argoproj.io/v1alpha1", "Application")}spec: {destination: {server: x}, source: {repoURL: x}}\n`,
    "spec.project is missing; Application (argoproj.io/v1alpha1, Argo CD 3.5) requires it.",
  ],
  [
    `${head("kustomize.toolkit.fluxcd.io/v1", "Kustomization")}spec: {interval: 1m, prune: "yes", sourceRef: {kind: GitRepository, name: a}}\n`,
    'spec.prune must be true or false, not the text "yes".',
  ],
  [
    `${head("source.toolkit.fluxcd.io/v1", "HelmRepository")}spec: {url: x, type: git}\n`,
    'spec.type is the text "git"; allowed is default or oci.',
  ],
  [`${head("fleet.cattle.io/v1alpha1", "GitRepo")}spec: {repo: x, path: [a]}\n`, "path"],
  [`${head("tekton.dev/v1", "Task")}spec: {steps: [{name: a, image: b, resources: {}}]}\n`, "resources"],
  [`${head("tekton.dev/v1", "Pipeline")}spec: {tasks: [{name: a, taskRef: {nam: b}}]}\n`, "nam"],
  [
    `${head("tekton.dev/v1", "Pipeline")}spec: {tasks: [{name: build, taskRef: {name: b}}, {name: b, runAfter: [biuld], taskRef: {name: b}}]}\n`,
    "The task b runs after biuld, and the pipeline has no such task; did you mean build?",
  ],
  [
    `${head("tekton.dev/v1", "PipelineRun")}spec: {pipelineSpec: {tasks: [{name: a, taskRef: {name: b}}], finally: [{name: a, taskRef: {name: b}}]}}\n`,
    "The pipeline has another task that is called a; each needs a name of its own.",
  ],
  [`${head("triggers.tekton.dev/v1beta1", "TriggerBinding")}spec: {params: [{name: a}]}\n`, "value is missing"],
  [`${head("lighthouse.jenkins.io/v1alpha1", "LighthouseJob")}spec: {jobs: a}\n`, "jobs"],
])("%j is told what is wrong", (text, message) => {
  expect(problems(text)).toEqual([expect.stringContaining(message)]);
});

test.each([
  `${head("argoproj.io/v1alpha1", "ApplicationSet")}spec:
  goTemplate: true
  generators: [{matrix: {generators: [{git: {repoURL: a, revision: b, files: [{path: c}]}}, {list: {elements: [{a: 1}]}}]}}]
  template: {metadata: {name: "{{.a}}"}, spec: {project: default, destination: {name: x}, source: {repoURL: x, path: "{{.p}}"}}}
`,
  `${head("argoproj.io/v1alpha1", "AppProject")}spec: {sourceRepos: ["*"], destinations: [{namespace: "*", server: "*"}], clusterResourceWhitelist: [{group: "*", kind: "*"}]}\n`,
  `${head("helm.toolkit.fluxcd.io/v2", "HelmRelease")}spec: {interval: 5m, chart: {spec: {chart: a, sourceRef: {kind: HelmRepository, name: b}}}, values: {any: [1]}}\n`,
  `${head("tekton.dev/v1", "PipelineRun").replace("name: web", "generateName: web-")}spec: {pipelineSpec: {tasks: [{name: a, taskSpec: {steps: [{image: a, script: echo}]}}]}, workspaces: [{name: w, emptyDir: {}}]}\n`,
  `${head("triggers.tekton.dev/v1beta1", "EventListener")}spec: {triggers: [{bindings: [{ref: a}], template: {ref: b}, interceptors: [{ref: {name: cel}, params: [{name: filter, value: x}]}]}]}\n`,
])("%j is fine", (text) => {
  expect(problems(text)).toEqual([]);
});
