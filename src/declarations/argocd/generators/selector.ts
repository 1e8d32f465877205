import type { ValueMap } from "../go-template/value.ts";
import { below, isThere, itemsOf, NotEvaluable, type Place, textOf, textsByKey, textsIn } from "../place.ts";
import { flattened } from "./parameters.ts";

type Texts = Readonly<Record<string, string>>;

/** Those sets of parameters that a label selector takes: nested ones go by their whole path, `a.b`. */
export function selected(parameters: readonly ValueMap[], selector: Place): readonly ValueMap[] {
  if (!isThere(selector)) return parameters;
  const matches = parseSelector(selector);
  return parameters.filter((one) => matches(flattened(one)));
}

/** A label selector as a predicate on labels. */
export function parseSelector(selector: Place): (labels: Texts) => boolean {
  const equal = Object.entries(textsByKey(below(selector, "matchLabels")));
  const expressions = itemsOf(below(selector, "matchExpressions")).map(parseExpression);
  return (labels) =>
    equal.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value) &&
    expressions.every((matches) => matches(labels));
}

function parseExpression(place: Place): (labels: Texts) => boolean {
  const key = textOf(below(place, "key"));
  const operator = textOf(below(place, "operator"));
  const values = new Set(textsIn(below(place, "values")));
  const has = (labels: Texts) => Object.hasOwn(labels, key);
  switch (operator) {
    case "In":
      return (labels) => has(labels) && values.has(labels[key] ?? "");
    case "NotIn":
      return (labels) => !has(labels) || !values.has(labels[key] ?? "");
    case "Exists":
      return has;
    case "DoesNotExist":
      return (labels) => !has(labels);
    default:
      throw new NotEvaluable(`Its selector has the unknown operator ${JSON.stringify(operator)}.`, place);
  }
}
