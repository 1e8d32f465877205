import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { operationNames, webhookNames } from "../src/forge/openapi/names.ts";
import { cutGraphql } from "./cut-graphql.ts";

type Node = { [key: string]: unknown };
type Description = { paths?: Node; webhooks?: Node; components: Node };

/** What only people read, and what says nothing about validity. */
const dropped = new Set([
  "description",
  "summary",
  "example",
  "examples",
  "externalDocs",
  "tags",
  "deprecated",
  "x-github",
]);

/** The forge's REST operations, cut from GitHub's own description, as plain JSON Schema. */
function cutOperations(description: Description): Node {
  const operations: Node = {};
  const wanted = new Set<string>();
  for (const name of operationNames) {
    const [method = "", path = ""] = name.split(" ");
    const entry = (description.paths?.[path] as Node | undefined)?.[method.toLowerCase()] as Node | undefined;
    if (entry === undefined) throw new Error(`GitHub's description has no ${name}.`);
    operations[name] = plain(cutOperation(entry, description), wanted);
  }
  return { operations, schemas: cutSchemas(description, wanted) };
}

/** The payload schema of each webhook the forge sends. */
function cutWebhooks(description: Description): Node {
  const events: Node = {};
  const wanted = new Set<string>();
  for (const name of webhookNames) {
    const post = (description.webhooks?.[name] as Node | undefined)?.post as Node | undefined;
    if (post === undefined) throw new Error(`GitHub's description has no webhook ${name}.`);
    events[name] = plain(jsonSchema(post.requestBody), wanted);
  }
  return { events, schemas: cutSchemas(description, wanted) };
}

function cutOperation(entry: Node, description: Description): Node {
  const parameters = (entry.parameters as Node[] | undefined) ?? [];
  const responses: Node = {};
  for (const [status, response] of Object.entries(entry.responses as Node)) {
    if (!/^2/.test(status)) continue;
    responses[status] = jsonSchema(resolve(response as Node, description)) ?? null;
  }
  return {
    id: entry.operationId,
    docs: ((entry.externalDocs as Node | undefined)?.url as string | undefined) ?? "",
    query: queryParameters(parameters.map((parameter) => resolve(parameter, description))),
    body: jsonSchema(entry.requestBody) ?? null,
    bodyRequired: (entry.requestBody as Node | undefined)?.required === true,
    responses,
  };
}

function queryParameters(parameters: readonly Node[]): Node {
  const query = parameters.filter((parameter) => parameter.in === "query");
  return Object.fromEntries(query.map((parameter) => [parameter.name as string, parameter.schema]));
}

function jsonSchema(holder: unknown): unknown {
  const content = (holder as { content?: { [type: string]: Node } } | undefined)?.content;
  return content?.["application/json"]?.schema;
}

/** Comments whose lines have left the diff have no place; the webhooks' description says so, the REST one forgot. */
const nullablePlaces = ["position", "line", "original_line"];

function corrected(name: string, schema: unknown): unknown {
  const properties = (schema as { properties?: Node }).properties;
  if (name !== "pull-request-review-comment" || properties === undefined) return schema;
  for (const place of nullablePlaces) properties[place] = { type: ["integer", "null"] };
  return schema;
}

function cutSchemas(description: Description, wanted: Set<string>): Node {
  const schemas: Node = {};
  for (const name of wanted) {
    // The set grows while it is walked: a schema brings the schemas it refers to.
    schemas[name] = corrected(name, plain((description.components.schemas as Node)[name], wanted));
  }
  return Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function resolve(node: Node, description: Description): Node {
  const reference = node.$ref;
  if (typeof reference !== "string") return node;
  const [, , kind = "", name = ""] = reference.split("/");
  return (description.components[kind] as Node)[name] as Node;
}

/** OpenAPI 3.0 → JSON Schema: `nullable` becomes a null type, words for people go. */
function plain(node: unknown, wanted: Set<string>, isPropertyMap = false): unknown {
  if (Array.isArray(node)) return node.map((entry) => plain(entry, wanted));
  if (typeof node !== "object" || node === null) return node;
  const source = node as Node;
  if (typeof source.$ref === "string") return reference(source.$ref, wanted);
  const kept: Node = {};
  for (const [key, value] of Object.entries(source)) {
    if (!isPropertyMap && (dropped.has(key) || key === "nullable")) continue;
    // GitHub sends events that these lists have not got yet, such as merge_group.
    if (isPropertyMap && key === "events") kept[key] = { type: "array", items: { type: "string" } };
    else kept[key] = plain(value, wanted, !isPropertyMap && (key === "properties" || key === "query"));
  }
  return !isPropertyMap && source.nullable === true ? nullable(kept) : kept;
}

function reference(pointer: string, wanted: Set<string>): Node {
  const name = pointer.replace("#/components/schemas/", "");
  wanted.add(name);
  return { $ref: `#/schemas/${name}` };
}

function nullable(schema: Node): Node {
  const type = schema.type;
  if (typeof type !== "string") return { anyOf: [schema, { type: "null" }] };
  const values = schema.enum;
  return {
    ...schema,
    type: [type, "null"],
    ...(Array.isArray(values) ? { enum: [...new Set([...values, null])] } : {}),
  };
}

/** Reads one file of a package without importing the package, whose entry loads every version of GitHub. */
export function readPackageFile(specifier: string, file: string): string {
  const require = createRequire(import.meta.url);
  const paths = require.resolve.paths(specifier) ?? [];
  for (const path of paths) {
    try {
      return readFileSync(join(path, specifier, file), "utf8");
    } catch {}
  }
  throw new Error(`${specifier} is not installed; run npm ci with development dependencies.`);
}

/** Every generated file by its path in the repository. */
export function generateForgeSchemas(): ReadonlyMap<string, string> {
  const rest = JSON.parse(readPackageFile("@octokit/openapi", "generated/api.github.com.json")) as Description;
  const hooks = JSON.parse(
    readPackageFile("@octokit/openapi-webhooks", "generated/api.github.com.json"),
  ) as Description;
  return new Map([
    ["src/forge/openapi/rest.json", `${JSON.stringify(cutOperations(rest))}\n`],
    ["src/forge/openapi/github.graphql", cutGraphql(readPackageFile("@octokit/graphql-schema", "schema.graphql"))],
    ["src/forge/openapi/webhooks.json", `${JSON.stringify(cutWebhooks(hooks))}\n`],
  ]);
}

if (import.meta.main) {
  const root = join(import.meta.dirname, "..");
  mkdirSync(join(root, "src/forge/openapi"), { recursive: true });
  for (const [path, text] of generateForgeSchemas()) writeFileSync(join(root, path), text);
}
