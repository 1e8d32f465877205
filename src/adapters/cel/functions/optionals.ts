import { EvaluationFault } from "../faults.ts";
import { Duration, List, Mapping, Optional, Timestamp, Unsigned, type Value } from "../values.ts";
import { any, optional } from "./arguments.ts";
import { functions } from "./overload.ts";

/** cel-go's cel/library.go, OptionalTypes. `or` and `orValue` look at their argument only when they need it. */
export const optionals = functions(28, {
  "optional::of(T): optional<T>": ([a]) => new Optional(any(a)),
  "optional::ofNonZeroValue(T): optional<T>": ([a]) => (isZero(any(a)) ? new Optional() : new Optional(any(a))),
  "optional::none(): optional<T>": () => new Optional(),
  "optional<T>.hasValue(): bool": ([a]) => optional(a).value !== undefined,
  "optional<T>.value(): T": ([a]) => {
    const { value } = optional(a);
    if (value === undefined) throw new EvaluationFault("optional.none() dereference");
    return value;
  },
  "optional<T>.or(optional<T>): optional<T>": ([a, b]) => (optional(a).value === undefined ? optional(b) : optional(a)),
  "optional<T>.orValue(T): T": ([a, b]) => withDefault(optional(a), any(b)),
});

function isZero(value: Value): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === "") return true;
  if (value instanceof Unsigned) return value.value === 0n;
  if (value instanceof List) return value.values.length === 0;
  if (value instanceof Mapping) return value.size === 0;
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Duration) return value.nanos === 0n;
  if (value instanceof Timestamp) return value.nanos === -62135596800n * 1_000_000_000n;
  return value instanceof Optional && value.value === undefined;
}

function withDefault({ value }: Optional, otherwise: Value): Value {
  return value === undefined ? otherwise : value;
}
