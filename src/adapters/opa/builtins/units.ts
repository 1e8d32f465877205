import { type Builtin, json, text, Undefined } from "./builtin.ts";

const decimal: Readonly<Record<string, number>> = { "": 0, k: 1, m: 2, g: 3, t: 4, p: 5, e: 6 };

export const units: Readonly<Record<string, Builtin>> = {
  /** `m` is milli and `M` mega, as Kubernetes writes quantities. */
  "units.parse": (value) => {
    const { amount, suffix } = split(text(value));
    if (suffix === "m") return json(amount / 1000);
    return json(amount * factor(suffix.toLowerCase()));
  },
  /** Bytes: case does not matter, and a trailing `b` neither. */
  "units.parse_bytes": (value) => {
    const { amount, suffix } = split(text(value));
    return json(Math.floor(amount * factor(suffix.toLowerCase().replace(/b$/, ""))));
  },
};

function split(value: string): { readonly amount: number; readonly suffix: string } {
  const found = /^"?(\d+\.?\d*|\.\d+)([A-Za-z]*)"?$/.exec(value);
  if (found === null) throw new Undefined();
  return { amount: Number(found[1]), suffix: found[2] ?? "" };
}

function factor(suffix: string): number {
  const power = decimal[suffix.replace(/i$/, "")];
  if (power === undefined) throw new Undefined();
  return suffix.endsWith("i") ? 1024 ** power : 1000 ** power;
}
