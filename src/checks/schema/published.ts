import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/manifest.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { CustomKind } from "./custom-resources.ts";
import { misfitsOf } from "./misfits.ts";
import { isEnforced, refinements } from "./refinements.ts";
import { type Shape, shapeOf } from "./shape.ts";

/**
 * What a cluster publishes of its kinds under /openapi/v3, as `fairlead schemas pull` leaves it in a folder: one file
 * for each group and version, named by `documentName`, and version.json.
 */
export type Published = {
  /** The minor release of the cluster, where it says so. */
  readonly minor: number | undefined;
  /** What the cluster knows of a kind; undefined where it says nothing about the kind's group. */
  kind(apiVersion: string, kind: string): Promise<CustomKind | undefined>;
};

/** `apps/v1` → `apps_v1.json`. */
export function documentName(apiVersion: string): string {
  return `${apiVersion.replace("/", "_")}.json`;
}

/** Opens the folder of an environment; a sentence where it cannot be used. */
export async function openPublished(
  tree: SourceTree,
  folder: string,
  environment: string,
): Promise<Published | string> {
  const root = folder.replace(/\/$/, "");
  const files = [...tree.entries.keys()].filter((path) => path.startsWith(`${root}/`) && path.endsWith(".json"));
  const documents = files.filter((path) => !path.endsWith("/version.json"));
  if (documents.length === 0) return `${root} holds no schemas that a cluster published; run \`fairlead schemas pull\``;
  const version = await read(tree, `${root}/version.json`);
  const known = new Map<string, Promise<Document | undefined>>();
  const source = `The cluster of ${environment}`;
  const groups = new Set(documents.map((path) => groupOf(apiVersionIn(path.slice(root.length + 1)))));

  async function documentOf(apiVersion: string): Promise<Document | undefined> {
    const path = `${root}/${documentName(apiVersion)}`;
    const reading = known.get(path) ?? readDocument(tree, path);
    known.set(path, reading);
    return reading;
  }

  return {
    minor: minorIn(version),
    async kind(apiVersion, kind) {
      const document = await documentOf(apiVersion);
      const found = document?.kinds.get(kind);
      if (document !== undefined && found !== undefined) return { served: true, source, ...forms(document, found) };
      // What is not there need not be served elsewhere: the pull may have been allowed less than all.
      if (document === undefined && !groups.has(groupOf(apiVersion))) return undefined;
      const instead = await versionsOf(apiVersion, kind);
      return { served: false, source, openApi: null, ...(instead === "" ? {} : { instead }) };
    },
  };

  async function versionsOf(apiVersion: string, kind: string): Promise<string> {
    const group = groupOf(apiVersion);
    const others = documents
      .map((path) => apiVersionIn(path.slice(root.length + 1)))
      .filter((other) => groupOf(other) === group);
    const serving = others.map(async (other) => ((await documentOf(other))?.kinds.has(kind) ? [other] : []));
    return (await Promise.all(serving)).flat().join(" or ");
  }
}

type Document = {
  readonly schemas: JsonObject;
  readonly kinds: ReadonlyMap<string, { readonly name: string; readonly schema: JsonObject }>;
};

/** `apps_v1.json` → `apps/v1`. */
function apiVersionIn(file: string): string {
  return file.replace(/\.json$/, "").replace("_", "/");
}

async function readDocument(tree: SourceTree, path: string): Promise<Document | undefined> {
  const document = await read(tree, path);
  const components = isJsonObject(document) ? document.components : undefined;
  const schemas = isJsonObject(components) ? components.schemas : undefined;
  if (!isJsonObject(schemas)) return undefined;
  const kinds = Object.entries(schemas).flatMap(([name, schema]) => {
    const kind = isJsonObject(schema) ? onlyKind(schema["x-kubernetes-group-version-kind"]) : undefined;
    return kind === undefined || !isJsonObject(schema) ? [] : [[kind, { name, schema }] as const];
  });
  return { schemas, kinds: new Map(kinds) };
}

/** What is of several kinds, such as the options of a deletion, is a kind of none. */
function onlyKind(kinds: Json | undefined): string | undefined {
  const [only] = isJsonArray(kinds) && kinds.length === 1 ? kinds : [];
  return isJsonObject(only) && typeof only.kind === "string" ? only.kind : undefined;
}

async function read(tree: SourceTree, path: string): Promise<Json | undefined> {
  const bytes = (await tree.read([path])).get(path);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new Error(`${path} is not JSON; write it anew with \`fairlead schemas pull\`.`);
  }
}

/** As /version answers. */
function minorIn(version: Json | undefined): number | undefined {
  const text = isJsonObject(version) && typeof version.gitVersion === "string" ? version.gitVersion : "";
  const minor = /^v1\.(\d+)/.exec(text)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** A custom resource's schema is complete in itself; any other refers to what stands beside it. */
function forms(
  { schemas }: Document,
  { name, schema }: { readonly name: string; readonly schema: JsonObject },
): Pick<CustomKind, "openApi" | "misfits"> {
  if (!refersElsewhere(schema)) return { openApi: schema };
  const shape = shapeNamed(schemas, name);
  return { openApi: null, misfits: (object) => misfitsOf(shape, object) };
}

function refersElsewhere({ properties }: JsonObject): boolean {
  const { metadata: _, ...rest } = isJsonObject(properties) ? properties : {};
  return JSON.stringify(rest).includes('"$ref":');
}

const shapes = new WeakMap<JsonObject, Map<string, Shape>>();

function shapeNamed(schemas: JsonObject, name: string): Shape {
  const made = shapes.get(schemas) ?? new Map<string, Shape>();
  shapes.set(schemas, made);
  const known = made.get(name);
  if (known !== undefined) return known;
  const shape = shapeOf(refined(name, schemas[name]), "published", (reference) =>
    shapeNamed(schemas, reference.replace("#/components/schemas/", "")),
  );
  made.set(name, shape);
  return shape;
}

/** With what the API server enforces and does not publish, under the name that messages know it by. */
function refined(name: string, schema: Json | undefined): JsonObject {
  if (!isJsonObject(schema)) return {};
  if (name.endsWith(".api.resource.Quantity")) return { type: ["string", "number"], format: "quantity" };
  const $id = shortName(name);
  if (!isJsonObject(schema.properties)) return { ...schema, $id };
  const properties = Object.entries(schema.properties).map(([field, inner]) => [
    field,
    { ...withoutReference(inner), ...refinements[`${$id}.${field}`] },
  ]);
  const required = isJsonArray(schema.required) ? schema.required : [];
  return {
    ...schema,
    $id,
    properties: Object.fromEntries(properties),
    required: required.filter((field) => isEnforced($id, String(field))),
  };
}

/** A reference to what is simple, so that something can be asked beside it. */
function withoutReference(field: Json): JsonObject {
  if (!isJsonObject(field)) return {};
  return JSON.stringify(field).includes(".util.intstr.IntOrString") && field.type === undefined
    ? { type: ["integer", "string"] }
    : field;
}

/** `io.k8s.api.apps.v1.DeploymentSpec` → `V1DeploymentSpec`. */
function shortName(name: string): string {
  const [version = "", last = ""] = name.split(".").slice(-2);
  const stable = version.replace(/(?:alpha|beta)\d+$/, "");
  return `${stable.slice(0, 1).toUpperCase()}${stable.slice(1)}${last}`;
}
