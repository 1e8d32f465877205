import { noSuchOverload } from "../faults.ts";
import { Duration, List, Mapping, Optional, Timestamp, Unsigned, type Value } from "../values.ts";

/* Arguments as what their function asks for. Whoever calls has looked already; nothing is ever taken for something else. */

export function text(value: Value | undefined): string {
  if (typeof value !== "string") throw noSuchOverload();
  return value;
}

export function int(value: Value | undefined): bigint {
  if (typeof value !== "bigint") throw noSuchOverload();
  return value;
}

export function double(value: Value | undefined): number {
  if (typeof value !== "number") throw noSuchOverload();
  return value;
}

export function unsigned(value: Value | undefined): bigint {
  if (!(value instanceof Unsigned)) throw noSuchOverload();
  return value.value;
}

export function bool(value: Value | undefined): boolean {
  if (typeof value !== "boolean") throw noSuchOverload();
  return value;
}

export function bytes(value: Value | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw noSuchOverload();
  return value;
}

export function list(value: Value | undefined): readonly Value[] {
  if (!(value instanceof List)) throw noSuchOverload();
  return value.values;
}

export function mapping(value: Value | undefined): Mapping {
  if (!(value instanceof Mapping)) throw noSuchOverload();
  return value;
}

export function timestamp(value: Value | undefined): Timestamp {
  if (!(value instanceof Timestamp)) throw noSuchOverload();
  return value;
}

export function duration(value: Value | undefined): Duration {
  if (!(value instanceof Duration)) throw noSuchOverload();
  return value;
}

export function optional(value: Value | undefined): Optional {
  if (!(value instanceof Optional)) throw noSuchOverload();
  return value;
}

export function any(value: Value | undefined): Value {
  if (value === undefined) throw noSuchOverload();
  return value;
}
