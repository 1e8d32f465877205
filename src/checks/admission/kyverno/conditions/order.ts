import { compare } from "../../../../domain/compare.ts";
import { parseGoDuration } from "../../../../domain/go-duration.ts";
import type { Json } from "../../../../domain/json.ts";
import { compareVersions, parseVersion } from "../jmespath/semver.ts";
import { compareQuantities, parseQuantity } from "../quantity.ts";
import { asDurations, secondsOf } from "./durations.ts";

/** `GreaterThan` and the like: durations, else quantities and numbers, else versions; false for anything else. */
export function holdsOrder(
  wanted: (order: number) => boolean,
  only?: "durations",
): (key: Json, value: Json) => boolean {
  return (key, value) => {
    const order = only === "durations" ? durationOrder(key, value) : orderOf(key, value);
    return order !== undefined && wanted(order);
  };
}

function durationOrder(key: Json, value: Json): number | undefined {
  const [one, other] = [key, value].map((given) =>
    typeof given === "string" ? parseGoDuration(given) : secondsOf(given),
  );
  return one === undefined || other === undefined ? undefined : compare(one, other);
}

function orderOf(key: Json, value: Json): number | undefined {
  const durations = asDurations(key, value);
  if (durations !== undefined) return compare(...durations);
  const [quantity, limit] = [quantityOf(key), quantityOf(value)];
  if (quantity !== undefined && limit !== undefined) return compareQuantities(quantity, limit);
  if (typeof key !== "string" || typeof value !== "string") return undefined;
  const [version, other] = [parseVersion(key), parseVersion(value)];
  return version === undefined || other === undefined ? undefined : compareVersions(version, other);
}

function quantityOf(value: Json): ReturnType<typeof parseQuantity> {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  return parseQuantity(String(value));
}
