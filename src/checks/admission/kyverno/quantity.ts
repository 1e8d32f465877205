import { compare } from "../../../domain/compare.ts";
import { binarySuffixes, decimalSuffixes } from "../../../domain/quantity-suffix.ts";

/** A Kubernetes quantity, exactly: the value in units of 1/denominator. */
export type Quantity = { readonly numerator: bigint; readonly denominator: bigint };

const nano = 1_000_000_000n;
const largest = 2n ** 63n - 1n;

/** `500m`, `1.5Gi`, `1e3` as apimachinery reads it: nothing is finer than a nano, and a rest of one counts as a whole. */
export function parseQuantity(text: string): Quantity | undefined {
  const [, sign, whole = "", fraction = "", suffix = ""] =
    /^([+-]?)(\d*)(?:\.(\d*))?([eE][+-]?\d{1,18}|[numkMGTPE]|[KMGTPE]i)?$/.exec(text) ?? [];
  if (sign === undefined || (whole === "" && fraction === "")) return undefined;
  const digits = BigInt(`${whole}${fraction}`);
  const shift = binarySuffixes[suffix];
  const exponent = (shift === undefined ? exponentOf(suffix) : 0) - fraction.length;
  // Beyond any real quantity: what the digits cannot reach needs no arithmetic with millions of zeros.
  if (Math.abs(exponent) > 400) return undefined;
  const scaled = digits * nano * (shift === undefined ? 1n : 1n << BigInt(shift));
  const nanos = exponent >= 0 ? scaled * 10n ** BigInt(exponent) : dividedUp(scaled, 10n ** BigInt(-exponent));
  const capped = shift !== undefined && nanos > largest * nano ? largest * nano : nanos;
  return { numerator: sign === "-" ? -capped : capped, denominator: nano };
}

function exponentOf(suffix: string): number {
  return decimalSuffixes[suffix] ?? Number(suffix.slice(1));
}

function dividedUp(value: bigint, by: bigint): bigint {
  return value / by + (value % by === 0n ? 0n : 1n);
}

/** Negative, zero or positive, as one is less than, equal to or more than the other. */
export function compareQuantities(one: Quantity, other: Quantity): number {
  return compare(one.numerator * other.denominator, other.numerator * one.denominator);
}
