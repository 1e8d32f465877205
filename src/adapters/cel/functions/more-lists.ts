import { compare, isEqual } from "../compare.ts";
import { EvaluationFault } from "../faults.ts";
import { List, Optional, type Value } from "../values.ts";
import { int, list } from "./arguments.ts";
import { type Budget, functions, type Overload } from "./overload.ts";

const sortable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];

/** cel-go's ext/lists.go of version 3, which Kubernetes has from 1.34 on. */
export const moreLists: readonly Overload[] = [
  ...functions(34, {
    "list<T>.slice(int, int): list<T>": ([a, from, to]) => slice(list(a), Number(int(from)), Number(int(to))),
    "list<list<T>>.flatten(): list<T>": ([a]) => new List(flatten(list(a), 1)),
    "list<dyn>.flatten(int): list<dyn>": ([a, depth]) => {
      if (int(depth) < 0n) throw new EvaluationFault("level must be non-negative");
      return new List(flatten(list(a), Number(int(depth))));
    },
    "list<T>.distinct(): list<T>": ([a], budget) => distinct(list(a), budget),
    "list<T>.reverse(): list<T>": ([a]) => new List(list(a).toReversed()),
    "list<T>.first(): optional<T>": ([a]) => new Optional(list(a)[0]),
    "list<T>.last(): optional<T>": ([a]) => new Optional(list(a).at(-1)),
    "lists::range(int): list<int>": ([a], budget) => {
      budget.spend(Number(int(a)));
      return new List(Array.from({ length: Math.max(0, Number(int(a))) }, (_, at) => BigInt(at)));
    },
  }),
  ...sortable.flatMap((type) =>
    functions(34, { [`list<${type}>.sort(): list<${type}>`]: ([a]) => new List(sorted(list(a), list(a))) }),
  ),
];

/** The values in the order of their keys; those with equal keys stay as they stand. */
export function sorted(values: readonly Value[], keys: readonly Value[]): readonly Value[] {
  const [first = null] = keys;
  const pairs = values.map((value, index) => ({ value, key: keys[index] ?? null }));
  // Also what has nothing beside it must be of a kind that has an order.
  if (keys.length > 0) compare(first, first);
  return pairs.toSorted((a, b) => compare(a.key, b.key) ?? 0).map(({ value }) => value);
}

function slice(values: readonly Value[], from: number, to: number): List {
  if (from < 0 || to < 0) throw new EvaluationFault(`cannot slice(${from}, ${to}), negative indexes not supported`);
  if (from > to)
    throw new EvaluationFault(`cannot slice(${from}, ${to}), start index must be less than or equal to end index`);
  if (values.length < to) throw new EvaluationFault(`cannot slice(${from}, ${to}), list is length ${values.length}`);
  return new List(values.slice(from, to));
}

function flatten(values: readonly Value[], depth: number): readonly Value[] {
  return values.flatMap((value) => (value instanceof List && depth > 0 ? flatten(value.values, depth - 1) : [value]));
}

function distinct(values: readonly Value[], budget: Budget): List {
  const kept: Value[] = [];
  for (const value of values) {
    budget.spend(kept.length);
    if (!kept.some((one) => isEqual(one, value))) kept.push(value);
  }
  return new List(kept);
}
