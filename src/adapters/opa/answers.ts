import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { pointerOf } from "../../domain/json-pointer.ts";
import type { Denial, PolicyRule } from "../../ports/policies.ts";
import type { CompiledPolicies } from "./compiled.ts";

/**
 * The denials in a module's result set. Anything that is neither a denial nor plainly none is an
 * error: an answer that cannot be read is never "allowed".
 */
export function parseAnswer(answer: Json, policies: Pick<CompiledPolicies, "rules" | "exceptions">): readonly Denial[] {
  const [first] = isJsonArray(answer) ? answer : [];
  const pairs = isJsonObject(first) ? first.result : undefined;
  if (!isJsonArray(pairs)) throw new Error("The policies gave no answer.");
  const values = pairs.map((pair) => {
    const [index, value] = isJsonArray(pair) ? pair : [];
    if (typeof index !== "number" || value === undefined)
      throw new Error("The policies gave an answer of a wrong shape.");
    return { index, value };
  });
  const excepted = exceptionsOf(values, policies.exceptions);
  return values.flatMap(({ index, value }) => {
    const rule = policies.rules[index];
    if (rule === undefined || isExcepted(rule, excepted)) return [];
    return denialsOf(rule, value);
  });
}

/** `exception` is a set of lists of rule names, each without its `deny_`, as conftest reads it. */
function exceptionsOf(values: readonly { readonly index: number; readonly value: Json }[], names: readonly string[]) {
  const found = new Set<string>();
  for (const { index, value } of values) {
    const packageName = index < 0 ? names[-1 - index] : undefined;
    if (packageName === undefined) continue;
    for (const list of valuesOf(value)) {
      for (const name of valuesOf(list)) found.add(JSON.stringify([packageName, name]));
    }
  }
  return found;
}

function valuesOf(value: Json): readonly Json[] {
  if (isJsonArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

/** A rule is excepted by its name behind `deny_`; one that has none, by its whole name or by "". */
function isExcepted(rule: PolicyRule, excepted: ReadonlySet<string>): boolean {
  if (excepted.size === 0) return false;
  const names = [rule.name.replace(/^(?:deny|warn|violation)_/, "")];
  if (rule.name === "deny" || rule.name === "violation") names.push("");
  return names.some((name) => excepted.has(JSON.stringify([rule.package, name])));
}

/** A set or list of denials, an object whose values are denials, one denial, or a plain yes or no. */
function denialsOf(rule: PolicyRule, value: Json): readonly Denial[] {
  if (value === false || value === null) return [];
  if (value === true) return [denial(rule, "", {})];
  if (isJsonArray(value)) return value.map((one) => denialOf(rule, one));
  if (isJsonObject(value) && messageIn(value) === undefined) {
    return Object.values(value).map((one) => denialOf(rule, one));
  }
  return [denialOf(rule, value)];
}

function denialOf(rule: PolicyRule, value: Json): Denial {
  if (typeof value === "string") return denial(rule, value, {});
  const message = isJsonObject(value) ? messageIn(value) : undefined;
  if (!isJsonObject(value) || message === undefined) {
    throw new Error(
      `${rule.path}:${rule.line}: ${rule.name} of package ${rule.package} answers with something that is neither a text nor an object with \`msg\`.`,
    );
  }
  const { msg: _, ...metadata } = value;
  return denial(rule, message, metadata);
}

function messageIn(value: JsonObject): string | undefined {
  const message = value.msg;
  return typeof message === "string" ? message : undefined;
}

/** What is denied without a word is told by the rule's title. */
function denial(rule: PolicyRule, said: string, metadata: JsonObject): Denial {
  const message = said.trim() === "" ? (rule.title ?? rule.id) : said;
  return { package: rule.package, rule: rule.name, message, pointer: pointerIn(metadata), metadata };
}

/** `path` as a JSON pointer, with `#` before it or without, as `spec.containers[0].image`, or as a list of keys. */
function pointerIn({ path }: JsonObject): string | null {
  if (isJsonArray(path)) return pointerOf(path.map(String));
  if (typeof path !== "string" || path === "") return null;
  if (/^#?\//.test(path)) return path.replace(/^#/, "");
  const parts = [...path.replace(/^\$\.?/, "").matchAll(/\[\s*(?:"([^"]*)"|'([^']*)'|([^\]]*?))\s*\]|([^.[\]]+)/g)];
  return pointerOf(parts.map((part) => part.slice(1).find((one) => one !== undefined) ?? ""));
}
