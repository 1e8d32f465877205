import type { Json } from "../../../../domain/json.ts";
import { LeftToKyverno } from "../outcome.ts";
import { comparesEqual } from "./equality.ts";
import { holdsMembership } from "./membership.ts";
import { holdsOrder } from "./order.ts";

/** Every operator, by its name in lower case: Kyverno reads them without case. */
const operators: Readonly<Record<string, (key: Json, value: Json) => boolean>> = {
  equal: comparesEqual("equals"),
  equals: comparesEqual("equals"),
  notequal: comparesEqual("differs"),
  notequals: comparesEqual("differs"),
  in: holdsMembership("in"),
  notin: holdsMembership("notIn"),
  anyin: holdsMembership("anyIn"),
  allin: holdsMembership("allIn"),
  anynotin: holdsMembership("anyNotIn"),
  allnotin: holdsMembership("allNotIn"),
  greaterthan: holdsOrder((order) => order > 0),
  greaterthanorequals: holdsOrder((order) => order >= 0),
  lessthan: holdsOrder((order) => order < 0),
  lessthanorequals: holdsOrder((order) => order <= 0),
  durationgreaterthan: holdsOrder((order) => order > 0, "durations"),
  durationgreaterthanorequals: holdsOrder((order) => order >= 0, "durations"),
  durationlessthan: holdsOrder((order) => order < 0, "durations"),
  durationlessthanorequals: holdsOrder((order) => order <= 0, "durations"),
};

/** Whether `key operator value` holds; Kyverno's pkg/engine/variables/operator. */
export function holdsCondition(key: Json, operator: string, value: Json): boolean {
  const holds = Object.hasOwn(operators, operator.toLowerCase()) ? operators[operator.toLowerCase()] : undefined;
  if (holds === undefined) throw new LeftToKyverno(`the operator ${operator} is not known here`);
  return holds(key, value);
}

export function isOperator(name: string): boolean {
  return Object.hasOwn(operators, name.toLowerCase());
}
