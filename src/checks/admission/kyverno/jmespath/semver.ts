import { compare } from "../../../../domain/compare.ts";
import { LeftToKyverno } from "../outcome.ts";

/** The numbers, and what follows them behind a hyphen. */
type Version = { readonly numbers: readonly [number, number, number]; readonly release: readonly string[] };

const identifier = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
const shape = new RegExp(
  `^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-(${identifier}(?:\\.${identifier})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

/** A version of semver.org, without a `v` in front; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch, release] = shape.exec(text) ?? [];
  if (major === undefined) return undefined;
  return { numbers: [Number(major), Number(minor), Number(patch)], release: release?.split(".") ?? [] };
}

export function compareVersions(one: Version, other: Version): number {
  for (const [index, number] of one.numbers.entries()) {
    const difference = number - (other.numbers[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  if (one.release.length === 0 || other.release.length === 0)
    return Math.sign(other.release.length - one.release.length);
  for (const [index, part] of one.release.entries()) {
    const against = other.release[index];
    if (against === undefined) return 1;
    const order = compareParts(part, against);
    if (order !== 0) return order;
  }
  return one.release.length === other.release.length ? 0 : -1;
}

function compareParts(one: string, other: string): number {
  const [a, b] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (a && b) return Math.sign(Number(one) - Number(other));
  if (a !== b) return a ? -1 : 1;
  return compare(one, other);
}

/** A range as blang/semver reads it: `>=1.2.3 <2.0.0 || 3.0.0`. What is no version counts as 0.0.0. */
export function satisfiesRange(text: string, range: string): boolean {
  const version = parseVersion(text) ?? { numbers: [0, 0, 0] as const, release: [] };
  return range.split("||").some((all) => conditionsOf(all).every((condition) => satisfies(version, condition, range)));
}

function conditionsOf(text: string): readonly string[] {
  return text
    .replace(/([<>=!]+)\s+/g, "$1")
    .split(/\s+/)
    .filter((part) => part !== "");
}

function satisfies(version: Version, condition: string, range: string): boolean {
  const [, operator = "", limit = ""] = /^(>=|<=|>|<|==|=|!=|!)?(.*)$/.exec(condition) ?? [];
  const other = parseVersion(limit);
  if (other === undefined) throw new LeftToKyverno(`the range ${JSON.stringify(range)} is not evaluated here`);
  const order = compareVersions(version, other);
  if (operator === ">=") return order >= 0;
  if (operator === "<=") return order <= 0;
  if (operator === ">") return order > 0;
  if (operator === "<") return order < 0;
  return operator.startsWith("!") ? order !== 0 : order === 0;
}
