import { isDeepStrictEqual } from "node:util";
import { compareText } from "../../../../domain/finding.ts";
import { isJsonArray, isJsonObject, type Json } from "../../../../domain/json.ts";
import { goJson } from "../go-text.ts";
import { RuleFault } from "../outcome.ts";
import {
  type Argument,
  type JmesFunction,
  jmesFunction,
  jsonOf,
  listOf,
  mappingOf,
  numberOf,
  referenceOf,
  textOf,
} from "./arguments.ts";

/** JMESPath's own functions (jmespath.org/specification.html). */
export const standard: Readonly<Record<string, JmesFunction>> = {
  abs: jmesFunction(1, ([value]) => Math.abs(numberOf(value))),
  avg: jmesFunction(1, ([value]) => {
    const numbers = listOf(value).map(numberOf);
    return numbers.length === 0 ? null : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  }),
  ceil: jmesFunction(1, ([value]) => Math.ceil(numberOf(value))),
  contains: jmesFunction(2, ([within, wanted]) => contains(jsonOf(within), jsonOf(wanted))),
  ends_with: jmesFunction(2, ([text, end]) => textOf(text).endsWith(textOf(end))),
  floor: jmesFunction(1, ([value]) => Math.floor(numberOf(value))),
  join: jmesFunction(2, ([glue, list]) => listOf(list).map(textOf).join(textOf(glue))),
  keys: jmesFunction(1, ([value]) => Object.keys(mappingOf(value)).sort(compareText)),
  length: jmesFunction(1, ([value]) => lengthOf(jsonOf(value))),
  map: jmesFunction(2, ([each, list]) => listOf(list).map(referenceOf(each).of)),
  max: jmesFunction(1, ([value]) => extreme(listOf(value), (one) => one, 1)),
  max_by: jmesFunction(2, ([list, by]) => extreme(listOf(list), referenceOf(by).of, 1)),
  merge: { least: 1, most: Number.POSITIVE_INFINITY, apply: (values) => Object.assign({}, ...values.map(mappingOf)) },
  min: jmesFunction(1, ([value]) => extreme(listOf(value), (one) => one, -1)),
  min_by: jmesFunction(2, ([list, by]) => extreme(listOf(list), referenceOf(by).of, -1)),
  not_null: { least: 1, most: Number.POSITIVE_INFINITY, apply: firstNotNull },
  reverse: jmesFunction(1, ([value]) =>
    typeof value === "string" ? [...value].reverse().join("") : [...listOf(value)].reverse(),
  ),
  sort: jmesFunction(1, ([list]) => sorted(listOf(list), (one) => one)),
  sort_by: jmesFunction(2, ([list, by]) => sorted(listOf(list), referenceOf(by).of)),
  starts_with: jmesFunction(2, ([text, start]) => textOf(text).startsWith(textOf(start))),
  to_array: jmesFunction(1, ([value]) => {
    const json = jsonOf(value);
    return isJsonArray(json) ? json : [json];
  }),
  to_number: jmesFunction(1, ([value]) => toNumber(jsonOf(value))),
  to_string: jmesFunction(1, ([value]) => (typeof value === "string" ? value : goJson(jsonOf(value)))),
  type: jmesFunction(1, ([value]) => typeOf(jsonOf(value))),
  values: jmesFunction(1, ([value]) => Object.values(mappingOf(value))),
};

function firstNotNull(values: readonly Argument[]): Json {
  return values.map(jsonOf).find((one) => one !== null) ?? null;
}

function contains(within: Json, wanted: Json): boolean {
  if (typeof within === "string") return typeof wanted === "string" && within.includes(wanted);
  return listOf(within).some((one) => isDeepStrictEqual(one, wanted));
}

function lengthOf(value: Json): number {
  if (typeof value === "string") return [...value].length;
  return isJsonObject(value) ? Object.keys(value).length : listOf(value).length;
}

function toNumber(value: Json): Json {
  if (typeof value === "number") return value;
  const isNumber = typeof value === "string" && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value);
  return isNumber ? Number(value) : null;
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  return isJsonArray(value) ? "array" : typeof value;
}

/** All keys are numbers, or all are texts. */
function order(keys: readonly Json[]): (one: Json, other: Json) => number {
  if (keys.every((key) => typeof key === "number")) return (one, other) => Number(one) - Number(other);
  if (keys.every((key) => typeof key === "string")) return (one, other) => compareText(String(one), String(other));
  throw new RuleFault("invalid type, must be all strings or all numbers");
}

function sorted(list: readonly Json[], keyOf: (one: Json) => Json): Json {
  const keyed = list.map((one) => ({ one, key: keyOf(one) }));
  const compare = order(keyed.map(({ key }) => key));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ one }) => one);
}

function extreme(list: readonly Json[], keyOf: (one: Json) => Json, sign: 1 | -1): Json {
  const keyed = list.map((one) => ({ one, key: keyOf(one) }));
  const compare = order(keyed.map(({ key }) => key));
  const [first, ...others] = keyed;
  if (first === undefined) return null;
  return others.reduce((best, next) => (sign * compare(next.key, best.key) > 0 ? next : best), first).one;
}
