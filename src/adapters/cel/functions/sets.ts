import { isEqual } from "../compare.ts";
import type { Value } from "../values.ts";
import { list } from "./arguments.ts";
import { type Budget, functions } from "./overload.ts";

/** cel-go's ext/sets.go */
export const sets = functions(29, {
  "sets::contains(list<T>, list<T>): bool": ([a, b], budget) => contains(list(a), list(b), budget),
  "sets::equivalent(list<T>, list<T>): bool": ([a, b], budget) =>
    contains(list(a), list(b), budget) && contains(list(b), list(a), budget),
  "sets::intersects(list<T>, list<T>): bool": ([a, b], budget) =>
    list(b).some((value) => contains(list(a), [value], budget)),
});

function contains(all: readonly Value[], wanted: readonly Value[], budget: Budget): boolean {
  budget.spend(all.length * wanted.length);
  return wanted.every((value) => all.some((one) => isEqual(one, value)));
}
