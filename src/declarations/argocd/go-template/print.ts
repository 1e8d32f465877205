import { isList, isMap, type Value } from "./value.ts";

/** What a template writes for a value: Go's `%v`, and `<no value>` for nothing. */
export function print(value: Value): string {
  return value === undefined || value === null ? "<no value>" : printInside(value);
}

/** The same within a list or a map, where nothing is `<nil>`. */
export function printInside(value: Value): string {
  if (value === undefined || value === null) return "<nil>";
  if (isList(value)) return `[${value.map(printInside).join(" ")}]`;
  if (isMap(value)) {
    const entries = Object.keys(value).toSorted(byCodePoint);
    return `map[${entries.map((key) => `${key}:${printInside(value[key])}`).join(" ")}]`;
  }
  return typeof value === "number" ? printFloat(value) : String(value);
}

/** Go's `%g` in the shortest form that reads back the same: with an exponent from 10^6 on, and below 10^-4. */
export function printFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  // JavaScript writes these as Go does: no exponent from 10^-6 to 10^21.
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
