import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import { isSubstituted } from "../messages.ts";
import type { Problem } from "../problem.ts";
import { listAt, mappingAt, type Rule, valueAt } from "./rule.ts";

const selecting: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

/** A workload's selector picks the pods that its own template makes; the API server refuses it otherwise. */
export const selectorMatchesTemplate: Rule = ({ apiVersion, kind, object }) => {
  if (apiVersion !== "apps/v1" || !selecting.has(kind)) return [];
  const selector = valueAt(object, "spec", "selector");
  if (!isJsonObject(selector)) return [];
  const labels = mappingAt(object, "spec", "template", "metadata", "labels");
  if (
    Object.keys(mappingAt(selector, "matchLabels")).length === 0 &&
    listAt(selector, "matchExpressions").length === 0
  ) {
    return [
      {
        pointer: "/spec/selector",
        rule: "selector",
        message: `spec.selector is empty; a ${kind} must select its own pods.`,
      },
    ];
  }
  return [...labelProblems(selector, labels), ...expressionProblems(selector, labels)];
};

function labelProblems(selector: JsonObject, labels: JsonObject): Problem[] {
  return Object.entries(mappingAt(selector, "matchLabels")).flatMap(([key, wanted]) => {
    const found = labels[key];
    if (found === wanted || isSubstituted(found) || isSubstituted(wanted)) return [];
    const pointer = pointerOf(["spec", "selector", "matchLabels", key]);
    const has = found === undefined ? "has no such label" : `has "${String(found)}"`;
    const message = `spec.selector wants the label ${key}: "${String(wanted)}", but the pod template ${has}; the two must be equal.`;
    return [{ pointer, rule: "selector", message }];
  });
}

function expressionProblems(selector: JsonObject, labels: JsonObject): Problem[] {
  return listAt(selector, "matchExpressions").flatMap((expression, index) => {
    if (holds(expression, labels)) return [];
    const pointer = pointerOf(["spec", "selector", "matchExpressions", index]);
    const message = `spec.selector.matchExpressions[${index}] does not match the labels of the pod template.`;
    return [{ pointer, rule: "selector", message }];
  });
}

function holds(expression: unknown, labels: JsonObject): boolean {
  if (typeof expression !== "object" || expression === null || !("key" in expression) || !("operator" in expression))
    return true;
  const found = labels[String(expression.key)];
  const values: readonly unknown[] =
    "values" in expression && Array.isArray(expression.values) ? expression.values : [];
  if (isSubstituted(found) || values.some(isSubstituted)) return true;
  if (expression.operator === "In") return found !== undefined && values.includes(found);
  if (expression.operator === "NotIn") return found === undefined || !values.includes(found);
  if (expression.operator === "Exists") return found !== undefined;
  if (expression.operator === "DoesNotExist") return found === undefined;
  return true;
}
