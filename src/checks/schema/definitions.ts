import type { JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/manifest.ts";
import generated from "../kubernetes/definitions.json" with { type: "json" };
import { engineDefinitions } from "./engines/index.ts";
import { isEnforced, refinements } from "./refinements.ts";

/** A kind that Kubernetes itself serves. */
type BuiltInKind = {
  readonly definition: string;
  readonly namespaced: boolean;
  /** The first and the last minor release that serve it, where the generated set knows. */
  readonly since?: number;
  readonly until?: number;
};

type Definition = {
  readonly required: readonly string[];
  readonly properties: { readonly [name: string]: string };
  readonly since?: { readonly [name: string]: number };
  readonly until?: { readonly [name: string]: number };
};

const kinds = new Map<string, BuiltInKind>(Object.entries(generated.kinds));
const definitions = new Map<string, Definition>([
  ...Object.entries(generated.definitions),
  ...engineDefinitions,
  /*
   * What only 1.35 has, of which there is no generated set:
   * https://kubernetes.io/docs/concepts/workloads/pods/workload-reference
   */
  ["V1PodSpec", withField(generated.definitions.V1PodSpec, "workloadRef", "V1WorkloadReference", 35)],
  [
    "V1WorkloadReference",
    {
      required: ["name", "podGroup"],
      properties: { name: "string", podGroup: "string", podGroupReplicaKey: "string" },
    },
  ],
]);

function withField(definition: Definition, field: string, type: string, only: number): Definition {
  return {
    ...definition,
    properties: { ...definition.properties, [field]: type },
    since: { ...definition.since, [field]: only },
    until: { ...definition.until, [field]: only },
  };
}

/** The kind under its `apiVersion`, in whichever releases it exists. */
export function builtInKind(apiVersion: string, kind: string): BuiltInKind | undefined {
  return kinds.get(`${apiVersion}/${kind}`);
}

/** The API versions of a group in which a release serves a kind. */
export function versionsServing(group: string, kind: string, minor: number): readonly string[] {
  return [...kinds].flatMap(([name, { since = 0, until = Number.POSITIVE_INFINITY }]) => {
    const apiVersion = name.slice(0, name.lastIndexOf("/"));
    const served = minor >= since && minor <= until;
    return served && lastPart(name) === kind && groupOf(apiVersion) === group ? [apiVersion] : [];
  });
}

/** Whether an API version is of Kubernetes' own groups, so that an unknown kind in it is a mistake and no custom resource. */
export function isBuiltInGroup(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return group === "" ? /^v\d/.test(apiVersion) : groups.has(group) || retiredGroups.has(group);
}

const groups: ReadonlySet<string> = new Set(
  [...kinds.keys()].map((name) => groupOf(name.slice(0, name.lastIndexOf("/")))),
);

const retiredGroups: ReadonlySet<string> = new Set(["extensions"]);

/** The kinds of a group and version, in any release. */
export function kindsOf(apiVersion: string): readonly string[] {
  return [...kinds.keys()].filter((name) => name === `${apiVersion}/${lastPart(name)}`).map(lastPart);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** When a field came or went, for a message about a field that the release asked for has not got. */
export function fieldLifetime(definition: string, field: string): { since?: number; until?: number } {
  const { since, until } = definitions.get(definition) ?? {};
  return {
    ...(since?.[field] === undefined ? {} : { since: since[field] }),
    ...(until?.[field] === undefined ? {} : { until: until[field] }),
  };
}

/** The type of a field as the generated set writes it, such as `V1Container[]` or `string{}`, in whichever release has it. */
export function propertyType(definition: string, field: string): string | undefined {
  const { properties = {} } = definitions.get(definition) ?? {};
  return Object.hasOwn(properties, field) ? properties[field] : undefined;
}

/** The JSON Schema of one definition as a minor release has it; other definitions are referred to by name. */
export function definitionSchema(name: string, minor: number): JsonObject | undefined {
  const definition = definitions.get(name);
  if (definition === undefined) return undefined;
  const properties: Record<string, JsonObject> = {};
  for (const [property, type] of Object.entries(definition.properties)) {
    const { since = 0, until = Number.POSITIVE_INFINITY } = fieldLifetime(name, property);
    if (minor < since || minor > until) continue;
    properties[property] = { ...typeSchema(type, minor), ...refinements[`${stableName(name)}.${property}`] };
  }
  const required = [...definition.required, ...(alsoRequired[name] ?? [])].filter(
    (field) => field in properties && isEnforced(name, field),
  );
  return {
    $id: name,
    type: "object",
    properties,
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
  };
}

/** What is known of `V1Counter` holds for `V1beta2Counter` as well. */
function stableName(name: string): string {
  return name.replace(/^V(\d+)(?:alpha|beta)\d+/, "V$1");
}

/** The names a definition refers to. */
export function referencesOf(name: string): readonly string[] {
  const { properties = {} } = definitions.get(name) ?? {};
  return Object.values(properties)
    .map((type) => type.replace(/(?:\[\]|\{\})+$/, ""))
    .filter((type) => definitions.has(type));
}

/** What validation asks for beyond the OpenAPI document, which knows only what decoding needs. */
const alsoRequired: { readonly [definition: string]: readonly string[] } = {
  V1Deployment: ["spec"],
  V1StatefulSet: ["spec"],
  V1DaemonSet: ["spec"],
  V1Job: ["spec"],
  V1CronJob: ["spec"],
  V1Pod: ["spec"],
  V1Service: ["spec"],
  V1PersistentVolumeClaim: ["spec"],
  V1PodTemplateSpec: ["spec"],
};

/** The short names that the generators write; texts in quotes are all that is allowed. */
function typeSchema(type: string, minor: number): JsonObject {
  if (type.endsWith("[]")) return { type: "array", items: typeSchema(type.slice(0, -2), minor) };
  if (type.endsWith("{}")) return { type: "object", additionalProperties: typeSchema(type.slice(0, -2), minor) };
  if (type.startsWith('"')) return { type: "string", enum: type.split("|").map((text) => text.slice(1, -1)) };
  return simpleTypes[type] ?? (definitions.has(type) ? { $ref: type } : {});
}

const simpleTypes: { readonly [type: string]: JsonObject } = {
  string: { type: "string" },
  boolean: { type: "boolean" },
  number: { type: "number" },
  int32: { type: "integer", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  int64: { type: "integer" },
  object: { type: "object" },
  byte: { type: "string", format: "base64" },
  "date-time": { type: "string", format: "date-time" },
  "int-or-string": { type: ["integer", "string"] },
};
