import { compare, isEqual } from "../compare.ts";
import { EvaluationFault, NotEvaluatedFault } from "../faults.ts";
import { Duration, Unsigned, type Value } from "../values.ts";
import { any, list } from "./arguments.ts";
import { add } from "./arithmetic.ts";
import { type Budget, functions, type Overload } from "./overload.ts";

const comparable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];

const zeros: { readonly [type: string]: Value } = {
  int: 0n,
  uint: new Unsigned(0n),
  double: 0,
  duration: new Duration(0n),
};

/** k8s.io/apiserver/pkg/cel/library/lists.go */
export const lists: readonly Overload[] = [
  ...comparable.flatMap((type) =>
    functions(0, {
      [`list<${type}>.isSorted(): bool`]: ([a]) => isSorted(list(a)),
      [`list<${type}>.min(): ${type}`]: ([a]) => extreme(list(a), "min", (order) => order > 0),
      [`list<${type}>.max(): ${type}`]: ([a]) => extreme(list(a), "max", (order) => order < 0),
    }),
  ),
  ...Object.entries(zeros).flatMap(([type, zero]) =>
    functions(0, { [`list<${type}>.sum(): ${type}`]: ([a], budget) => sum(list(a), zero, budget) }),
  ),
  ...functions(0, {
    "list<A>.indexOf(A): int": ([a, wanted]) => BigInt(list(a).findIndex((one) => isEqual(one, any(wanted)))),
    "list<A>.lastIndexOf(A): int": ([a, wanted]) => BigInt(list(a).findLastIndex((one) => isEqual(one, any(wanted)))),
  }),
  ...functions(35, {
    "dyn.includes(dyn): bool": () => {
      throw new NotEvaluatedFault("not every release of Kubernetes has includes");
    },
  }),
];

function isSorted(values: readonly Value[]): boolean {
  return values.every((value, index) => index === 0 || (compare(values[index - 1] ?? null, value) ?? 0) <= 0);
}

function extreme(values: readonly Value[], name: string, isBetter: (order: number) => boolean): Value {
  const [first, ...rest] = values;
  if (first === undefined) throw new EvaluationFault(`${name} called on empty list`);
  let best = first;
  for (const value of rest) if (isBetter(compare(best, value) ?? 0)) best = value;
  return best;
}

function sum(values: readonly Value[], zero: Value, budget: Budget): Value {
  return values.reduce<Value>((total, value) => add([total, value], budget), zero);
}
