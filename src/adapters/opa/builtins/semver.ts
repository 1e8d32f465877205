import { type Builtin, json, text, Undefined } from "./builtin.ts";

export const semver: Readonly<Record<string, Builtin>> = {
  "semver.is_valid": (value) => json(typeof value === "string" && pattern.test(value)),
  "semver.compare": (one, other) => json(compare(parse(text(one)), parse(text(other)))),
};

type Version = { readonly numbers: readonly bigint[]; readonly before: readonly string[] };

const pattern = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

function parse(value: string): Version {
  const found = pattern.exec(value);
  if (found === null) throw new Undefined();
  return {
    numbers: found.slice(1, 4).map(BigInt),
    before: found[4] === undefined ? [] : found[4].split("."),
  };
}

/** By semver.org, section 11. */
function compare(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (a.before.length === 0 || b.before.length === 0) return Math.sign(b.before.length - a.before.length);
  for (const [index, part] of a.before.entries()) {
    const other = b.before[index];
    if (other === undefined) return 1;
    if (part !== other) return comparePart(part, other);
  }
  return a.before.length === b.before.length ? 0 : -1;
}

function comparePart(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return BigInt(a) < BigInt(b) ? -1 : 1;
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return a < b ? -1 : 1;
}
