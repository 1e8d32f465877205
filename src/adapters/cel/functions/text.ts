import { EvaluationFault } from "../faults.ts";
import { List, type Value } from "../values.ts";
import { bytes, int, list, mapping, text } from "./arguments.ts";
import { formatText } from "./format-text.ts";
import { functions, type Overload, type Run } from "./overload.ts";
import { compileRegex } from "./regex.ts";

const matches: Run = ([value, pattern], budget) => {
  const [given, expression] = [text(value), text(pattern)];
  budget.spend(((1 + given.length) / 10) * (expression.length / 4 + 1));
  return compileRegex(expression).test(given);
};

/** Of text, bytes and containers, and cel-go's strings library of version 2 (ext/strings.go), as Kubernetes has it. */
export const textual: readonly Overload[] = [
  ...functions(0, {
    "size(string): int": ([a]) => BigInt(lengthOf(text(a))),
    "size(bytes): int": ([a]) => BigInt(bytes(a).length),
    "size(list<A>): int": ([a]) => BigInt(list(a).length),
    "size(map<A, B>): int": ([a]) => BigInt(mapping(a).size),
    "string.size(): int": ([a]) => BigInt(lengthOf(text(a))),
    "bytes.size(): int": ([a]) => BigInt(bytes(a).length),
    "list<A>.size(): int": ([a]) => BigInt(list(a).length),
    "map<A, B>.size(): int": ([a]) => BigInt(mapping(a).size),
    "string.contains(string): bool": ([a, b]) => text(a).includes(text(b)),
    "string.startsWith(string): bool": ([a, b]) => text(a).startsWith(text(b)),
    "string.endsWith(string): bool": ([a, b]) => text(a).endsWith(text(b)),
    "matches(string, string): bool": matches,
    "string.matches(string): bool": matches,
    "string.charAt(int): string": ([a, at]) => charAt([...text(a)], Number(int(at))),
    "string.indexOf(string): int": ([a, part]) => indexOf(text(a), text(part), 0),
    "string.indexOf(string, int): int": ([a, part, from]) => indexOf(text(a), text(part), Number(int(from))),
    "string.lastIndexOf(string): int": ([a, part]) => lastIndexOf(text(a), text(part), undefined),
    "string.lastIndexOf(string, int): int": ([a, part, from]) => lastIndexOf(text(a), text(part), Number(int(from))),
    "string.lowerAscii(): string": ([a]) => text(a).replaceAll(/[A-Z]+/g, (found) => found.toLowerCase()),
    "string.upperAscii(): string": ([a]) => text(a).replaceAll(/[a-z]+/g, (found) => found.toUpperCase()),
    "string.replace(string, string): string": ([a, from, to], budget) => {
      const result = replace(text(a), text(from), text(to), -1);
      budget.spend(result.length / 10);
      return result;
    },
    "string.replace(string, string, int): string": ([a, from, to, count], budget) => {
      const result = replace(text(a), text(from), text(to), Number(int(count)));
      budget.spend(result.length / 10);
      return result;
    },
    "string.split(string): list<string>": ([a, by]) => new List(split(text(a), text(by), -1)),
    "string.split(string, int): list<string>": ([a, by, count]) =>
      new List(split(text(a), text(by), Number(int(count)))),
    "string.substring(int): string": ([a, from]) => substring([...text(a)], Number(int(from)), undefined),
    "string.substring(int, int): string": ([a, from, to]) =>
      substring([...text(a)], Number(int(from)), Number(int(to))),
    "string.trim(): string": ([a]) => trim(text(a)),
    "list<string>.join(): string": ([a], budget) => join(list(a), "", budget),
    "list<string>.join(string): string": ([a, by], budget) => join(list(a), text(by), budget),
  }),
  ...functions(29, {
    "string.format(list<dyn>): string": ([a, values], budget) => {
      const result = formatText(text(a), list(values));
      budget.spend(result.length / 10);
      return result;
    },
    "strings::quote(string): string": ([a]) => quote(text(a)),
  }),
];

/** What Go's unicode.IsSpace takes for space. */
const space = "\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
const [leading, trailing] = [new RegExp(`^[${space}]+`), new RegExp(`[${space}]+$`)];

function trim(value: string): string {
  return value.replace(leading, "").replace(trailing, "");
}

function lengthOf(value: string): number {
  let length = value.length;
  for (let index = 0; index < value.length - 1; index += 1) {
    const unit = value.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00) length -= 1;
  }
  return length;
}

function charAt(characters: readonly string[], at: number): string {
  if (at < 0 || at > characters.length) throw new EvaluationFault(`index out of range: ${at}`);
  return characters[at] ?? "";
}

function indexOf(value: string, part: string, from: number): bigint {
  if (part === "" && from <= lengthOf(value)) return BigInt(from);
  const characters = [...value];
  if (from < 0 || from > characters.length) throw new EvaluationFault(`index out of range: ${from}`);
  const wanted = [...part];
  for (let at = from; at <= characters.length - wanted.length; at += 1) {
    if (wanted.every((one, offset) => characters[at + offset] === one)) return BigInt(at);
  }
  return -1n;
}

function lastIndexOf(value: string, part: string, from: number | undefined): bigint {
  const characters = [...value];
  if (part === "" && from === undefined) return BigInt(characters.length);
  if (from !== undefined && (from < 0 || from >= Math.max(characters.length, 1))) {
    if (characters.length === 0 || from === characters.length) return part === "" ? BigInt(from) : -1n;
    throw new EvaluationFault(`index out of range: ${from}`);
  }
  const wanted = [...part];
  if (wanted.length > characters.length) return -1n;
  for (let at = Math.min(from ?? characters.length, characters.length - wanted.length); at >= 0; at -= 1) {
    if (wanted.every((one, offset) => characters[at + offset] === one)) return BigInt(at);
  }
  return -1n;
}

function replace(value: string, from: string, to: string, count: number): string {
  if (count === 0) return value;
  if (from === "") return insertBetween([...value], to, count);
  const parts = value.split(from);
  if (count < 0 || parts.length - 1 <= count) return parts.join(to);
  return [parts.slice(0, count + 1).join(to), ...parts.slice(count + 1)].join(from);
}

/** Go puts text between all characters when nothing is replaced. */
function insertBetween(characters: readonly string[], to: string, count: number): string {
  const limit = count < 0 ? characters.length + 1 : count;
  const spread = characters.map((one, index) => (index < limit ? to + one : one)).join("");
  return characters.length < limit ? spread + to : spread;
}

function split(value: string, by: string, count: number): readonly string[] {
  if (count === 0) return [];
  const parts = by === "" ? [...value] : value.split(by);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(by)];
}

function substring(characters: readonly string[], from: number, to: number | undefined): string {
  const end = to ?? characters.length;
  if (to !== undefined && from > to) throw new EvaluationFault(`invalid substring range. start: ${from}, end: ${to}`);
  if (from < 0 || from > characters.length) throw new EvaluationFault(`index out of range: ${from}`);
  if (end < 0 || end > characters.length) throw new EvaluationFault(`index out of range: ${end}`);
  return characters.slice(from, end).join("");
}

function join(values: readonly Value[], by: string, budget: Parameters<Run>[1]): string {
  const result = values.map(text).join(by);
  budget.spend(result.length / 10);
  return result;
}

const escapes: { readonly [character: string]: string } = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

function quote(value: string): string {
  return `"${[...value].map((one) => escapes[one] ?? one.toWellFormed()).join("")}"`;
}
