import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { allOf, type Known } from "./known.ts";

/** What a label is: its value, null where there is none, or undefined where nobody knows. */
export type LabelOf = (name: string) => string | null | undefined;

/** Whether a LabelSelector picks something; an empty one picks everything. */
export function selects(selector: Json | undefined, labelOf: LabelOf, unknown: string): Known {
  if (!isJsonObject(selector)) return true;
  const labels = isJsonObject(selector.matchLabels) ? selector.matchLabels : {};
  const expressions = isJsonArray(selector.matchExpressions) ? selector.matchExpressions.filter(isJsonObject) : [];
  return allOf([
    ...Object.entries(labels).map(
      ([name, value]) =>
        () =>
          told(labelOf(name), unknown, (own) => own === value),
    ),
    ...expressions.map((expression) => () => holds(expression, labelOf, unknown)),
  ]);
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
function holds({ key, operator, values }: JsonObject, labelOf: LabelOf, unknown: string): Known {
  const wanted = isJsonArray(values) ? values : [];
  return told(labelOf(String(key)), unknown, (own) => {
    if (operator === "In") return own !== null && wanted.includes(own);
    if (operator === "NotIn") return own === null || !wanted.includes(own);
    return operator === "Exists" ? own !== null : own === null;
  });
}

function told(own: string | null | undefined, unknown: string, decide: (own: string | null) => boolean): Known {
  return own === undefined ? { unknown } : decide(own);
}

/** The labels of an object that is known. */
export function labelsOf(object: JsonObject): LabelOf {
  const { metadata } = object;
  const labels = isJsonObject(metadata) && isJsonObject(metadata.labels) ? metadata.labels : {};
  return (name) => {
    const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
    return value === undefined ? null : String(value);
  };
}
