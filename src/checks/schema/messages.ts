import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { pointerOf } from "../../domain/json-pointer.ts";
import { nearest, onlyNear } from "../../domain/nearest.ts";
import { fieldLifetime } from "./definitions.ts";
import type { Misfit } from "./misfit.ts";
import type { Problem } from "./problem.ts";
import { minorOf } from "./versions.ts";
import {
  choices,
  duplicate,
  formatName,
  hiddenPlace,
  type Judged,
  oneOfForms,
  pathIn,
  plural,
  range,
  shown,
  typeNames,
} from "./words.ts";

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
  return typeof value === "string" && value.includes("${") && value.includes("}", value.indexOf("${"));
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

function unknownField(
  { schema, value, names: [field = ""] = [] }: Misfit,
  at: readonly string[],
  judged: Judged,
): Problem {
  const path = pathIn(judged, [...at, field]);
  const pointer = pointerOf([...at, field]);
  const { since, until } = fieldLifetime(definitionName(schema), field);
  if (since !== undefined || until !== undefined) {
    const gone = until !== undefined && (minorOf(judged.version) ?? 0) > until;
    const when = since === undefined || gone ? `was removed after 1.${until}` : `exists only from 1.${since} on`;
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
