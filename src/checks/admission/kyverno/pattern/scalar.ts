import { compare } from "../../../../domain/compare.ts";
import { parseGoDuration } from "../../../../domain/go-duration.ts";
import { isJsonArray, isJsonObject, type Json } from "../../../../domain/json.ts";
import { scientific } from "../go-text.ts";
import { compareQuantities, parseQuantity } from "../quantity.ts";
import { matchesWildcard } from "../wildcard.ts";

/** Whether a value satisfies a pattern that is no object and no list; Kyverno's pkg/engine/pattern. */
export function matchesScalar(value: Json | undefined, pattern: Json): boolean {
  if (typeof pattern === "string") return matchesText(value, pattern);
  if (typeof pattern === "number") return matchesNumber(value, pattern);
  if (typeof pattern === "boolean") return value === pattern;
  if (pattern === null) return isEmpty(value);
  return isJsonObject(pattern) && isJsonObject(value);
}

function matchesNumber(value: Json | undefined, pattern: number): boolean {
  if (typeof value === "number") return value === pattern;
  if (typeof value !== "string") return false;
  const isNumber = Number.isInteger(pattern)
    ? /^[+-]?\d+$/.test(value)
    : /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value);
  return isNumber && Number(value) === pattern;
}

/** Null stands for what is absent, and for the empty value of each type. */
function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === 0 || value === "" || value === false;
}

function matchesText(value: Json | undefined, pattern: string): boolean {
  if (value === pattern) return true;
  return pattern.split("|").some((either) =>
    trimSpaces(either)
      .split("&")
      .every((condition) => matchesCondition(value, trimSpaces(condition))),
  );
}

function trimSpaces(text: string): string {
  return text.replace(/^ +| +$/g, "");
}

type Operator = "" | ">=" | "<=" | ">" | "<" | "!";

const range = /^([-+]?\d+(?:\.\d+)?[A-Za-z]*)-([-+]?\d+(?:\.\d+)?[A-Za-z]*)$/;
const outside = /^([-+]?\d+(?:\.\d+)?[A-Za-z]*)!-([-+]?\d+(?:\.\d+)?[A-Za-z]*)$/;

function matchesCondition(value: Json | undefined, pattern: string): boolean {
  const operator = operatorOf(pattern);
  if (operator !== "") return compares(value, operator, pattern.slice(operator.length).trim());
  const [, below, above] = outside.exec(pattern) ?? [];
  if (below !== undefined && above !== undefined) return compares(value, "<", below) || compares(value, ">", above);
  const [, least, most] = range.exec(pattern) ?? [];
  if (least !== undefined && most !== undefined) return compares(value, ">=", least) && compares(value, "<=", most);
  return compares(value, "", pattern.trim());
}

function operatorOf(pattern: string): Operator {
  if (pattern.length < 2) return "";
  return ([">=", "<=", ">", "<", "!"] as const).find((one) => pattern.startsWith(one)) ?? "";
}

/** A text that is a range, such as `1-10` or `1Gi-2Gi`. */
export function isRange(text: string): boolean {
  return text.length > 1 && operatorOf(text) === "" && !outside.test(text) && range.test(text);
}

/** Durations before quantities before text, as far as both sides are any. */
function compares(value: Json | undefined, operator: Operator, wanted: string): boolean {
  const order = orderOf(value, wanted);
  if (order !== undefined) return holds(operator, order);
  if (operator !== "" && operator !== "!") return false;
  const text = textOf(value);
  return text !== undefined && matchesWildcard(wanted, text) === (operator === "");
}

function orderOf(value: Json | undefined, wanted: string): number | undefined {
  const given = numeralOf(value);
  if (given === undefined) return undefined;
  const [duration, other] = [parseGoDuration(given), parseGoDuration(wanted)];
  if (duration !== undefined && other !== undefined) return compare(duration, other);
  const [quantity, limit] = [parseQuantity(given), parseQuantity(wanted)];
  return quantity === undefined || limit === undefined ? undefined : compareQuantities(quantity, limit);
}

/** What is absent counts as nothing. */
function numeralOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return "0";
  if (typeof value === "string") return value;
  if (typeof value !== "number") return undefined;
  return Number.isInteger(value) ? String(BigInt(value)) : value.toFixed(6);
}

function holds(operator: Operator, order: number): boolean {
  switch (operator) {
    case "":
      return order === 0;
    case "!":
      return order !== 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
  }
}

function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || isJsonArray(value) || isJsonObject(value)) return undefined;
  if (typeof value === "number") return Number.isInteger(value) ? String(BigInt(value)) : scientific(value, "E");
  return String(value);
}
