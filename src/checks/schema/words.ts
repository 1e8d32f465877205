import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { pointerOf } from "../../domain/json-pointer.ts";
import { nearest } from "../../domain/nearest.ts";
import { isSecretKey } from "../secrets/secret-keys.ts";
import type { Misfit } from "./misfit.ts";

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

/** In a Secret a key that is none may be a value in the wrong place. */
export function pathIn({ object, secret }: Judged, parts: readonly string[]): string {
  return fieldPath(secret ? parts.map((part) => (isSecretKey(part) ? part : "…")) : parts, object);
}

/** As people write it: `spec.template.spec.containers[web].image`, `metadata.labels[a.b/c]`. */
function fieldPath(parts: readonly string[], object: Json): string {
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
export const hiddenPlace = /\/(?:value|data|stringData|args|command)(?:\/|$)/;

/** What was found, without anything that could be a secret. */
export function shown({ value, path }: Misfit, { secret }: Judged): string {
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

/** What is allowed in place of a value, with the one that was meant. */
export function choices({ schema, value }: Misfit): string {
  const allowed = (isJsonArray(schema.enum) ? schema.enum : []).map(String).filter(Boolean);
  const close = typeof value === "string" ? nearest(value, allowed) : undefined;
  const hint = close === undefined ? "" : ` Did you mean ${close}?`;
  if (allowed.length > 12) return `that is none of the ${allowed.length} allowed values.${hint}`;
  return `allowed is ${alternatives(allowed)}.${hint}`;
}

function alternatives(words: readonly string[], between = "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${between} ${words.at(-1)}`;
}

/** The types that a schema asks for. */
export function typeNames(schema: JsonObject): string {
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

/** What a text of a format is. */
export function formatName(format: string): string {
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

/** Between which numbers a value is to be. */
export function range({ keyword, limit, schema: { minimum, maximum } }: Misfit): string {
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

/** The noun in the number that there is of it. */
export function plural(count: unknown, noun: string): string {
  return Number(count) === 1 ? noun : `${noun}s`;
}

/** What stands in a list a second time. */
export function duplicate({ value, names = [] }: Misfit, list: string, { secret }: Judged): string {
  if (names.length === 0) {
    const shownItem = secret || typeof value === "object" ? "an item" : brief(JSON.stringify(value));
    return `${list} has ${shownItem} twice; each may stand there once.`;
  }
  const item: JsonObject = isJsonObject(value) ? value : {};
  const key = names.map((name) => `${name} ${secret ? "…" : brief(JSON.stringify(item[name] ?? null))}`).join(", ");
  return `${list} has ${key} twice; ${alternatives(names, "and")} tell${names.length === 1 ? "s" : ""} its items apart.`;
}

/** In words where the forms differ by the fields they ask for, which is nearly always. */
export function oneOfForms({ keyword, schema, limit = 0 }: Misfit, label: string): string {
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
