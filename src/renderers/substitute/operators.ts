import type { Allowance } from "./allowance.ts";
import { prefixesOf } from "./prefixes.ts";

/** What an expression does with the variable it names. */
export type Operator =
  | { readonly kind: "none" | "length" }
  | { readonly kind: "default"; readonly value: string }
  | { readonly kind: "substring"; readonly from: string; readonly length?: string }
  | { readonly kind: "casing"; readonly sign: string }
  | { readonly kind: "replacement"; readonly sign: string; readonly pattern: string; readonly by?: string }
  | { readonly kind: "trim"; readonly sign: string; readonly pattern: string };

/** The value of an expression (fluxcd/pkg/envsubst/funcs.go, whose lengths and places count bytes). */
export function applyOperator(operator: Operator, value: string, allowance: Allowance): string {
  allowance.spend(costOf(operator, value));
  switch (operator.kind) {
    case "none":
      return value;
    case "length":
      return String(Buffer.byteLength(value));
    case "default":
      return value === "" ? operator.value : value;
    case "substring":
      return substring(value, operator.from, operator.length);
    case "casing":
      return casing(value, operator.sign);
    case "replacement":
      return replacement(value, operator);
    case "trim":
      return trim(value, operator);
  }
}

/** Before it is done: what is too much is never made. */
function costOf(operator: Operator, value: string): number {
  if (operator.kind === "default") return value.length + operator.value.length;
  if (operator.kind === "trim") return value.length * (operator.pattern.length + 1);
  if (operator.kind !== "replacement") return value.length;
  const { sign, pattern, by = "" } = operator;
  return value.length + (sign === "//" ? value.split(pattern).length : 1) * by.length;
}

function substring(value: string, from: string, length: string | undefined): string {
  const bytes = Buffer.from(value);
  const [start, count] = [integer(from), length === undefined ? undefined : integer(length)];
  if (start === undefined || (length !== undefined && count === undefined)) return value;
  const begin = start < 0 ? Math.max(0, bytes.length + start) : start;
  const end = count === undefined ? bytes.length : count < 0 ? bytes.length + count : begin + count;
  return end <= begin ? "" : bytes.subarray(begin, end).toString("utf8");
}

/** As Go reads a number: nothing around it, and what is none leaves the text alone. */
function integer(text: string): number | undefined {
  return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function casing(value: string, sign: string): string {
  if (sign === ",,") return value.toLowerCase();
  if (sign === "^^") return value.toUpperCase();
  if (sign !== "," && sign !== "^") return value;
  const [first = ""] = value;
  return (sign === "," ? first.toLowerCase() : first.toUpperCase()) + value.slice(first.length);
}

function replacement(value: string, { sign, pattern, by }: Extract<Operator, { kind: "replacement" }>): string {
  switch (sign) {
    case "//":
      return value.replaceAll(pattern, () => by ?? "");
    case "/#":
      return by !== undefined && value.startsWith(pattern) ? by + value.slice(pattern.length) : value;
    case "/%":
      return by !== undefined && value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) + by : value;
    default:
      return value.replace(pattern, () => by ?? "");
  }
}

function trim(value: string, { sign, pattern }: Extract<Operator, { kind: "trim" }>): string {
  const fromEnd = sign.startsWith("%");
  const characters = fromEnd ? [...value].reverse() : [...value];
  const lengths = prefixesOf(characters, fromEnd ? [...pattern].reverse().join("") : pattern);
  const length = sign.length === 2 ? lengths.at(-1) : lengths[0];
  if (length === undefined) return value;
  const left = characters.slice(length);
  return (fromEnd ? left.reverse() : left).join("");
}
