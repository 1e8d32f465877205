import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";

/** Labels as far as they are known; with `others` there may be more. */
export type KnownLabels = { readonly labels: JsonObject; readonly others: boolean };

/** `unknown`: it depends on labels that are not known. */
export type Selection = boolean | "unknown";

/**
 * Whether a label selector selects. A requirement that certainly fails decides, whatever else is unknown. The
 * selector is well formed: its schema has been asked before.
 */
export function selects(selector: JsonObject, known: KnownLabels): Selection {
  const single = Object.entries(isJsonObject(selector.matchLabels) ? selector.matchLabels : {});
  const expressions = (isJsonArray(selector.matchExpressions) ? selector.matchExpressions : []).filter(isJsonObject);
  const met = [
    ...single.map(([key, value]) => meets(key, "In", [value], known)),
    ...expressions.map(({ key, operator, values }) =>
      meets(String(key), String(operator), isJsonArray(values) ? values : [], known),
    ),
  ];
  if (met.includes(false)) return false;
  return met.includes("unknown") ? "unknown" : true;
}

function meets(key: string, operator: string, values: readonly Json[], { labels, others }: KnownLabels): Selection {
  const found = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (found === undefined && others) return "unknown";
  if (operator === "Exists") return found !== undefined;
  if (operator === "DoesNotExist") return found === undefined;
  const isOne = found !== undefined && values.includes(found);
  return operator === "NotIn" ? !isOne : isOne;
}
