import { multiply, parseBigFloat, truncated } from "./big-float.ts";
import { type Builtin, text, Undefined } from "./builtin.ts";

export const units: Readonly<Record<string, Builtin>> = {
  /** `m` is milli and `M` mega, as Kubernetes writes quantities; exact to ten places behind the point. */
  "units.parse": (value) => {
    const { amount, suffix } = split(text(value));
    const [numerator, denominator] = fractionOf(amount);
    if (suffix === "m") return decimal(numerator, denominator * 1000n);
    return decimal(numerator * factor(suffix.toLowerCase()), denominator);
  },
  /** Bytes: case does not matter, and a `b` may stand behind the unit. */
  "units.parse_bytes": (value) => {
    const { amount, suffix } = split(text(value));
    const bytes = suffix.toLowerCase();
    const float = parseBigFloat(amount);
    if (float === undefined || bytes === "b") throw new Undefined();
    return String(truncated(multiply(float, { mantissa: factor(bytes.replace(/b$/, "")), exponent: 0 })));
  },
};

function split(value: string): { readonly amount: string; readonly suffix: string } {
  const found = /^([\d.]+)([^\s]*)$/.exec(value.replaceAll('"', ""));
  if (found === null) throw new Undefined();
  return { amount: found[1] ?? "", suffix: found[2] ?? "" };
}

function fractionOf(amount: string): readonly [bigint, bigint] {
  const [, whole = "", fraction = ""] = /^(\d*)\.?(\d*)$/.exec(amount) ?? [];
  if (whole + fraction === "") throw new Undefined();
  return [BigInt(whole + fraction), 10n ** BigInt(fraction.length)];
}

function factor(suffix: string): bigint {
  const power = ["", "k", "m", "g", "t", "p", "e"].indexOf(suffix.replace(/i$/, ""));
  if (power < 0 || suffix === "i") throw new Undefined();
  return (suffix.endsWith("i") ? 1024n : 1000n) ** BigInt(power);
}

/** Ten places behind the point unless it is an integer, halves away from zero. */
function decimal(numerator: bigint, denominator: bigint): string {
  if (numerator % denominator === 0n) return String(numerator / denominator);
  const places = 10n ** 10n;
  const scaled = (numerator * places * 2n + denominator) / (denominator * 2n);
  return `${scaled / places}.${String(scaled % places).padStart(10, "0")}`;
}
