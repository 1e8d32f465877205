import { compare } from "../../../domain/compare.ts";
import { EvaluationFault } from "../faults.ts";
import { Opaque, type Value } from "../values.ts";
import { bool, text } from "./arguments.ts";
import { functions } from "./overload.ts";

const name = "kubernetes.Semver";

class Version extends Opaque {
  readonly type = name;
  readonly written: string;
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];

  constructor(written: string, numbers: readonly bigint[], pre: readonly string[]) {
    super();
    this.written = written;
    this.numbers = numbers;
    this.pre = pre;
  }

  equals(other: Opaque): boolean {
    return other instanceof Version && this.compareTo(other) === 0;
  }

  /** https://semver.org/#spec-item-11 */
  compareTo(other: Version): number {
    for (const [index, number] of this.numbers.entries()) {
      const against = other.numbers[index] ?? 0n;
      if (number !== against) return number < against ? -1 : 1;
    }
    if (this.pre.length === 0 || other.pre.length === 0) return Math.sign(other.pre.length - this.pre.length);
    for (const [index, part] of this.pre.entries()) {
      const against = other.pre[index];
      if (against === undefined) return 1;
      const order = compareParts(part, against);
      if (order !== 0) return order;
    }
    return this.pre.length < other.pre.length ? -1 : 0;
  }

  toString(): string {
    return this.written;
  }
}

/** k8s.io/apiserver/pkg/cel/library/semverlib.go */
export const semver = functions(33, {
  [`semver(string): ${name}`]: ([a]) => versionOf(text(a)),
  [`semver(string, bool): ${name}`]: ([a, normal]) => versionOf(bool(normal) ? normalized(text(a)) : text(a)),
  "isSemver(string): bool": ([a]) => parseVersion(text(a)) !== undefined,
  "isSemver(string, bool): bool": ([a, normal]) =>
    parseVersion(bool(normal) ? normalized(text(a)) : text(a)) !== undefined,
  [`${name}.isGreaterThan(${name}): bool`]: ([a, b]) => version(a).compareTo(version(b)) > 0,
  [`${name}.isLessThan(${name}): bool`]: ([a, b]) => version(a).compareTo(version(b)) < 0,
  [`${name}.compareTo(${name}): int`]: ([a, b]) => BigInt(version(a).compareTo(version(b))),
  [`${name}.major(): int`]: ([a]) => version(a).numbers[0] ?? 0n,
  [`${name}.minor(): int`]: ([a]) => version(a).numbers[1] ?? 0n,
  [`${name}.patch(): int`]: ([a]) => version(a).numbers[2] ?? 0n,
});

function version(value: Value | undefined): Version {
  if (!(value instanceof Version)) throw new EvaluationFault("no such overload");
  return value;
}

function versionOf(written: string): Version {
  const found = parseVersion(written);
  if (found === undefined) throw new EvaluationFault(`Invalid semantic version "${written}"`);
  return found;
}

function parseVersion(written: string): Version | undefined {
  const number = "(0|[1-9]\\d*)";
  const pattern = `^${number}\\.${number}\\.${number}(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`;
  const found = new RegExp(pattern).exec(written);
  if (found === null) return undefined;
  const numbers = found.slice(1, 4).map(BigInt);
  const pre = found[4]?.split(".") ?? [];
  const isTooLarge = numbers.some((one) => BigInt.asUintN(64, one) !== one);
  return isTooLarge || pre.some((part) => /^0\d+$/.test(part)) ? undefined : new Version(written, numbers, pre);
}

function normalized(written: string): string {
  const parts = splitInThree(written.replace(/^v/, "")).map((part) => {
    if (part.length < 2) return part;
    const short = part.replace(/^0+/, "");
    return /^\d/.test(short) ? short : `0${short}`;
  });
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? "")) return "";
  return [...parts, ...Array.from({ length: 3 - parts.length }, () => "0")].join(".");
}

function splitInThree(value: string): readonly string[] {
  const [first = "", second, ...rest] = value.split(".");
  if (second === undefined) return [first];
  return rest.length === 0 ? [first, second] : [first, second, rest.join(".")];
}

function compareParts(a: string, b: string): number {
  const [isANumber, isBNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isANumber && isBNumber) return compare(BigInt(a), BigInt(b));
  if (isANumber !== isBNumber) return isANumber ? -1 : 1;
  return compare(a, b);
}
