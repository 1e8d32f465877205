import { createHash } from "node:crypto";
import { posix } from "node:path";
import { RE2JS } from "re2js";
import { LeftToKyverno, RuleFault } from "../outcome.ts";
import { matchesWildcard } from "../wildcard.ts";
import { type Argument, type JmesFunction, jmesFunction, numberOf, textOf, wholeOf } from "./arguments.ts";
import { satisfiesRange } from "./semver.ts";

/** Kyverno's functions over texts (kyverno.io/docs/policy-types/cluster-policy/jmespath). */
export const texts: Readonly<Record<string, JmesFunction>> = {
  base64_decode: jmesFunction(1, ([value]) => decoded(textOf(value))),
  base64_encode: jmesFunction(1, ([value]) => Buffer.from(textOf(value)).toString("base64")),
  equal_fold: jmesFunction(2, ([one, other]) => lower(textOf(one)) === lower(textOf(other))),
  path_canonicalize: jmesFunction(1, ([value]) => canonicalPath(textOf(value))),
  pattern_match: jmesFunction(2, ([pattern, value]) => matchesWildcard(textOf(pattern), castText(value))),
  regex_match: jmesFunction(2, ([pattern, value]) => regex(textOf(pattern)).matcher(castText(value)).find()),
  regex_replace_all: jmesFunction(3, ([pattern, value, by]) => {
    const template = castText(by);
    return replacedMatches(regex(textOf(pattern)), castText(value), (match) => expanded(template, match));
  }),
  regex_replace_all_literal: jmesFunction(3, ([pattern, value, by]) => {
    const literal = castText(by);
    return replacedMatches(regex(textOf(pattern)), castText(value), () => literal);
  }),
  replace: jmesFunction(4, ([value, from, to, many]) =>
    replaced(textOf(value), textOf(from), textOf(to), numberOf(many)),
  ),
  replace_all: jmesFunction(3, ([value, from, to]) => replaced(textOf(value), textOf(from), textOf(to), -1)),
  semver_compare: jmesFunction(2, ([version, range]) => satisfiesRange(textOf(version), textOf(range))),
  sha256: jmesFunction(1, ([value]) => createHash("sha256").update(textOf(value)).digest("hex")),
  split: jmesFunction(2, ([value, by]) => (textOf(by) === "" ? [...textOf(value)] : textOf(value).split(textOf(by)))),
  to_boolean: jmesFunction(1, ([value]) => toBoolean(textOf(value))),
  to_lower: jmesFunction(1, ([value]) => lower(textOf(value))),
  to_upper: jmesFunction(1, ([value]) => ascii(textOf(value)).toUpperCase()),
  trim: jmesFunction(2, ([value, cutset]) => trimmed(textOf(value), new Set(textOf(cutset)))),
  trim_prefix: jmesFunction(2, ([value, prefix]) => withoutPrefix(textOf(value), textOf(prefix))),
  truncate: jmesFunction(2, ([value, length]) => [...textOf(value)].slice(0, Math.max(0, wholeOf(length))).join("")),
};

type Matcher = ReturnType<RE2JS["matcher"]>;

function lower(text: string): string {
  return ascii(text).toLowerCase();
}

/** Go and JavaScript disagree on the case of some letters beyond ASCII. */
function ascii(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself.
  if (!/^[\u0000-\u007f]*$/.test(text))
    throw new LeftToKyverno("upper and lower case beyond ASCII is not evaluated here");
  return text;
}

function castText(value: Argument | undefined): string {
  if (typeof value !== "number") return textOf(value);
  if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 24)
    throw new LeftToKyverno(`${value} as a text is not evaluated here`);
  return String(value);
}

function regex(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch {
    throw new RuleFault(`error parsing regexp: ${pattern}`);
  }
}

/** As Go does, a match of nothing right behind another counts for nothing. */
function replacedMatches(pattern: RE2JS, text: string, by: (match: Matcher) => string): string {
  const matcher = pattern.matcher(text);
  let [result, at] = ["", 0];
  for (let last = -1; matcher.find(); last = matcher.end()) {
    if (matcher.start() === matcher.end() && matcher.start() === last) continue;
    result += text.slice(at, matcher.start()) + by(matcher);
    at = matcher.end();
  }
  return result + text.slice(at);
}

/** `$1`, `$name` and `${name}` as Go's regexp has them: a name is as long as it can be, and what is none is nothing. */
function expanded(template: string, match: Matcher): string {
  return template.replace(/\$(?:(\$)|(\w+)|\{(\w+)\})/g, (_, dollar?: string, name?: string, braced?: string) => {
    if (dollar !== undefined) return "$";
    const group = name ?? braced ?? "";
    if (!/^\d+$/.test(group)) return group in match.namedGroups ? (match.group(group) ?? "") : "";
    return Number(group) <= match.groupCount() ? (match.group(Number(group)) ?? "") : "";
  });
}

function decoded(text: string): string {
  const compact = text.replace(/[\r\n]/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) throw new RuleFault("illegal base64 data");
  return Buffer.from(compact, "base64").toString();
}

function canonicalPath(path: string): string {
  if (path === "") return "";
  const normal = posix.normalize(path);
  return normal.length > 1 ? normal.replace(/\/$/, "") : normal;
}

function replaced(text: string, from: string, to: string, many: number): string {
  if (from === "") throw new LeftToKyverno("replacing nothing is not evaluated here");
  const parts = text.split(from);
  const count = many < 0 ? parts.length - 1 : Math.min(Math.trunc(many), parts.length - 1);
  return [parts.slice(0, count + 1).join(to), ...parts.slice(count + 1)].join(from);
}

function toBoolean(text: string): boolean {
  const value = lower(text);
  if (value !== "true" && value !== "false") throw new RuleFault(`to_boolean is given '${text}'`);
  return value === "true";
}

function trimmed(text: string, cutset: ReadonlySet<string>): string {
  const characters = [...text];
  const first = characters.findIndex((one) => !cutset.has(one));
  if (first < 0) return "";
  return characters.slice(first, characters.findLastIndex((one) => !cutset.has(one)) + 1).join("");
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}
