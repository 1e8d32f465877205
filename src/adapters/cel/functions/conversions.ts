import { formatFloat } from "../../opa/builtins/go-float.ts";
import { EvaluationFault } from "../faults.ts";
import { formatDuration, formatTimestamp, parseDuration, parseTimestamp, timestampOf } from "../time.ts";
import { Duration, TypeValue, typeName, Unsigned, type Value } from "../values.ts";
import { any, bool, bytes, double, duration, int, text, timestamp, unsigned } from "./arguments.ts";
import { int64, uint64 } from "./arithmetic.ts";
import { functions } from "./overload.ts";

/** https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions */
export const conversions = functions(0, {
  "int(int): int": ([a]) => int(a),
  "int(uint): int": ([a]) => int64(unsigned(a)),
  "int(double): int": ([a]) => fromDouble(double(a)),
  "int(string): int": ([a]) => integerOf(text(a), "int"),
  "int(timestamp): int": ([a]) => floorSeconds(timestamp(a).nanos),
  "int(duration): int": ([a]) => duration(a).nanos,
  "uint(uint): uint": ([a]) => new Unsigned(unsigned(a)),
  "uint(int): uint": ([a]) => uint64(int(a)),
  "uint(double): uint": ([a]) => fromPositive(double(a)),
  "uint(string): uint": ([a]) => new Unsigned(integerOf(text(a), "uint")),
  "double(double): double": ([a]) => double(a),
  "double(int): double": ([a]) => Number(int(a)),
  "double(uint): double": ([a]) => Number(unsigned(a)),
  "double(string): double": ([a]) => doubleOf(text(a)),
  "string(string): string": ([a]) => text(a),
  "string(bool): string": ([a]) => String(bool(a)),
  "string(int): string": ([a]) => String(int(a)),
  "string(uint): string": ([a]) => String(unsigned(a)),
  "string(double): string": ([a]) => formatDouble(double(a)),
  "string(bytes): string": ([a]) => textOf(bytes(a)),
  "string(timestamp): string": ([a]) => formatTimestamp(timestamp(a)),
  "string(duration): string": ([a]) => formatDuration(duration(a)),
  "bytes(bytes): bytes": ([a]) => bytes(a),
  "bytes(string): bytes": ([a]) => new Uint8Array(Buffer.from(text(a))),
  "bool(bool): bool": ([a]) => bool(a),
  "bool(string): bool": ([a]) => boolOf(text(a)),
  "timestamp(timestamp): timestamp": ([a]) => timestamp(a),
  "timestamp(string): timestamp": ([a]) => parseTimestamp(text(a)),
  "timestamp(int): timestamp": ([a]) => timestampOf(int(a) * 1_000_000_000n),
  "duration(duration): duration": ([a]) => duration(a),
  "duration(string): duration": ([a]) => parseDuration(text(a)),
  "duration(int): duration": ([a]) => new Duration(int(a)),
  "dyn(A): dyn": ([a]) => any(a),
  "type(A): type<A>": ([a]) => new TypeValue(a instanceof TypeValue ? "type" : typeName(any(a))),
});

function formatDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const shortest = value.toExponential();
  const exponent = Number(shortest.slice(shortest.indexOf("e") + 1));
  // Go's FormatFloat with 'g' and the shortest precision: an exponent from 10^21 on, or below 10^-4.
  return exponent < -4 || exponent >= 21 ? formatFloat(value, "e", -1) : formatFloat(value, "f", -1);
}

function fromDouble(value: number): bigint {
  // Not 2^63 and -2^63 themselves: cel-go keeps away from what rounds to them.
  if (!(value > -(2 ** 63) && value < 2 ** 63)) throw new EvaluationFault("integer overflow");
  return BigInt(Math.trunc(value));
}

function fromPositive(value: number): Unsigned {
  if (!(value >= 0 && value < 2 ** 64)) throw new EvaluationFault("unsigned integer overflow");
  return new Unsigned(BigInt(Math.trunc(value)));
}

/** As Go's strconv.ParseInt with base 10. */
function integerOf(written: string, type: "int" | "uint"): bigint {
  const pattern = type === "int" ? /^[+-]?\d+$/ : /^\d+$/;
  const value = pattern.test(written) ? BigInt(written.replace(/^\+/, "")) : undefined;
  const kept = value === undefined ? undefined : type === "int" ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
  if (value === undefined || kept !== value)
    throw new EvaluationFault(`type conversion error from 'string' to '${type}'`);
  return value;
}

function doubleOf(written: string): number {
  if (/^[+-]?(?:inf|infinity)$/i.test(written)) return written.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(written)) return Number.NaN;
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(written) ? Number(written) : undefined;
  if (value === undefined || !Number.isFinite(value))
    throw new EvaluationFault("type conversion error from 'string' to 'double'");
  return value;
}

function boolOf(written: string): boolean {
  if (["true", "True", "TRUE", "t", "1"].includes(written)) return true;
  if (["false", "False", "FALSE", "f", "0"].includes(written)) return false;
  throw new EvaluationFault("type conversion error from 'string' to 'bool'");
}

function textOf(value: Uint8Array): Value {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    throw new EvaluationFault("invalid UTF-8 in bytes, cannot convert to string");
  }
}

function floorSeconds(nanos: bigint): bigint {
  const seconds = nanos / 1_000_000_000n;
  return nanos % 1_000_000_000n < 0n ? seconds - 1n : seconds;
}
