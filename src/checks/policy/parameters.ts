import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { nearest } from "../../domain/nearest.ts";
import type { PolicyRule, RuleParameter } from "../../ports/policies.ts";
import type { PolicySettings, RuleParameters } from "./settings.ts";

/** What each type of a parameter takes. */
const types: Readonly<Record<string, { readonly is: (value: Json) => boolean; readonly words: string }>> = {
  string: { is: (value) => typeof value === "string", words: "a text" },
  number: { is: (value) => typeof value === "number", words: "a number" },
  boolean: { is: (value) => typeof value === "boolean", words: "true or false" },
  list: { is: (value) => isJsonArray(value) && value.every(isPlain), words: "a list of texts or numbers" },
  map: { is: (value) => isJsonObject(value) && Object.values(value).every(isPlain), words: "texts or numbers by name" },
};

function isPlain(value: Json): boolean {
  return typeof value === "string" || typeof value === "number";
}

/** What rules find under `data.fairlead.parameters` in an environment: what is set, and the defaults of the rest. */
export function parametersIn(
  environment: string | null,
  rules: readonly PolicyRule[],
  { parameters = {}, parametersIn: inEnvironments = {} }: PolicySettings,
): JsonObject {
  const there = environment !== null && Object.hasOwn(inEnvironments, environment) ? inEnvironments[environment] : {};
  const declaring = rules.filter((rule) => rule.parameters.length > 0);
  return Object.fromEntries(
    declaring.map((rule) => {
      const defaults = Object.fromEntries(rule.parameters.map((one) => [one.name, one.default]));
      return [rule.id, { ...defaults, ...valuesOf(rule.id, parameters), ...valuesOf(rule.id, there ?? {}) }];
    }),
  );
}

function valuesOf(id: string, values: RuleParameters): JsonObject {
  return (Object.hasOwn(values, id) ? values[id] : undefined) ?? {};
}

/** What is wrong with what the settings tell rules, and with what rules declare, in a sentence each. */
export function problemsOfParameters(
  rules: readonly PolicyRule[],
  { parameters = {}, parametersIn: inEnvironments = {} }: PolicySettings,
): readonly string[] {
  return [
    ...rules.flatMap((rule) => rule.parameters.flatMap((one) => problemOfDeclaration(rule, one))),
    ...problemsOfValues("checks.policy.parameters", parameters, rules),
    ...Object.entries(inEnvironments).flatMap(([environment, values]) =>
      problemsOfValues(`checks.policy.parametersIn.${environment}`, values, rules),
    ),
  ];
}

function problemOfDeclaration(
  { path, line, id, package: name }: PolicyRule,
  parameter: RuleParameter,
): readonly string[] {
  if (id.startsWith(`${name}/`)) return [`${path}:${line}: a rule with parameters needs an id in its METADATA`];
  const type = Object.hasOwn(types, parameter.type) ? types[parameter.type] : undefined;
  const at = `${path}:${line}: the parameter ${parameter.name} of ${id}`;
  if (type === undefined) return [`${at} has no type that is known: it is one of ${Object.keys(types).join(", ")}`];
  return type.is(parameter.default) ? [] : [`${at} has a default that is not ${type.words}`];
}

function problemsOfValues(at: string, values: RuleParameters, rules: readonly PolicyRule[]): readonly string[] {
  return Object.entries(values).flatMap(([id, given]) => {
    const named = rules.filter((rule) => rule.id === id);
    if (named.length === 0) return [`${at} names ${id}: there is no such rule${meant(id, idsOf(rules))}`];
    const declared = named.flatMap((rule) => rule.parameters);
    return Object.entries(given).flatMap(([name, value]) => problemOfValue(`${at}.${id}`, name, value, declared));
  });
}

function problemOfValue(at: string, name: string, value: Json, declared: readonly RuleParameter[]): readonly string[] {
  const parameter = declared.find((one) => one.name === name);
  if (parameter === undefined) return [`${at} names ${name}: the rule ${whatItTakes(declared)}`];
  const type = types[parameter.type];
  return type === undefined || type.is(value) ? [] : [`${at}.${name} is not ${type.words}`];
}

function whatItTakes(declared: readonly RuleParameter[]): string {
  if (declared.length === 0) return "takes no parameters";
  return `takes ${declared.map(({ name, type }) => `${name} (${types[type]?.words ?? type})`).join(", ")}`;
}

/** The ids that take parameters: the others cannot have been meant. */
function idsOf(rules: readonly PolicyRule[]): readonly string[] {
  return rules.filter((rule) => rule.parameters.length > 0).map(({ id }) => id);
}

function meant(id: string, ids: readonly string[]): string {
  const near = nearest(id, ids);
  if (near !== undefined) return ` (is ${near} meant?)`;
  return ids.length === 0 ? "" : `; those that take parameters are ${ids.toSorted().join(", ")}`;
}
