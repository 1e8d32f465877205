import { isTrue, kindOf, TemplateProblem, type Value } from "../value.ts";
import { list, type TemplateFunction, taking, takingAtLeast, text, toInt } from "./arguments.ts";

/** Sprig's arithmetic, and its functions of whatever there is. */
export const numbers: Readonly<Record<string, TemplateFunction>> = {
  int: taking(1, ([value]) => toInt(value)),
  int64: taking(1, ([value]) => toInt(value)),
  float64: taking(1, ([value]) => toFloat(value)),
  add: (given) => given.map(toInt).reduce((sum, one) => bounded(sum + one), 0n),
  add1: taking(1, ([value]) => bounded(toInt(value) + 1n)),
  sub: taking(2, ([a, b]) => bounded(toInt(a) - toInt(b))),
  mul: takingAtLeast(1, (given) => given.map(toInt).reduce((product, one) => bounded(product * one), 1n)),
  div: taking(2, ([a, b]) => toInt(a) / divisor(b)),
  mod: taking(2, ([a, b]) => toInt(a) % divisor(b)),
  max: takingAtLeast(1, (given) => given.map(toInt).toSorted(bySize).at(-1)),
  min: takingAtLeast(1, (given) => given.map(toInt).toSorted(bySize)[0]),
  floor: taking(1, ([value]) => Math.floor(toFloat(value))),
  ceil: taking(1, ([value]) => Math.ceil(toFloat(value))),
  default: takingAtLeast(1, ([fallback, ...given]) => (given.length > 0 && isTrue(given[0]) ? given[0] : fallback)),
  empty: taking(1, ([value]) => !isTrue(value)),
  coalesce: (given) => given.find(isTrue) ?? null,
  ternary: taking(3, ([yes, no, condition]) => (boolean(condition) ? yes : no)),
  all: (given) => given.every(isTrue),
  any: (given) => given.some(isTrue),
  kindOf: taking(1, ([value]) => kindOf(value)),
  kindIs: taking(2, ([kind, value]) => kindOf(value) === text(kind)),
  toStrings: taking(1, ([value]) => list(value).map(String)),
  fail: taking(1, ([message]) => {
    throw new TemplateProblem(`The template fails: ${text(message)}`);
  }),
};

function bySize(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Go's int64 wraps around; nobody means that. */
function bounded(value: bigint): bigint {
  if (value >= 2n ** 63n || value < -(2n ** 63n))
    throw new TemplateProblem("The template computes a number that is too large");
  return value;
}

function divisor(value: Value): bigint {
  const number = toInt(value);
  if (number === 0n) throw new TemplateProblem("The template divides by zero");
  return number;
}

function toFloat(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^[+-]?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  return Number(toInt(value));
}

function boolean(value: Value): boolean {
  if (typeof value === "boolean") return value;
  throw new TemplateProblem(`A function that takes a boolean is given a ${kindOf(value)}`);
}
