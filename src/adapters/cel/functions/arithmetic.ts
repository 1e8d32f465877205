import { hasSameKeys, isEqual } from "../compare.ts";
import { EvaluationFault, noSuchOverload } from "../faults.ts";
import { durationOf, timestampOf } from "../time.ts";
import { Duration, List, Timestamp, Unsigned, type Value } from "../values.ts";
import { bool, double, int, unsigned } from "./arguments.ts";
import { functions, type Run } from "./overload.ts";

export const add: Run = ([a, b], budget) => {
  if (typeof a === "bigint" && typeof b === "bigint") return int64(a + b);
  if (a instanceof Unsigned && b instanceof Unsigned) return uint64(a.value + b.value);
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (typeof a === "string" && typeof b === "string") {
    budget.spend((a.length + b.length) / 10);
    return a + b;
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    budget.spend((a.length + b.length) / 10);
    return new Uint8Array(Buffer.concat([a, b]));
  }
  if (a instanceof List && b instanceof List) {
    budget.spend((a.values.length + b.values.length) / 10);
    return joined(a, b);
  }
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos + b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return timestampOf(a.nanos + b.nanos);
  if (a instanceof Duration && b instanceof Timestamp) return timestampOf(a.nanos + b.nanos);
  throw noSuchOverload();
};

const subtract: Run = ([a, b]) => {
  if (typeof a === "bigint" && typeof b === "bigint") return int64(a - b);
  if (a instanceof Unsigned && b instanceof Unsigned) return uint64(a.value - b.value);
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Timestamp) return durationOf(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return timestampOf(a.nanos - b.nanos);
  throw noSuchOverload();
};

/** `+ - * / %`, the sign and `!`. https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions */
export const arithmetic = [
  ...functions(0, {
    "_+_(int, int): int": add,
    "_+_(uint, uint): uint": add,
    "_+_(double, double): double": add,
    "_+_(string, string): string": add,
    "_+_(bytes, bytes): bytes": add,
    "_+_(list<A>, list<A>): list<A>": add,
    "_+_(duration, duration): duration": add,
    "_+_(timestamp, duration): timestamp": add,
    "_+_(duration, timestamp): timestamp": add,
    "_-_(int, int): int": subtract,
    "_-_(uint, uint): uint": subtract,
    "_-_(double, double): double": subtract,
    "_-_(duration, duration): duration": subtract,
    "_-_(timestamp, timestamp): duration": subtract,
    "_-_(timestamp, duration): timestamp": subtract,
    "_*_(int, int): int": ([a, b]) => int64(int(a) * int(b)),
    "_*_(uint, uint): uint": ([a, b]) => uint64(unsigned(a) * unsigned(b)),
    "_*_(double, double): double": ([a, b]) => double(a) * double(b),
    "_/_(int, int): int": ([a, b]) => int64(int(a) / divisor(int(b), "division by zero")),
    "_/_(uint, uint): uint": ([a, b]) => uint64(unsigned(a) / divisor(unsigned(b), "division by zero")),
    "_/_(double, double): double": ([a, b]) => double(a) / double(b),
    "_%_(int, int): int": ([a, b]) => remainder(int(a), int(b)),
    "_%_(uint, uint): uint": ([a, b]) => uint64(unsigned(a) % divisor(unsigned(b), "modulus by zero")),
    "!_(bool): bool": ([a]) => !bool(a),
    "-_(int): int": ([a]) => int64(-int(a)),
    "-_(double): double": ([a]) => -double(a),
  }),
];

export function int64(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new EvaluationFault("integer overflow");
  return value;
}

export function uint64(value: bigint): Unsigned {
  if (BigInt.asUintN(64, value) !== value) throw new EvaluationFault("unsigned integer overflow");
  return new Unsigned(value);
}

function divisor(value: bigint, fault: string): bigint {
  if (value === 0n) throw new EvaluationFault(fault);
  return value;
}

function remainder(a: bigint, b: bigint): bigint {
  if (b === -1n && a === -(1n << 63n)) throw new EvaluationFault("integer overflow");
  return a % divisor(b, "modulus by zero");
}

/** Sets take what they have not got; list maps replace the entries whose keys they have. */
function joined(a: List, b: List): List {
  const { kind } = a;
  if (kind === "atomic") return new List([...a.values, ...b.values]);
  const isSame = (left: Value, right: Value): boolean =>
    kind === "set" ? isEqual(left, right) : hasSameKeys(left, right, kind.keys);
  const kept = a.values.map((value) =>
    kind === "set" ? value : (b.values.find((other) => isSame(value, other)) ?? value),
  );
  return new List([...kept, ...b.values.filter((value) => !a.values.some((other) => isSame(value, other)))], kind);
}
