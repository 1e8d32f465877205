import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { isSecretKey } from "../secrets/secret-keys.ts";
import { fieldLifetime } from "./definitions.ts";
import type { Misfit } from "./misfit.ts";
import { nearest, onlyNear } from "./nearest.ts";
import { type Problem, pointerOf } from "./problem.ts";

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

/** Misfits as sentences. */
export function problemsOf(misfits: readonly Misfit[], judged: Judged): Problem[] {
  const problems = misfits
    .filter((misfit) => !isSubstituted(misfit.value) && !isEmptyItem(misfit))
    .map((misfit) => problemOf(misfit, judged));
  const seen = new Set<string>();
  return problems.filter(
    ({ pointer, message }) => !seen.has(`${pointer} ${message}`) && seen.add(`${pointer} ${message}`),
  );
}

/** `${NAME}` is filled in after rendering (Flux, envsubst), so what stands there cannot be judged. */
export function isSubstituted(value: unknown): boolean {
  return typeof value === "string" && /\$\{[^}]*\}/.test(value);
}

/** A null among texts is read as empty text. */
function isEmptyItem({ keyword, path, value, schema }: Misfit): boolean {
  return keyword === "type" && value === null && schema.type === "string" && typeof path.at(-1) === "number";
}

function problemOf(misfit: Misfit, judged: Judged): Problem {
  const { keyword, schema, limit, told, names = [] } = misfit;
  const at = misfit.path.map(String);
  const path = pathIn(judged, at);
  const found = shown(misfit, judged);
  const pointer = pointerOf(at);
  if (told !== undefined) {
    const { rule, says, severity } = told;
    return { pointer, rule, message: `${path} ${says}.`, ...(severity && { severity }) };
  }
  switch (keyword) {
    case "additionalProperties":
      return unknownField(misfit, at, judged);
    case "required": {
      const field = at.length === 0 ? names.join() : `${path}.${names.join()}`;
      return { pointer, rule: "required-field", message: `${field} is missing; ${judged.label} requires it.` };
    }
    case "type":
      return problem("type", `${path} must be ${typeNames(schema)}, not ${found}.`);
    case "enum":
      return problem("allowed-value", `${path} is ${found}; ${choices(misfit)}`);
    case "format":
      return problem("format", `${path} is ${found}, which is not ${formatName(String(schema.format))}.`);
    case "pattern":
      return problem("format", `${path} is ${found}, which does not match ${String(schema.pattern)}.`);
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return problem("range", `${path} is ${found}; ${range(misfit)}.`);
    case "multipleOf":
      return problem("range", `${path} is ${found}; it must be a multiple of ${limit}.`);
    case "minLength":
      return problem("range", `${path} must not be ${limit === 1 ? "empty" : `shorter than ${limit} characters`}.`);
    case "maxLength":
      return problem("range", `${path} must not be longer than ${limit} characters.`);
    case "minItems":
      return problem("range", `${path} must have at least ${limit} ${plural(limit, "item")}.`);
    case "maxItems":
      return problem("range", `${path} must have at most ${limit} ${plural(limit, "item")}.`);
    case "minProperties":
      return problem("range", `${path} must have at least ${limit} ${plural(limit, "field")}.`);
    case "maxProperties":
      return problem("range", `${path} must have at most ${limit} ${plural(limit, "field")}.`);
    case "uniqueItems":
      return problem("duplicate", `${path} has an item twice; each may stand there once.`);
    case "duplicate":
      return problem("duplicate", duplicate(misfit, pathIn(judged, at.slice(0, -1)), judged));
    case "anyOf":
    case "oneOf":
    case "not":
      return problem("one-of", `${path} ${oneOfForms(misfit, judged.label)}`);
    default:
      return problem("schema", `${path} does not fit the schema of ${judged.label} (${keyword}).`);
  }

  function problem(rule: string, message: string): Problem {
    return { pointer, rule, message };
  }
}

function duplicate({ value, names = [] }: Misfit, list: string, { secret }: Judged): string {
  if (names.length === 0) {
    const shownItem = secret || typeof value === "object" ? "an item" : brief(JSON.stringify(value));
    return `${list} has ${shownItem} twice; each may stand there once.`;
  }
  const item: JsonObject = isJsonObject(value) ? value : {};
  const key = names.map((name) => `${name} ${secret ? "…" : brief(JSON.stringify(item[name] ?? null))}`).join(", ");
  return `${list} has ${key} twice; ${alternatives(names, "and")} tell${names.length === 1 ? "s" : ""} its items apart.`;
}

