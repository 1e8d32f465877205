import { parseGoDuration } from "../../../../domain/go-duration.ts";
import type { Json } from "../../../../domain/json.ts";

/** Both as nanoseconds, when at least one is a duration and the other is one, or a number of seconds. */
export function asDurations(key: Json, value: Json): readonly [bigint, bigint] | undefined {
  const [one, other] = [durationOf(key), durationOf(value)];
  if (one === undefined && other === undefined) return undefined;
  const [left, right] = [one ?? secondsOf(key), other ?? secondsOf(value)];
  return left === undefined || right === undefined ? undefined : [left, right];
}

function durationOf(value: Json): bigint | undefined {
  return typeof value === "string" && value !== "0" ? parseGoDuration(value) : undefined;
}

/** Of a number, whole seconds. */
export function secondsOf(value: Json): bigint | undefined {
  return typeof value === "number" ? BigInt(Math.trunc(value)) * 1_000_000_000n : undefined;
}
