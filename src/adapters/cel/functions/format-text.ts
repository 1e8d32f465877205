import { formatFloat } from "../../opa/builtins/go-float.ts";
import { EvaluationFault } from "../faults.ts";
import { formatDuration, formatTimestamp } from "../time.ts";
import { Duration, List, Mapping, Timestamp, TypeValue, typeName, Unsigned, type Value } from "../values.ts";

/**
 * The text that `'%s and %d'.format([…])` makes. The clauses, and what each may be given:
 * https://github.com/google/cel-go/blob/master/ext/formatting.go
 */
export function formatText(pattern: string, values: readonly Value[]): string {
  let [result, next, at] = ["", 0, 0];
  while (at < pattern.length) {
    const sign = pattern.indexOf("%", at);
    if (sign < 0) return checked(result + pattern.slice(at), next, values);
    result += pattern.slice(at, sign);
    if (pattern[sign + 1] === "%") {
      result += "%";
      at = sign + 2;
      continue;
    }
    const [found, precision, verb = ""] = /^%(?:\.(\d*))?([a-zA-Z]?)/.exec(pattern.slice(sign)) ?? [];
    if (found === undefined || verb === "" || precision === "")
      throw new EvaluationFault("unexpected end of format string");
    const value = values[next];
    if (value === undefined) throw new EvaluationFault(`index ${next} out of range`);
    next += 1;
    result += clause(verb, precision === undefined ? undefined : Number(precision), value);
    at = sign + found.length;
  }
  return checked(result, next, values);
}

function checked(result: string, used: number, values: readonly Value[]): string {
  if (used < values.length)
    throw new EvaluationFault(`too many arguments supplied to string.format (expected ${used}, got ${values.length})`);
  return result;
}

function clause(verb: string, precision: number | undefined, value: Value): string {
  if (precision !== undefined && verb !== "f" && verb !== "e") throw fault(`precision is not supported by %${verb}`);
  switch (verb) {
    case "s":
      return asText(value);
    case "d":
      return asDecimal(value);
    case "f":
      return asFixed(value, precision ?? 6);
    case "e":
      return asScientific(value, precision ?? 6);
    case "b":
      return asBinary(value);
    case "x":
      return asHexadecimal(value);
    case "X":
      return asHexadecimal(value).toUpperCase();
    case "o":
      return inBase(value, 8, "octal");
    default:
      throw fault(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

function asText(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return special(value) ?? formatFloat(value, "f", -1);
  if (value instanceof Unsigned) return String(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.name;
  if (value instanceof List) return `[${value.values.map(asText).join(", ")}]`;
  if (value instanceof Mapping) return mapText(value);
  throw noText(value, "string");
}

function mapText(value: Mapping): string {
  const entries = value.keys().map((key) => {
    const isKey =
      typeof key === "string" || typeof key === "boolean" || typeof key === "bigint" || key instanceof Unsigned;
    if (!isKey) throw noText(key, "string");
    return [asText(key), asText(value.get(key) ?? null)] as const;
  });
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, text]) => `${key}: ${text}`).join(", ")}}`;
}

function asDecimal(value: Value): string {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Unsigned) return String(value.value);
  if (typeof value === "number") {
    const text = special(value);
    if (text !== undefined) return text;
  }
  throw noText(value, "decimal", "decimal clause can only be used on integers");
}

function asFixed(value: Value, precision: number): string {
  return special(value) ?? formatFloat(numberOf(value, "fixed-point"), "f", Math.min(precision, 1000));
}

function asScientific(value: Value, precision: number): string {
  return special(value) ?? formatFloat(numberOf(value, "scientific"), "e", Math.min(precision, 1000));
}

function numberOf(value: Value, clause: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Unsigned) return Number(value.value);
  throw noText(value, clause, `${clause} clause can only be used on doubles, integers and unsigned integers`);
}

function special(value: Value): string | undefined {
  if (value === Number.POSITIVE_INFINITY) return "Infinity";
  if (value === Number.NEGATIVE_INFINITY) return "-Infinity";
  return typeof value === "number" && Number.isNaN(value) ? "NaN" : undefined;
}

function asBinary(value: Value): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return inBase(value, 2, "binary");
}

function asHexadecimal(value: Value): string {
  if (typeof value === "string") return Buffer.from(value).toString("hex");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return inBase(value, 16, "hex");
}

function inBase(value: Value, base: number, name: string): string {
  if (typeof value === "bigint") return value.toString(base);
  if (value instanceof Unsigned) return value.value.toString(base);
  throw noText(value, name, `only integers can be formatted as ${name}`);
}

function noText(value: Value, clause: string, why = "no clause fits"): EvaluationFault {
  return fault(`${clause}: ${why}, was given ${typeName(value)}`);
}

function fault(message: string): EvaluationFault {
  return new EvaluationFault(`error during formatting: ${message}`);
}
