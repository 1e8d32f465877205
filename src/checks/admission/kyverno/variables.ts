import { isJsonArray, isJsonObject, type Json } from "../../../domain/json.ts";
import { goJson } from "./go-text.ts";
import { LeftToKyverno } from "./outcome.ts";

/** What stands between `{{` and `}}` is asked of these. */
export type Variables = {
  /** Throws `RuleFault` where Kyverno reports an error, and `NotEvaluated`. */
  query(expression: string): Json;
  readonly isDelete: boolean;
};

const variable = /(^|[^\\])(\{\{(?:\{[^{}]*\}|[^{}])*\}\})/;
const escaped = /\\(\{\{(?:\{[^{}]*\}|[^{}])*\}\})/g;
const reference = /(?:^|[^\\])\$\(.[^ ]*\)/;

/**
 * A document with every variable in its keys and values replaced: a text that is nothing but a variable becomes its
 * value, of whatever type; in other texts it becomes text. Kyverno's pkg/engine/variables.
 */
export function substitute(document: Json, variables: Variables): Json {
  if (typeof document === "string") return substituteText(document, variables);
  if (typeof document !== "object" || document === null || !mayVary(document)) return document;
  if (isJsonArray(document)) return document.map((one) => substitute(one, variables));
  if (!isJsonObject(document)) return document;
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => {
      const name = substituteText(key, variables);
      return [typeof name === "string" ? name : goJson(name), substitute(value, variables)];
    }),
  );
}

const varying = new WeakMap<object, boolean>();

/** Whether anything could stand in it that is replaced: most patterns are the same for every object. */
function mayVary(document: object): boolean {
  const found = varying.get(document) ?? /\{\{|\$\(/.test(JSON.stringify(document));
  varying.set(document, found);
  return found;
}

function substituteText(text: string, variables: Variables): Json {
  if (!text.includes("{{") && !text.includes("$(")) return text;
  if (reference.test(text)) throw new LeftToKyverno(`the reference in ${JSON.stringify(text)} is not evaluated here`);
  let value = text;
  for (let found = variable.exec(value); found !== null; found = variable.exec(value)) {
    const [, before = "", inner = ""] = found;
    const answer = variables.query(expressionOf(inner, variables));
    if (value === inner) return answer;
    const words = typeof answer === "string" ? answer : goJson(answer);
    if (words.includes("{{"))
      throw new LeftToKyverno("a value that itself looks like a variable is not evaluated here");
    const at = found.index + before.length;
    value = `${value.slice(0, at)}${words}${value.slice(at + inner.length)}`;
  }
  return value.replace(escaped, "$1");
}

function expressionOf(text: string, { isDelete }: Variables): string {
  const expression = text.replaceAll("{{", "").replaceAll("}}", "").trim();
  if (expression === "@") throw new LeftToKyverno("the variable {{@}} is not evaluated here");
  return isDelete ? expression.replaceAll("request.object", "request.oldObject") : expression;
}
