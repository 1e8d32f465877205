import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { mapAt, mapsAt, textsAt } from "./pods.ts";

/** What picks pods by their labels. */
export type Selector = {
  readonly labels: readonly (readonly [string, Json])[];
  readonly expressions: readonly JsonObject[];
};

/** A LabelSelector: `matchLabels` and `matchExpressions`. Null where there is none, which picks nothing. */
export function labelSelector(value: Json | undefined): Selector | null {
  if (!isJsonObject(value)) return null;
  return { labels: Object.entries(mapAt(value, "matchLabels")), expressions: mapsAt(value, "matchExpressions") };
}

/** A Service's selector: labels alone, and none of them picks nothing. */
export function plainSelector(value: Json | undefined): Selector | null {
  if (!isJsonObject(value) || Object.keys(value).length === 0) return null;
  return { labels: Object.entries(value), expressions: [] };
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export function matches({ labels, expressions }: Selector, found: JsonObject): boolean {
  const has = (name: unknown): name is string => typeof name === "string" && Object.hasOwn(found, name);
  return (
    labels.every(([name, value]) => has(name) && found[name] === value) &&
    expressions.every((expression) => {
      const { key, operator } = expression;
      const values = textsAt(expression, "values");
      if (operator === "In") return has(key) && values.includes(String(found[key]));
      if (operator === "NotIn") return !has(key) || !values.includes(String(found[key]));
      return operator === "Exists" ? has(key) : !has(key);
    })
  );
}
