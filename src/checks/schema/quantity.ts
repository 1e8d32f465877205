import { binarySuffixes, decimalSuffixes } from "../../domain/quantity-suffix.ts";

/** A Kubernetes quantity such as `500m`, `1.5Gi` or `1e3` as a number, or undefined when it is none. */
export function parseQuantity(text: string): number | undefined {
  const [, digits, exponent, suffix = ""] =
    /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const binary = binarySuffixes[suffix];
  return (
    Number(`${digits}${exponent ?? ""}`) * (binary === undefined ? Number(`1e${decimalSuffixes[suffix]}`) : 2 ** binary)
  );
}
