import type { ErrorObject } from "ajv";
import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import { isSecretKey } from "../secrets/secret-keys.ts";
import { fieldLifetime } from "./definitions.ts";
import { nearest, onlyNear } from "./nearest.ts";
import { type Problem, partsOf, pointerOf } from "./problem.ts";

/** The manifest that was judged, for the words of a message. */
export type Judged = {
  readonly object: Json;
  /** `Deployment (apps/v1)`. */
  readonly label: string;
  /** Values are never shown: the manifest holds secrets. */
  readonly secret: boolean;
  /** `1.34`. */
  readonly version: string;
};

/** ajv's errors as sentences; those that only repeat another one are left out. */
export function problemsOf(errors: readonly ErrorObject[], judged: Judged): Problem[] {
  const problems = errors
    .filter((error) => !isSubstituted(error.data) && !repeats.has(error.keyword) && !isEmptyItem(error))
    .map((error) => problemOf(error, judged));
  const seen = new Set<string>();
  return problems.filter(
    ({ pointer, message }) => !seen.has(`${pointer} ${message}`) && seen.add(`${pointer} ${message}`),
  );
}

/** Each comes beside the error that says why. */
const repeats: ReadonlySet<string> = new Set(["if", "allOf"]);

/** `${NAME}` is filled in after rendering (Flux, envsubst), so what stands there cannot be judged. */
export function isSubstituted(value: unknown): boolean {
  return typeof value === "string" && /\$\{[^}]*\}/.test(value);
}

/** A null among texts is read as empty text. */
function isEmptyItem({ keyword, data, params }: ErrorObject): boolean {
  return keyword === "type" && data === null && params.type === "string";
}

function problemOf(error: ErrorObject, judged: Judged): Problem {
  const at = partsOf(error.instancePath);
  const path = pathIn(judged, at);
  const found = shown(error, judged);
  switch (error.keyword) {
    case "additionalProperties":
    case "unevaluatedProperties":
      return unknownField(error, at, judged);
    case "required": {
      const missing = String(error.params.missingProperty);
      const field = at.length === 0 ? missing : `${path}.${missing}`;
      return {
        pointer: error.instancePath,
        rule: "required-field",
        message: `${field} is missing; ${judged.label} requires it.`,
      };
    }
    case "type":
      return problem("type", `${path} must be ${typeNames(error.params.type)}, not ${found}.`);
    case "enum":
      return problem("allowed-value", `${path} is ${found}; ${choices(error)}`);
    case "const":
      return problem(
        "allowed-value",
        `${path} is ${found}; only ${JSON.stringify(error.params.allowedValue)} is allowed.`,
      );
    case "format":
      return problem("format", `${path} is ${found}, which is not ${formatName(String(error.params.format))}.`);
    case "pattern":
      return problem("format", `${path} is ${found}, which does not match ${String(error.params.pattern)}.`);
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return problem("range", `${path} is ${found}; ${range(error)}.`);
    case "minLength":
      return problem(
        "range",
        `${path} must not be ${Number(error.params.limit) === 1 ? "empty" : `shorter than ${error.params.limit} characters`}.`,
      );
    case "maxLength":
      return problem("range", `${path} must not be longer than ${error.params.limit} characters.`);
    case "minItems":
      return problem(
        "range",
        `${path} must have at least ${error.params.limit} ${plural(error.params.limit, "item")}.`,
      );
    case "maxItems":
      return problem("range", `${path} must have at most ${error.params.limit} ${plural(error.params.limit, "item")}.`);
    default:
      return problem("schema", `${path} ${error.message ?? "does not fit the schema"}.`);
  }

  function problem(rule: string, message: string): Problem {
    return { pointer: error.instancePath, rule, message };
  }
}

function unknownField(error: ErrorObject, at: readonly string[], judged: Judged): Problem {
  const field = String(error.params.additionalProperty ?? error.params.unevaluatedProperty);
  const path = pathIn(judged, [...at, field]);
  const schema: unknown = error.parentSchema;
  const pointer = pointerOf([...at, field]);
  const { since, until } = fieldLifetime(definitionName(schema), field);
  if (since !== undefined || until !== undefined) {
    const when = since === undefined ? `was removed after 1.${until}` : `exists only from 1.${since} on`;
    return {
      pointer,
      rule: "unknown-field",
      message: `${path} is not a field of Kubernetes ${judged.version}: it ${when}.`,
    };
  }
  const known = propertyNames(schema);
  const close = nearest(field, known);
  const advice = close === undefined ? listed(known) : `; did you mean ${close}?`;
  const message = `${path} is not a field of ${judged.label}${advice}`;
  const only = onlyNear(field, known);
  const certain = only !== undefined && !judged.secret && !hiddenPlace.test(pointer) && !hasField(error.data, only);
  return { pointer, rule: "unknown-field", message, ...(certain ? { edit: keyEdit(field, only) } : {}) };
}

