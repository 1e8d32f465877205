import { isDeepStrictEqual } from "node:util";
import { compareText } from "../../../../domain/finding.ts";
import { isJsonArray, type Json } from "../../../../domain/json.ts";
import { readDocuments } from "../../../../sources/documents.ts";
import { LeftToKyverno, RuleFault } from "../outcome.ts";
import { type JmesFunction, jmesFunction, jsonOf, listOf, mappingOf, textOf, wholeOf } from "./arguments.ts";

/** Kyverno's functions over lists and mappings, and those that make them of texts. */
export const collections: Readonly<Record<string, JmesFunction>> = {
  items: jmesFunction(3, ([value, key, name]) => items(jsonOf(value), textOf(key), textOf(name))),
  label_match: jmesFunction(2, ([labels, on]) => {
    const given = mappingOf(on);
    return Object.entries(mappingOf(labels)).every(([key, value]) => isDeepStrictEqual(given[key], value));
  }),
  lookup: jmesFunction(2, ([within, at]) => {
    const value = jsonOf(within);
    if (isJsonArray(value)) return (wholeOf(at) < 0 ? undefined : value[wholeOf(at)]) ?? null;
    const mapping = mappingOf(value);
    return Object.hasOwn(mapping, textOf(at)) ? (mapping[textOf(at)] ?? null) : null;
  }),
  object_from_lists: jmesFunction(2, ([keys, values]) => {
    const given = listOf(values);
    return Object.fromEntries(listOf(keys).map((key, index) => [textOf(key), given[index] ?? null]));
  }),
  parse_json: jmesFunction(1, ([value]) => parseJson(textOf(value))),
  parse_yaml: jmesFunction(1, ([value]) => parseYaml(textOf(value))),
};

function items(value: Json, key: string, name: string): Json {
  if (isJsonArray(value)) return value.map((one, index) => ({ [key]: index, [name]: one }));
  return Object.entries(mappingOf(value))
    .sort(([a], [b]) => compareText(a, b))
    .map(([field, one]) => ({ [key]: field, [name]: one }));
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new RuleFault("parse_json is given a text that is no JSON");
  }
}

function parseYaml(text: string): Json {
  const { documents, problems } = readDocuments(Buffer.from(text));
  const [first, ...others] = documents;
  if (problems.length > 0) throw new RuleFault("parse_yaml is given a text that is no YAML");
  if (first === undefined || others.length > 0) throw new LeftToKyverno("parse_yaml of no or several documents");
  return first.object;
}
