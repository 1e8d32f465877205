import { canonicalJson, isJsonArray, type Json, type JsonObject } from "../../domain/json.ts";
import type { Misfit } from "./misfit.ts";

/** The limits of a schema that a value breaks: of a number, and of the length of anything else. */
export function limitMisfits(schema: JsonObject, value: Json, path: Misfit["path"]): readonly Misfit[] {
  return brokenLimits(schema, value).map(([keyword, limit]) => ({ keyword, path: [...path], value, schema, limit }));
}

type Broken = readonly [keyword: string, limit: number];

function brokenLimits(schema: JsonObject, value: Json): readonly Broken[] {
  if (typeof value === "number") return brokenRange(schema, value);
  if (typeof value === "string") return brokenSize(schema, "Length", [...value].length);
  if (isJsonArray(value)) return [...brokenSize(schema, "Items", value.length), ...repeated(schema, value)];
  if (value === null || typeof value !== "object") return [];
  return brokenSize(schema, "Properties", Object.keys(value).length);
}

/** OpenAPI v3.0 has a boolean beside the limit, JSON Schema another limit. */
function brokenRange(schema: JsonObject, value: number): readonly Broken[] {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema;
  const broken: Broken[] = [];
  if (typeof minimum === "number") {
    if (above === true && value <= minimum) broken.push(["exclusiveMinimum", minimum]);
    else if (value < minimum) broken.push(["minimum", minimum]);
  }
  if (typeof maximum === "number") {
    if (below === true && value >= maximum) broken.push(["exclusiveMaximum", maximum]);
    else if (value > maximum) broken.push(["maximum", maximum]);
  }
  if (typeof above === "number" && value <= above) broken.push(["exclusiveMinimum", above]);
  if (typeof below === "number" && value >= below) broken.push(["exclusiveMaximum", below]);
  if (typeof multipleOf === "number" && !isMultiple(value, multipleOf)) broken.push(["multipleOf", multipleOf]);
  return broken;
}

function isMultiple(value: number, of: number): boolean {
  const times = value / of;
  return Math.abs(times - Math.round(times)) < 1e-9;
}

function brokenSize(schema: JsonObject, what: "Length" | "Items" | "Properties", size: number): readonly Broken[] {
  const [least, most] = [schema[`min${what}`], schema[`max${what}`]];
  if (typeof least === "number" && size < least) return [[`min${what}`, least]];
  return typeof most === "number" && size > most ? [[`max${what}`, most]] : [];
}

function repeated({ uniqueItems }: JsonObject, value: readonly Json[]): readonly Broken[] {
  if (uniqueItems !== true || new Set(value.map(canonicalJson)).size === value.length) return [];
  return [["uniqueItems", 1]];
}
