import { escapeKey } from "../../domain/json-pointer.ts";
import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { completed, type Schema } from "./complete.ts";
import type { OperationName, WebhookName } from "./names.ts";

/** GitHub's own description, cut to what the forge implements. Validates, and fills in what a caller left out. */
export type Schemas = {
  /** Where GitHub documents the operation; its errors carry it. */
  docs(operation: OperationName): string;
  /** What GitHub would refuse about a request; empty when it is well-formed. */
  checkRequest(operation: OperationName, query: unknown, body: unknown): readonly string[];
  /** The body with every required field; fields nobody stated get a typed default. */
  completeResponse(operation: OperationName, status: number, body: unknown): unknown;
  checkResponse(operation: OperationName, status: number, body: unknown): readonly string[];
  completeDelivery(webhook: WebhookName, payload: unknown): unknown;
  checkDelivery(webhook: WebhookName, payload: unknown): readonly string[];
};

type OperationSchema = {
  readonly docs: string;
  readonly query: { readonly [name: string]: Schema };
  readonly body: Schema | null;
  readonly bodyRequired: boolean;
  readonly responses: { readonly [status: string]: Schema | null };
};

type RestDocument = {
  readonly operations: { readonly [name: string]: OperationSchema };
  readonly schemas: { readonly [name: string]: Schema };
};

type WebhookDocument = {
  readonly events: { readonly [name: string]: Schema };
  readonly schemas: { readonly [name: string]: Schema };
};

type Loaded = {
  readonly rest: RestDocument;
  readonly hooks: WebhookDocument;
  readonly validate: ReturnType<typeof validators>;
};

/** Compiled validators do not depend on who asks, so all forges of one program share them. */
let loaded: Loaded | undefined;

/** Reads the cut description once; validators are compiled when first used. */
export function loadSchemas(origin: string): Schemas {
  loaded ??= load();
  const { rest, hooks, validate } = loaded;

  return {
    docs: (operation) => operationOf(rest, operation).docs,
    checkRequest(operation, query, body) {
      const schema = operationOf(rest, operation);
      const problems = validate(`rest#/operations/${escaped(operation)}/query`, query, "query");
      return [...problems, ...checkBody(schema, body, (value) => validate(`rest#/operations/${escaped(operation)}/body`, value))];
    },
    completeResponse(operation, status, body) {
      const schema = operationOf(rest, operation).responses[status];
      return schema ? completed(schema, body, { schemas: rest.schemas, origin }) : body;
    },
    checkResponse(operation, status, body) {
      const schema = operationOf(rest, operation).responses[status];
      if (schema === undefined) return status < 300 ? [`GitHub never answers ${operation} with ${status}`] : [];
      if (schema === null) return body === undefined ? [] : [`GitHub answers ${operation} with ${status} without a body`];
      return validate(`rest#/operations/${escaped(operation)}/responses/${status}`, body);
    },
    completeDelivery: (webhook, payload) =>
      completed(hooks.events[webhook] ?? {}, payload, { schemas: hooks.schemas, origin }),
    checkDelivery: (webhook, payload) => validate(`webhooks#/events/${webhook}`, payload),
  };
}

function load(): Loaded {
  const rest: RestDocument = JSON.parse(readFileSync(new URL("./rest.json", import.meta.url), "utf8"));
  const hooks: WebhookDocument = JSON.parse(readFileSync(new URL("./webhooks.json", import.meta.url), "utf8"));
  return { rest, hooks, validate: validators(rest, hooks) };
}

function validators(rest: RestDocument, hooks: WebhookDocument) {
  const options = { strict: false, validateSchema: false, logger: false, allErrors: false } as const;
  const bodies = formats.default(new Ajv(options));
  const queries = formats.default(new Ajv({ ...options, coerceTypes: true }));
  for (const ajv of [bodies, queries]) {
    ajv.addSchema(withQuerySchemas(rest), "rest");
    // Git lets anything be an address, such as a bot's with its brackets, and GitHub passes it on.
    ajv.addFormat("email", true);
  }
  bodies.addSchema(hooks, "webhooks");
  const compiled = new Map<string, ValidateFunction>();

  return (pointer: string, value: unknown, kind: "body" | "query" = "body"): readonly string[] => {
    const ajv = kind === "query" ? queries : bodies;
    const check = compiled.get(pointer) ?? ajv.compile({ $ref: pointer });
    compiled.set(pointer, check);
    if (check(value)) return [];
    return (check.errors ?? []).map((error) => `${error.instancePath || "/"} ${error.message ?? "is invalid"}`);
  };
}

/** Query parameters stand in the file by name; ajv wants them as one object. */
function withQuerySchemas(rest: RestDocument): object {
  const operations = Object.entries(rest.operations).map(([name, operation]) => [
    name,
    { ...operation, query: { type: "object", properties: operation.query } },
  ]);
  return { schemas: rest.schemas, operations: Object.fromEntries(operations) };
}

function checkBody(
  schema: OperationSchema,
  body: unknown,
  validate: (value: unknown) => readonly string[],
): readonly string[] {
  if (schema.body === null) return isEmpty(body) ? [] : ["this operation takes no body"];
  if (body === undefined) return schema.bodyRequired ? validate({}) : [];
  const permitted = schema.body.properties;
  const strangers =
    permitted && typeof body === "object" && body !== null && !Array.isArray(body)
      ? Object.keys(body).filter((key) => !Object.hasOwn(permitted, key))
      : [];
  return [...strangers.map((key) => `"${key}" is not a permitted key.`), ...validate(body)];
}

function isEmpty(body: unknown): boolean {
  return body === undefined || (typeof body === "object" && body !== null && Object.keys(body).length === 0);
}

function operationOf(rest: RestDocument, operation: OperationName): OperationSchema {
  const found = rest.operations[operation];
  if (found === undefined) throw new Error(`src/forge/openapi/rest.json lacks ${operation}; run npm run generate.`);
  return found;
}

/** JSON pointer inside a URI fragment. */
function escaped(name: string): string {
  return encodeURIComponent(escapeKey(name));
}
