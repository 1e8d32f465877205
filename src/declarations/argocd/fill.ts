import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import { escapeKey } from "../../domain/json-pointer.ts";
import { type Budget, spend } from "./go-template/budget.ts";
import { evaluate } from "./go-template/evaluate.ts";
import { TemplateProblem, type ValueMap } from "./go-template/value.ts";
import { NotEvaluable, type Place } from "./place.ts";

/** How the templates of an ApplicationSet are to be read. */
export type Templating = { readonly go: boolean; readonly missingKeyIsError: boolean; readonly budget: Budget };

const charactersPerStep = 16;

/** A text with its parameters filled in. Throws `NotEvaluable` for what is not understood for certain. */
export function fillText(
  text: string,
  parameters: ValueMap,
  templating: Templating,
  at: Pick<Place, "pointer">,
): string {
  try {
    spend(templating.budget, text.length / charactersPerStep);
    if (!templating.go) return fillFast(text, parameters, at);
    return evaluate(text, parameters, templating);
  } catch (error) {
    if (error instanceof TemplateProblem) throw new NotEvaluable(`${error.message}.`, at);
    throw error;
  }
}

/** The older form: `{{name}}` is replaced where there is such a parameter, and stays where there is none. */
function fillFast(text: string, parameters: ValueMap, at: Pick<Place, "pointer">): string {
  if (!/\{\{.*\}\}/.test(text)) return text;
  let filled = "";
  for (let from = 0; ; ) {
    const open = text.indexOf("{{", from);
    if (open < 0) return filled + text.slice(from);
    const close = text.indexOf("}}", open + 2);
    if (close < 0) throw new NotEvaluable("The template has `{{` without `}}`.", at);
    const tag = text.slice(open + 2, close);
    const value = Object.hasOwn(parameters, tag.trim()) ? parameters[tag.trim()] : undefined;
    filled += text.slice(from, open) + (typeof value === "string" && tag.trim() !== "" ? value : `{{${tag}}}`);
    from = close + 2;
  }
}

/** The same for every text in a value, and for its keys. */
export function fillAll({ value, pointer }: Place, parameters: ValueMap, templating: Templating): Json | undefined {
  return value === undefined ? undefined : fill(value, parameters, templating, pointer);
}

function fill(value: Json, parameters: ValueMap, templating: Templating, pointer: string): Json {
  if (typeof value === "string") return fillText(value, parameters, templating, { pointer });
  if (isJsonArray(value)) return value.map((one, index) => fill(one, parameters, templating, `${pointer}/${index}`));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, one]): [string, Json] => {
    const inside = `${pointer}/${escapeKey(key)}`;
    return [fillText(key, parameters, templating, { pointer: inside }), fill(one, parameters, templating, inside)];
  });
  return Object.fromEntries(entries);
}
