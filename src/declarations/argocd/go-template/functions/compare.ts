import { isTrue, kindOf, TemplateProblem, type Value } from "../value.ts";
import { type TemplateFunction, taking, takingAtLeast } from "./arguments.ts";

/** Go's own comparisons. A float is no int for them: `eq .replicas 3` fails for a number that comes from YAML. */
export const comparisons: Readonly<Record<string, TemplateFunction>> = {
  eq: takingAtLeast(2, ([first, ...others]) => others.some((other) => equal(first, other))),
  ne: taking(2, ([a, b]) => !equal(a, b)),
  lt: taking(2, ([a, b]) => less(a, b)),
  le: taking(2, ([a, b]) => less(a, b) || equal(a, b)),
  gt: taking(2, ([a, b]) => !less(a, b) && !equal(a, b)),
  ge: taking(2, ([a, b]) => !less(a, b)),
  not: taking(1, ([value]) => !isTrue(value)),
};

function equal(a: Value, b: Value): boolean {
  const isNothing = (value: Value) => value === undefined || value === null;
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  comparable(a, b);
  return a === b;
}

function less(a: Value, b: Value): boolean {
  comparable(a, b);
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
  if (typeof a === "boolean") throw new TemplateProblem("The template asks which of two booleans is less");
  return (a ?? 0) < (b ?? 0);
}

function comparable(a: Value, b: Value): void {
  const [one, other] = [kindOf(a), kindOf(b)];
  if (one !== other) throw new TemplateProblem(`The template compares a ${one} with a ${other}, which Go refuses`);
  if (one === "slice" || one === "map")
    throw new TemplateProblem(`The template compares two ${one}s, which Go refuses`);
}
