import { binarySuffixes, decimalSuffixes } from "../../domain/quantity-suffix.ts";

/** Whether two quantities are the same amount: `1000m` and `1`, `1Gi` and `1024Mi`. Texts that are none never are. */
export function sameQuantity(one: string, other: string): boolean {
  const order = compareQuantities(one, other);
  return order === 0;
}

/** Negative, zero or positive; undefined when either is no quantity. Exact: amounts are kept as fractions. */
export function compareQuantities(one: string, other: string): number | undefined {
  const a = parseQuantity(one);
  const b = parseQuantity(other);
  if (a === undefined || b === undefined) return undefined;
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

type Amount = { readonly numerator: bigint; readonly denominator: bigint };

/** An amount as Kubernetes reads it: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function parseQuantity(text: string): Amount | undefined {
  const match = /^([+-]?)(\d{1,30})?(?:\.(\d{0,30}))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", suffix = "", exponent = "0"] = match;
  if (whole + fraction === "") return undefined;
  const digits = BigInt(`${whole}${fraction}`) * (sign === "-" ? -1n : 1n);
  const ten = BigInt(decimalSuffixes[suffix] ?? 0) + BigInt(exponent) - BigInt(fraction.length);
  const two = 2n ** BigInt(binarySuffixes[suffix] ?? 0);
  return { numerator: digits * two * 10n ** (ten > 0n ? ten : 0n), denominator: 10n ** (ten < 0n ? -ten : 0n) };
}
