import { compare, isEqual } from "../compare.ts";
import { noSuchOverload } from "../faults.ts";
import { List, Mapping } from "../values.ts";
import { any } from "./arguments.ts";
import { functions, type Overload, type Run } from "./overload.ts";

const ordered = ["bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration"];

const numbers = ["int", "uint", "double"];

/** An order between equal types, and between numbers of different types: those since Kubernetes 1.28. */
function relation(name: string, holds: (order: number) => boolean): readonly Overload[] {
  const run: Run = ([a, b]) => {
    const order = compare(any(a), any(b));
    return order !== undefined && holds(order);
  };
  const mixed = numbers.flatMap((a) => numbers.filter((b) => b !== a).map((b) => `${name}(${a}, ${b}): bool`));
  return [
    ...functions(0, Object.fromEntries(ordered.map((type) => [`${name}(${type}, ${type}): bool`, run]))),
    ...functions(28, Object.fromEntries(mixed.map((signature) => [signature, run]))),
  ];
}

/** https://github.com/google/cel-spec/blob/master/doc/langdef.md#equality and #ordering */
export const relations: readonly Overload[] = [
  ...functions(0, {
    "_==_(A, A): bool": ([a, b]) => isEqual(any(a), any(b)),
    "_!=_(A, A): bool": ([a, b]) => !isEqual(any(a), any(b)),
    "@in(A, list<A>): bool": isIn,
    "@in(A, map<A, B>): bool": isIn,
  }),
  ...relation("_<_", (order) => order < 0),
  ...relation("_<=_", (order) => order <= 0),
  ...relation("_>_", (order) => order > 0),
  ...relation("_>=_", (order) => order >= 0),
];

function isIn(...[[value, container], budget]: Parameters<Run>): boolean {
  const wanted = any(value);
  if (container instanceof Mapping) return container.get(wanted) !== undefined;
  if (!(container instanceof List)) throw noSuchOverload();
  budget.spend(container.values.length);
  return container.values.some((one) => isEqual(one, wanted));
}
