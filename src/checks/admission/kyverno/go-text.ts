import { compareText } from "../../../domain/finding.ts";
import { isJsonArray, isJsonObject, type Json } from "../../../domain/json.ts";

/** How Go writes values as text, which is what Kyverno compares in places. */

/** `encoding/json`: keys sorted, and `<`, `>` and `&` escaped. */
export function goJson(value: Json): string {
  return written(value).replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function written(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(written).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${written(inner)}`).join(",")}}`;
}

/** `fmt.Sprint`: a number like 1e+06 from a million on, null as `<nil>`. Undefined for what has parts. */
export function goSprint(value: Json): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (value === null) return "<nil>";
  if (typeof value !== "number") return undefined;
  const exponent = Number(value.toExponential().split("e")[1]);
  return exponent < -4 || exponent >= 6 ? scientific(value, "e") : String(value);
}

/** `strconv.FormatFloat` with `E` or `e`: at least two digits of exponent. */
export function scientific(value: number, letter: "E" | "e"): string {
  const [digits = "0", power = "+0"] = value.toExponential().split("e");
  return `${digits}${letter}${power.charAt(0)}${power.slice(1).padStart(2, "0")}`;
}
