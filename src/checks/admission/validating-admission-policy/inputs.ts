import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import { groupOf, type Manifest } from "../../../domain/manifest.ts";
import type { ExpressionProgram } from "../../../ports/expressions.ts";
import { asAdmitted } from "./as-admitted.ts";
import { pluralOf } from "./cluster.ts";
import type { Target } from "./match.ts";

/** What the expressions of a policy may read of one request, and what of it nobody knows. */
export type Input = {
  readonly variables: JsonObject;
  readonly unknown: Readonly<Record<string, string>>;
};

const cluster = "only the cluster knows it";

/**
 * What every policy may read of a request, but for its parameters.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-expression
 */
export function inputOf(target: Target): Input {
  const { request, manifest } = target;
  const space = namespaceOf(target);
  return {
    variables: {
      object: request.object === null ? null : asAdmitted(request.object),
      oldObject: request.old === null ? null : asAdmitted(request.old),
      request: requestOf(target, manifest),
      namespaceObject: space.object,
    },
    unknown: {
      authorizer: "only the cluster knows who may do what",
      "request.userInfo": "nobody knows here who will apply it",
      "request.options": cluster,
      ...(manifest.id.namespace === null && target.cluster.resourceOf(manifest)?.isNamespaced === true
        ? { "request.namespace": "the manifest names no namespace" }
        : {}),
      ...space.unknown,
    },
  };
}

function requestOf({ request, cluster: known }: Target, manifest: Manifest): JsonObject {
  const { apiVersion, id } = manifest;
  const group = groupOf(apiVersion);
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  const resource = { group, version, resource: known.resourceOf(manifest)?.plural ?? pluralOf(id.kind) };
  const kind = { group, version, kind: id.kind };
  return {
    kind,
    resource,
    requestKind: kind,
    requestResource: resource,
    // Of a Namespace the API server takes itself for the namespace.
    namespace: id.kind === "Namespace" && id.group === "" ? id.name : (id.namespace ?? ""),
    name: id.name,
    operation: request.operation,
    dryRun: false,
  };
}

/** The namespace as far as it is known, and why the rest is not. */
type Space = { readonly object: JsonObject | null; readonly unknown: Readonly<Record<string, string>> };

function namespaceOf({ manifest, cluster: known }: Target): Space {
  const { id } = manifest;
  const isNamespaced = known.resourceOf(manifest)?.isNamespaced ?? id.namespace !== null;
  if (!isNamespaced) return { object: null, unknown: {} };
  if (id.namespace === null) return { object: {}, unknown: { namespaceObject: "the manifest names no namespace" } };
  const found = known.namespace(id.namespace);
  if (found === undefined) {
    const why = `the namespace ${id.namespace} does not come from this repository`;
    const unknown = Object.fromEntries(unknownOfNamespace.map((path) => [`namespaceObject.${path}`, why]));
    return { object: { metadata: { name: id.namespace } }, unknown };
  }
  const { metadata, spec, status } = found.object;
  const labels = isJsonObject(metadata) && isJsonObject(metadata.labels) ? metadata.labels : {};
  return {
    object: {
      metadata: {
        ...(isJsonObject(metadata) ? metadata : {}),
        labels: { ...labels, "kubernetes.io/metadata.name": id.namespace },
      },
      ...(isJsonObject(spec) ? { spec } : {}),
      ...(isJsonObject(status) ? { status } : {}),
    },
    unknown: {},
  };
}

const text: JsonObject = { type: "string" };
const texts: JsonObject = { type: "array", items: text };
const fields = (...names: readonly string[]): JsonObject => Object.fromEntries(names.map((name) => [name, text]));
const object = (properties: JsonObject): JsonObject => ({ type: "object", properties });
const map = (values: JsonObject): JsonObject => ({ type: "object", additionalProperties: values });
const kind = object(fields("group", "version", "kind"));
const resource = object(fields("group", "version", "resource"));
const anything: JsonObject = { "x-kubernetes-int-or-string": true };

const namespaceMetadata: JsonObject = {
  ...fields("name", "generateName", "namespace", "UID", "resourceVersion"),
  labels: map(text),
  annotations: map(text),
  creationTimestamp: { type: "string", format: "date-time" },
  deletionGracePeriodSeconds: { type: "integer" },
  deletionTimestamp: { type: "string", format: "date-time" },
  generation: { type: "integer" },
  finalizers: texts,
};

/** All but the name of a namespace that is not seen. */
const unknownOfNamespace: readonly string[] = [
  ...Object.keys(namespaceMetadata)
    .filter((name) => name !== "name")
    .map((name) => `metadata.${name}`),
  "spec",
  "status",
];

/** The types of what the API server gives to expressions beside the objects: k8s.io/apiserver/pkg/admission/plugin/cel. */
export const inputTypes: NonNullable<ExpressionProgram["types"]> = {
  request: {
    resource: false,
    schema: object({
      ...fields("subResource", "requestSubResource", "name", "namespace", "operation"),
      kind,
      requestKind: kind,
      resource,
      requestResource: resource,
      userInfo: object({ ...fields("username", "uid"), groups: texts, extra: map(texts) }),
      dryRun: { type: "boolean" },
      options: anything,
    }),
  },
  namespaceObject: {
    resource: false,
    schema: object({
      metadata: object(namespaceMetadata),
      spec: object({ finalizers: texts }),
      status: object(fields("phase")),
    }),
  },
};