/** In words where the forms differ by the fields they ask for, which is nearly always. */
function oneOfForms({ keyword, schema, limit = 0 }: Misfit, label: string): string {
  const forms = keyword === "not" ? schema.not : schema[keyword];
  const fields = (isJsonArray(forms) ? forms : [forms ?? null]).map(requiredBy);
  if (fields.some((names) => names === undefined)) {
    if (keyword === "not") return `has a form that ${label} does not allow.`;
    return limit > 1
      ? `fits ${limit} forms of which ${label} allows one.`
      : `has none of the forms that ${label} allows.`;
  }
  const words = fields.map((names = []) => alternatives(names, "and"));
  if (keyword === "not") return `must not have ${words.join()}.`;
  if (keyword === "anyOf") return `must have ${alternatives(words)}.`;
  return `must have ${limit > 1 ? "only " : ""}one of ${alternatives(words)}.`;
}

function requiredBy(form: Json): readonly string[] | undefined {
  if (!isJsonObject(form) || !isJsonArray(form.required)) return undefined;
  const others = Object.keys(form).filter((key) => key !== "required" && key !== "properties" && key !== "type");
  return others.length === 0 ? form.required.map(String) : undefined;
}

function unknownField(
  { schema, value, names: [field = ""] = [] }: Misfit,
  at: readonly string[],
  judged: Judged,
): Problem {
  const path = pathIn(judged, [...at, field]);
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
  const certain = only !== undefined && !judged.secret && !hiddenPlace.test(pointer) && !hasField(value, only);
  const near = only === undefined ? {} : { near: true as const };
  return { pointer, rule: "unknown-field", message, ...near, ...(certain ? { edit: keyEdit(field, only) } : {}) };
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

function definitionName({ $id }: JsonObject): string {
  return typeof $id === "string" ? $id : "";
}

function propertyNames({ properties }: JsonObject): string[] {
  return isJsonObject(properties) ? Object.keys(properties) : [];
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
function shown({ value, path }: Misfit, { secret }: Judged): string {
  if (value === null) return "null";
  if (isJsonArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  const hidden = secret || hiddenPlace.test(pointerOf(path));
  const kind = typeof value === "string" ? "text" : typeof value === "boolean" ? "boolean" : "number";
  if (hidden) return kind === "text" ? "the text it has" : `a ${kind}`;
  return `the ${kind} ${brief(JSON.stringify(value))}`;
}

function brief(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…"` : text;
}

function choices({ schema, value }: Misfit): string {
  const allowed = (isJsonArray(schema.enum) ? schema.enum : []).map(String).filter(Boolean);
  const close = typeof value === "string" ? nearest(value, allowed) : undefined;
  const hint = close === undefined ? "" : ` Did you mean ${close}?`;
  if (allowed.length > 12) return `that is none of the ${allowed.length} allowed values.${hint}`;
  return `allowed is ${alternatives(allowed)}.${hint}`;
}

function alternatives(words: readonly string[], between = "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${between} ${words.at(-1)}`;
}

function typeNames(schema: JsonObject): string {
  const names: { readonly [type: string]: string } = {
    string: "text (a string)",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
    object: "a mapping",
    array: "a list",
    null: "null",
  };
  const eitherWay = schema["x-kubernetes-int-or-string"] === true || schema.format === "int-or-string";
  const types = eitherWay
    ? ["integer", "string"]
    : isJsonArray(schema.type)
      ? schema.type.map(String)
      : [String(schema.type)];
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
    datetime: "a time such as 2026-01-31T12:00:00Z",
    byte: "base64",
    date: "a date such as 2026-01-31",
    duration: "a duration such as 1h30m",
    cidr: "a network such as 10.0.0.0/8",
    ipv4: "an IPv4 address",
    ipv6: "an IPv6 address",
    mac: "a MAC address",
    email: "an e-mail address",
    hostname: "a host name",
    uri: "a URI",
    "k8s-short-name": "a name of lower-case letters, digits and -, 63 characters at most",
    "k8s-long-name": "a name of lower-case letters, digits, - and ., 253 characters at most",
  };
  return names[format] ?? `a valid ${format}`;
}

function range({ keyword, limit, schema: { minimum, maximum } }: Misfit): string {
  // The bounds of the number's own type say nothing about the field.
  const whole = typeof maximum === "number" && maximum < 2 ** 31 - 1 && minimum !== undefined;
  if (whole && !keyword.startsWith("exclusive")) return `allowed is ${String(minimum)} to ${maximum}`;
  return `it must be ${bounds[keyword] ?? "within"} ${limit}`;
}

const bounds: { readonly [keyword: string]: string } = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
};

function plural(count: unknown, noun: string): string {
  return Number(count) === 1 ? noun : `${noun}s`;
}
