import { noSuchOverload } from "./faults.ts";
import { Duration, List, Mapping, Opaque, Optional, Timestamp, TypeValue, Unsigned, type Value } from "./values.ts";

/** Whether two values are equal; those of different types are not, but for numbers. */
export function isEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b) === 0;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (a instanceof List) return b instanceof List && areListsEqual(a, b);
  if (a instanceof Mapping) return b instanceof Mapping && areMapsEqual(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Optional) return b instanceof Optional && areOptionalsEqual(a, b);
  return a instanceof Opaque && b instanceof Opaque && a.type === b.type && a.equals(b);
}

/** Less than 0, 0, or more; `undefined` when one is no number. Throws where there is no order. */
export function compare(a: Value, b: Value): number | undefined {
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return sign(a.nanos - b.nanos);
  if (a instanceof Duration && b instanceof Duration) return sign(a.nanos - b.nanos);
  throw noSuchOverload();
}

type Numeric = bigint | number | Unsigned;

function isNumeric(value: Value): value is Numeric {
  return typeof value === "bigint" || typeof value === "number" || value instanceof Unsigned;
}

/** cel-go makes a double of the integer that it compares with one, and so loses what a double does not hold. */
function compareNumbers(a: Numeric, b: Numeric): number | undefined {
  const [one, two] = [a, b].map((value) => (value instanceof Unsigned ? value.value : value));
  const isExact = typeof one === typeof two;
  const left = isExact ? (one ?? 0) : Number(one);
  const right = isExact ? (two ?? 0) : Number(two);
  if (left < right) return -1;
  if (left > right) return 1;
  return Number.isNaN(left) || Number.isNaN(right) ? undefined : 0;
}

/** By code point, which is the order of UTF-8. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left === right) continue;
    const isLeftHigh = left >= 0xd800 && left < 0xe000;
    const isRightHigh = right >= 0xd800 && right < 0xe000;
    return isLeftHigh === isRightHigh ? left - right : isLeftHigh ? 1 : -1;
  }
  return a.length - b.length;
}

function sign(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

function areListsEqual(a: List, b: List): boolean {
  if (a.values.length !== b.values.length) return false;
  const { kind } = a;
  if (kind === "atomic") return a.values.every((value, index) => isEqual(value, b.values[index] ?? null));
  if (kind === "set") return a.values.every((value) => b.values.some((other) => isEqual(value, other)));
  return a.values.every((value) => {
    const other = b.values.find((candidate) => hasSameKeys(value, candidate, kind.keys));
    return other !== undefined && isEqual(value, other);
  });
}

/** Whether two entries of a list map are the same entry. */
export function hasSameKeys(a: Value, b: Value, keys: readonly string[]): boolean {
  if (!(a instanceof Mapping) || !(b instanceof Mapping)) return false;
  return keys.every((key) => {
    const [left, right] = [a.get(key), b.get(key)];
    return left === undefined ? right === undefined : right !== undefined && isEqual(left, right);
  });
}

function areMapsEqual(a: Mapping, b: Mapping): boolean {
  if (a.size !== b.size) return false;
  return a.keys().every((key) => {
    const [left, right] = [a.get(key), b.get(key)];
    return left !== undefined && right !== undefined && isEqual(left, right);
  });
}

function areOptionalsEqual(a: Optional, b: Optional): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return isEqual(a.value, b.value);
}
