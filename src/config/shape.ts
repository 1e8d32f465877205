import type { ErrorObject } from "ajv";
import { keysOf } from "../domain/json-pointer.ts";
import { didYouMean, type Fault, type Segment, shown } from "./fault.ts";
import { formatWords } from "./formats.ts";

/** More than anybody reads; a file made of mistakes must not take minutes to tell them. */
const maxErrors = 1000;

/** What the schema finds wrong, in words for people; each place is told once. */
export function faultsOfShape(errors: readonly ErrorObject[]): readonly Fault[] {
  const faults = chosenBranches(withRightType(errors.slice(0, maxErrors))).flatMap((error) => fault(error) ?? []);
  return [...new Map(faults.map((each) => [JSON.stringify(each), each])).values()];
}

/** What is not even of the right type is told so, and nothing else about it. */
function withRightType(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const place = ({ instancePath, schemaPath }: ErrorObject) =>
    JSON.stringify([instancePath, schemaPath.slice(0, schemaPath.lastIndexOf("/"))]);
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === "type").map(place));
  return errors.filter((error) => error.keyword === "type" || !mistyped.has(place(error)));
}

/**
 * Of a choice between forms, only what is wrong with the form that the author chose, told by its type.
 * Where that leaves none or several, the choice itself is what is told.
 */
function chosenBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  let left = errors;
  for (const choice of errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf")) {
    const within = left.filter(({ schemaPath }) => schemaPath.startsWith(`${choice.schemaPath}/`));
    const branches = Map.groupBy(
      within,
      ({ schemaPath }) => schemaPath.slice(choice.schemaPath.length + 1).split("/")[0],
    );
    const possible = [...branches.values()].filter(
      (branch) =>
        !branch.some(({ keyword, instancePath }) => isWrongForm(keyword) && instancePath === choice.instancePath),
    );
    const [chosen] = possible;
    const dropped = new Set(within);
    if (possible.length === 1 && chosen !== undefined) {
      for (const error of chosen) dropped.delete(error);
      dropped.add(choice);
    }
    left = left.filter((error) => !dropped.has(error));
  }
  return left;
}

function isWrongForm(keyword: string): boolean {
  return keyword === "type" || keyword === "const" || keyword === "enum";
}

function fault(error: ErrorObject): Fault | undefined {
  const path = segments(error.instancePath);
  const { keyword, params, data } = error;
  if (keyword === "if") return undefined;
  if (keyword === "additionalProperties") {
    const key = String(params.additionalProperty);
    return { path: [...path, key], atKey: true, message: unknownKey(key, knownKeys(error.parentSchema)) };
  }
  if (keyword === "required") return { path, message: `the key "${params.missingProperty}" is missing` };
  if (keyword === "discriminator") return { path, message: wrongTag(error) };
  return { path, message: `${shown(data)} ${wrongValue(error)}` };
}

function unknownKey(key: string, known: readonly string[]): string {
  const guess = didYouMean(key, known);
  if (known.length === 0) return "there is no such key";
  return `there is no such key${guess === "" ? `; known are ${known.join(", ")}` : guess}`;
}

function wrongTag({ params, parentSchema }: ErrorObject): string {
  const known = Array.isArray(parentSchema?.oneOf)
    ? parentSchema.oneOf.flatMap((form) => form.properties[params.tag]?.const ?? [])
    : [];
  const found =
    params.tagValue === undefined
      ? `the key "${params.tag}" is missing`
      : `${shown(params.tagValue)} is no ${params.tag}`;
  return `${found}; known are ${known.join(", ")}`;
}

function wrongValue({ keyword, params, data, parentSchema, message }: ErrorObject): string {
  switch (keyword) {
    case "format":
      return `is not ${formatWords(String(params.format)) ?? `of the form ${params.format}`}`;
    case "type":
      return wrongType(params.type, data);
    case "enum":
      return `is not one of ${params.allowedValues.join(", ")}${didYouMean(String(data), params.allowedValues.map(String))}`;
    case "const":
      return `is not ${JSON.stringify(params.allowedValue)}`;
    case "anyOf":
    case "oneOf":
      return `is not one of ${alternatives(parentSchema?.[keyword]).join(", ")}`;
    case "minLength":
    case "minItems":
      return params.limit === 1 ? "may not be empty" : `must have at least ${params.limit}`;
    case "maxItems":
      return `has more than ${params.limit} elements`;
    case "minimum":
      return `is below ${params.limit}`;
    case "maximum":
      return `is above ${params.limit}`;
    case "uniqueItems":
      return `holds the same twice, at ${params.j} and ${params.i}`;
    case "pattern":
      return `does not match ${params.pattern}`;
    default:
      return message ?? `breaks the rule ${keyword}`;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a text",
  array: "a list",
  object: "a map",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  null: "empty",
};

function wrongType(type: unknown, data: unknown): string {
  const words = [type].flat().map((name) => typeWords[String(name)] ?? String(name));
  const quotes =
    [type].flat().includes("string") && ["number", "boolean"].includes(typeof data) ? "; write it in quotes" : "";
  return `is not ${words.join(" or ")}${quotes}`;
}

/** What each form of a choice allows, as short as can be said. */
function alternatives(forms: unknown): readonly string[] {
  if (!Array.isArray(forms)) return [];
  return forms.flatMap((form) => form.const ?? form.enum ?? typeWords[form.type] ?? []);
}

function knownKeys(schema: ErrorObject["parentSchema"]): readonly string[] {
  return Object.keys(schema?.properties ?? {});
}

/** A JSON pointer's segments; digits are positions, because no map of ours has keys of digits. */
function segments(pointer: string): readonly Segment[] {
  return keysOf(pointer).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}
