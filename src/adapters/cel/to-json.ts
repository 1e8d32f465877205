import type { Json } from "../../domain/json.ts";
import { NotEvaluatedFault } from "./faults.ts";
import { formatDuration, formatTimestamp } from "./time.ts";
import { Duration, List, Mapping, Optional, Timestamp, TypeValue, Unsigned, type Value } from "./values.ts";

/** A value as JSON: times and what Kubernetes' libraries make as text, an optional value without its wrapping. */
export function toJson(value: Value): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") return fromInteger(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new NotEvaluatedFault(`${value} is no number of JSON`);
    return value;
  }
  if (value instanceof Unsigned) return fromInteger(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof List) return value.values.map(toJson);
  if (value instanceof Mapping) {
    return Object.fromEntries(value.keys().map((key) => [String(toJson(key)), toJson(value.get(key) ?? null)]));
  }
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof Optional) return value.value === undefined ? null : toJson(value.value);
  return value instanceof TypeValue ? value.name : value.toString();
}

function fromInteger(value: bigint): Json {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new NotEvaluatedFault(`${value} is larger than a number of JSON`);
  return number;
}