function keyEdit(from: string, to: string): NonNullable<Problem["edit"]> {
  return { what: "key", from, to };
}

/** Two of a name on one map would be worse than a wrong name. */
function hasField(object: unknown, field: string): boolean {
  return typeof object === "object" && object !== null && Object.hasOwn(object, field);
}

function listed(known: readonly string[]): string {
  if (known.length === 0 || known.length > 8) return ".";
  return `; the fields here are ${known.join(", ")}.`;
}

function definitionName(schema: unknown): string {
  return typeof schema === "object" && schema !== null && "$id" in schema ? String(schema.$id) : "";
}

function propertyNames(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null || !("properties" in schema)) return [];
  return typeof schema.properties === "object" && schema.properties !== null ? Object.keys(schema.properties) : [];
}

/** In a Secret a key that is none may be a value in the wrong place. */
function pathIn({ object, secret }: Judged, parts: readonly string[]): string {
  return fieldPath(secret ? parts.map((part) => (isSecretKey(part) ? part : "…")) : parts, object);
}

/** As people write it: `spec.template.spec.containers[web].image`, `metadata.labels[a.b/c]`. */
export function fieldPath(parts: readonly string[], object: Json): string {
  let text = "";
  let value: Json | undefined = object;
  for (const part of parts) {
    const inside: Json | undefined = isJsonArray(value)
      ? value[Number(part)]
      : isJsonObject(value)
        ? value[part]
        : undefined;
    if (isJsonArray(value)) text += `[${itemName(inside) ?? part}]`;
    else if (/^[A-Za-z0-9_$-]+$/.test(part)) text += text === "" ? part : `.${part}`;
    else text += `[${part}]`;
    value = inside;
  }
  return text === "" ? "The manifest" : text;
}

function itemName(item: Json | undefined): string | undefined {
  return isJsonObject(item) && typeof item.name === "string" && item.name !== "" ? item.name : undefined;
}

/** Where values stand that may be secrets. */
const hiddenPlace = /\/(?:value|data|stringData|args|command)(?:\/|$)/;

/** What was found, without anything that could be a secret. */
function shown({ data, instancePath }: ErrorObject, { secret }: Judged): string {
  if (data === null) return "null";
  if (Array.isArray(data)) return "a list";
  if (typeof data === "object") return "a mapping";
  const hidden = secret || hiddenPlace.test(instancePath);
  const kind = typeof data === "string" ? "text" : typeof data === "boolean" ? "boolean" : "number";
  if (hidden) return kind === "text" ? "the text it has" : `a ${kind}`;
  return `the ${kind} ${brief(JSON.stringify(data) ?? "")}`;
}

function brief(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…"` : text;
}

function choices({ params, data }: ErrorObject): string {
  const allowed = (Array.isArray(params.allowedValues) ? params.allowedValues : []).map(String).filter(Boolean);
  const close = typeof data === "string" ? nearest(data, allowed) : undefined;
  const hint = close === undefined ? "" : ` Did you mean ${close}?`;
  if (allowed.length > 12) return `that is none of the ${allowed.length} allowed values.${hint}`;
  return `allowed is ${alternatives(allowed)}.${hint}`;
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function typeNames(type: unknown): string {
  const names: { readonly [type: string]: string } = {
    string: "text (a string)",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
    object: "a mapping",
    array: "a list",
  };
  const types = Array.isArray(type) ? type.map(String) : String(type).split(",");
  return alternatives(types.map((name) => names[name] ?? name));
}

function formatName(format: string): string {
  const names: { readonly [format: string]: string } = {
    quantity: "a quantity such as 500m, 1.5 or 2Gi",
    base64: "base64",
    percent: "a number without quotes or a percentage such as 25%",
    "percent-of-all": "a number without quotes or a percentage up to 100%",
    "port-name": "the name of a port; a number stands without quotes",
    "date-time": "a time such as 2026-01-31T12:00:00Z",
  };
  return names[format] ?? `a valid ${format}`;
}

function range({ keyword, params, parentSchema }: ErrorObject): string {
  const { minimum, maximum } = limits(parentSchema);
  // The bounds of the number's own type say nothing about the field.
  const whole = typeof maximum === "number" && maximum < 2 ** 31 - 1 && minimum !== undefined;
  if (whole && !keyword.startsWith("exclusive")) return `allowed is ${minimum} to ${maximum}`;
  return `it must be ${bounds[keyword] ?? "within"} ${String(params.limit)}`;
}

const bounds: { readonly [keyword: string]: string } = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
};

function limits(schema: unknown): { minimum?: unknown; maximum?: unknown } {
  if (typeof schema !== "object" || schema === null) return {};
  return {
    ...("minimum" in schema ? { minimum: schema.minimum } : {}),
    ...("maximum" in schema ? { maximum: schema.maximum } : {}),
  };
}

function plural(count: unknown, noun: string): string {
  return Number(count) === 1 ? noun : `${noun}s`;
}
