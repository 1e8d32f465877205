import { createHmac, randomBytes } from "node:crypto";
import { judgeEnvironmentValue, replaceEnvironmentValues } from "../../checks/secrets/environment-values.ts";
import { withSafeKeys } from "../../checks/secrets/secret-keys.ts";
import { canonicalJson, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { FieldChange } from "../../domain/plan.ts";
import { atField } from "./field-pattern.ts";

/** What a reader sees of a hidden value. */
export const hidden = "(hidden)";
export const hiddenChanged = "(hidden, changed)";

/**
 * Fresh for each run of the program: nobody who sees a token can try guesses against it, and no source can
 * hold text that looks like one.
 */
const key = randomBytes(32);
const tokenStart = `hidden:${randomBytes(16).toString("hex")}:`;

/** Holds a copy of what was applied, values and all. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * The object with every value of a Secret, and of an environment under a name that says secret, replaced by a
 * token that is equal for equal values. This comes before any comparison, so that no difference can hold one. `fields` are patterns of further fields to hide.
 */
export function maskSecrets(object: JsonObject, fields: readonly (readonly string[])[]): JsonObject {
  const masked = object.kind === "Secret" ? maskedSecret(object) : replaceEnvironmentValues(object, token);
  const listed = isJsonArray(masked.items)
    ? { ...masked, items: masked.items.map((each) => (isJsonObject(each) ? maskSecrets(each, fields) : each)) }
    : masked;
  const copied = atField(listed, ["metadata", "annotations", lastApplied], token);
  return fields.reduce((each, field) => atField(each, field, token), copied);
}

/** Content of a text with every value hidden that stands under a name that says secret; equal values stay equal. */
export function maskNamedSecrets(content: Json): Json {
  if (isJsonArray(content)) return content.map(maskNamedSecrets);
  if (!isJsonObject(content)) return content;
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => {
      const isScalar = typeof value === "string" || typeof value === "number";
      return [
        name,
        isScalar && judgeEnvironmentValue(name, String(value)) === "plain" ? token(value) : maskNamedSecrets(value),
      ];
    }),
  );
}

/** The change as a reader may see it: tokens become fixed words, which say that a value changed and nothing else. */
export function unmaskField<Field extends FieldChange>(field: Field): Field {
  if (!holdsToken(field.before) && !holdsToken(field.after)) return field;
  return {
    ...field,
    before: reveal(field.before, hidden),
    after: reveal(field.after, field.before === null ? hidden : hiddenChanged),
  };
}

/** The object as a reader may see it: fixed words stand for the values of Secrets. */
export function hideSecrets(object: JsonObject): JsonObject {
  const seen = reveal(maskSecrets(object, []), hidden);
  return isJsonObject(seen) ? seen : {};
}

const harmless: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "type", "immutable"]);

/** Whatever else a Secret has is hidden, also under a name that is written wrong, such as `stringdata`. */
function maskedSecret(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      if (harmless.has(name)) return [name, name !== "metadata" && isStructured(value) ? token(value) : value];
      if (!isJsonObject(value)) return [name, token(value)];
      return [name, Object.fromEntries(withSafeKeys(Object.entries(value)).map(([key, each]) => [key, token(each)]))];
    }),
  );
}

function isStructured(value: Json): boolean {
  return isJsonArray(value) || isJsonObject(value);
}

/** The token that stands for a value: equal for equal values, and nothing else can be told from it. */
export function hideValue(value: Json): Json {
  return token(value);
}

/** A value as a reader may see it: a fixed word stands for each token. */
export function showHidden(value: Json): Json {
  return reveal(value, hidden);
}

function token(value: Json): Json {
  return value === null ? null : tokenStart + createHmac("sha256", key).update(canonicalJson(value)).digest("hex");
}

function isToken(value: Json): boolean {
  return typeof value === "string" && value.startsWith(tokenStart);
}

function holdsToken(value: Json): boolean {
  if (isJsonArray(value)) return value.some(holdsToken);
  return isJsonObject(value) ? Object.values(value).some(holdsToken) : isToken(value);
}

function reveal(value: Json, words: string): Json {
  if (isToken(value)) return words;
  if (isJsonArray(value)) return value.map((each) => reveal(each, words));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, reveal(each, words)]));
}
