import { compareTerms } from "../term.ts";
import { type Builtin, json, text, Undefined } from "./builtin.ts";

/** Versions as OPA reads them, which is a little more lenient than semver.org. */
export const semver: Readonly<Record<string, Builtin>> = {
  "semver.is_valid": (value) => json(typeof value === "string" && parse(value) !== undefined),
  "semver.compare": (one, other) => {
    const [a, b] = [parse(text(one)), parse(text(other))];
    if (a === undefined || b === undefined) throw new Undefined();
    return json(compare(a, b));
  },
};

type Version = { readonly numbers: readonly bigint[]; readonly before: readonly string[] };

const identifier = /^(?:[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function parse(value: string): Version | undefined {
  const [, bare = "", metadata = ""] = /^([^+]*)\+?(.*)$/s.exec(value) ?? [];
  const [, core = "", before = ""] = /^([^-]*)-?(.*)$/s.exec(bare) ?? [];
  const numbers = /^(\d+)\.(\d+)\.(\d+)$/.exec(core)?.slice(1).map(BigInt);
  if (numbers === undefined || numbers.some((number) => !isInt64(number))) return undefined;
  if (!identifier.test(before) || !identifier.test(metadata)) return undefined;
  return { numbers, before: before === "" ? [] : before.split(".") };
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
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

/** Equal numbers that are written otherwise are told apart by their text. */
function comparePart(a: string, b: string): number {
  const [one, other] = [numberOf(a), numberOf(b)];
  if ((one === undefined) !== (other === undefined)) return one === undefined ? 1 : -1;
  if (one !== undefined && other !== undefined && one !== other) return one < other ? -1 : 1;
  return Math.sign(compareTerms(a, b));
}

function numberOf(part: string): bigint | undefined {
  const number = /^-?\d+$/.test(part) ? BigInt(part) : undefined;
  return number !== undefined && isInt64(number) ? number : undefined;
}
