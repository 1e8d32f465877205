import { createHash } from "node:crypto";
import { posix } from "node:path";
import { print, printInside } from "../print.ts";
import { isList, TemplateProblem, type Value } from "../value.ts";
import { int, list, type TemplateFunction, taking, takingAtLeast, text, toInt, within } from "./arguments.ts";
import { goQuote } from "./printf.ts";

/** Sprig's functions of text that people use, and Argo CD's own. Lengths count bytes, as in Go. */
export const texts: Readonly<Record<string, TemplateFunction>> = {
  lower: taking(1, ([value]) => text(value).toLowerCase()),
  upper: taking(1, ([value]) => text(value).toUpperCase()),
  title: taking(1, ([value]) => text(value).replaceAll(/(?<![\p{L}\p{Nd}_])\p{L}/gu, (letter) => letter.toUpperCase())),
  untitle: taking(1, ([value]) =>
    text(value).replaceAll(/(?<![\p{L}\p{Nd}_])\p{L}/gu, (letter) => letter.toLowerCase()),
  ),
  trim: taking(1, ([value]) => text(value).trim()),
  trimAll: taking(2, ([cut, value]) => trimLeft(trimRight(text(value), text(cut)), text(cut))),
  trimPrefix: taking(2, ([prefix, value]) => withoutPrefix(text(value), text(prefix))),
  trimSuffix: taking(2, ([suffix, value]) => withoutSuffix(text(value), text(suffix))),
  replace: taking(3, ([from, to, value]) => replaceAll(text(value), text(from), text(to))),
  contains: taking(2, ([part, value]) => text(value).includes(text(part))),
  hasPrefix: taking(2, ([prefix, value]) => text(value).startsWith(text(prefix))),
  hasSuffix: taking(2, ([suffix, value]) => text(value).endsWith(text(suffix))),
  repeat: taking(2, ([count, value]) => repeat(text(value), int(count))),
  nospace: taking(1, ([value]) => text(value).replaceAll(/\s+/g, "")),
  trunc: taking(2, ([length, value]) => truncate(text(value), int(length))),
  substr: taking(3, ([start, end, value]) => substring(text(value), int(start), int(end))),
  indent: taking(2, ([spaces, value]) => indent(text(value), int(spaces))),
  nindent: taking(2, ([spaces, value]) => `\n${indent(text(value), int(spaces))}`),
  quote: (given) =>
    given
      .filter(isSomething)
      .map((value) => goQuote(toText(value)))
      .join(" "),
  squote: (given) =>
    given
      .filter(isSomething)
      .map((value) => `'${printInside(value)}'`)
      .join(" "),
  cat: (given) => given.filter(isSomething).map(printInside).join(" "),
  plural: taking(3, ([one, many, count]) => (int(count) === 1 ? text(one) : text(many))),
  toString: taking(1, ([value]) => toText(value)),
  join: taking(2, ([separator, value]) => joined(value, text(separator))),
  split: taking(2, ([separator, value]) =>
    Object.fromEntries(splitText(value, separator).map((part, at) => [`_${at}`, part])),
  ),
  splitList: taking(2, ([separator, value]) => splitText(value, separator)),
  splitn: taking(3, ([separator, count, value]) => splitFirst(text(value), text(separator), int(count))),
  sortAlpha: taking(1, ([value]) => (isList(value) ? value.map(toText).toSorted(byBytes) : [toText(value)])),
  atoi: taking(1, ([value]) => toInt(text(value))),
  b64enc: taking(1, ([value]) => Buffer.from(text(value)).toString("base64")),
  b64dec: taking(1, ([value]) => Buffer.from(text(value), "base64").toString("utf8")),
  sha1sum: taking(1, ([value]) => digest("sha1", text(value))),
  sha256sum: taking(1, ([value]) => digest("sha256", text(value))),
  base: taking(1, ([value]) => baseOf(text(value))),
  dir: taking(1, ([value]) => cleanPath(text(value).slice(0, text(value).lastIndexOf("/") + 1))),
  clean: taking(1, ([value]) => cleanPath(text(value))),
  ext: taking(1, ([value]) => /\.[^./]*$/.exec(text(value))?.[0] ?? ""),
  isAbs: taking(1, ([value]) => text(value).startsWith("/")),
  normalize: taking(1, ([value]) => normalize(text(value))),
  slugify: takingAtLeast(1, slugify),
};

/** A name as Kubernetes takes it: Argo CD's SanitizeName (applicationset/utils/template_functions.go). */
export function normalize(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^-a-z0-9.]/gu, "-")
    .slice(0, 253)
    .replaceAll(/^[-.]+|[-.]+$/g, "");
}

/** As gosimple/slug makes one of a normalized name; cut at a dash before the length, unless told not to. */
function slugify(given: readonly Value[]): string {
  const size = given.length > 1 ? int(given[0]) : 50;
  const smart = given.length > 2 ? given[1] : true;
  if (typeof smart !== "boolean" || given.length > 3)
    throw new TemplateProblem("The function slugify is given something else than a length, a boolean and text");
  const name = normalize(text(given.at(-1)));
  const cut = !smart && name.length >= size ? name.slice(0, Math.max(size, 0)) : name;
  const slug = cut
    .replaceAll(/[^a-z0-9_-]/g, "-")
    .replaceAll(/-+/g, "-")
    .replaceAll(/^[-_]+|[-_]+$/g, "");
  if (!smart || size <= 0 || slug.length <= size) return slug;
  const dash = slug.lastIndexOf("-", size);
  return dash >= 0 ? slug.slice(0, dash) : slug.slice(0, size);
}

/** Sprig's strval: text stays, the rest is printed. */
function toText(value: Value): string {
  return typeof value === "string" ? value : printInside(value);
}

function isSomething(value: Value): boolean {
  return value !== undefined && value !== null;
}

function joined(value: Value, separator: string): string {
  return (isList(value) ? value.filter(isSomething) : [value])
    .map((one) => (isSomething(one) ? toText(one) : print(one)))
    .join(separator);
}

function splitText(value: Value, separator: Value): readonly string[] {
  return text(separator) === "" ? [...text(value)] : text(value).split(text(separator));
}

function splitFirst(value: string, separator: string, count: number): Value {
  const parts = value.split(separator);
  const kept =
    count > 0 && parts.length > count ? [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)] : parts;
  return Object.fromEntries((count === 0 ? [] : kept).map((part, at) => [`_${at}`, part]));
}

function replaceAll(value: string, from: string, to: string): string {
  within(value.length * (to.length + 1));
  return value.replaceAll(from, () => to);
}

function repeat(value: string, count: number): string {
  if (count < 0) throw new TemplateProblem("The function repeat is given a negative number");
  within(value.length * count);
  return value.repeat(count);
}

function truncate(value: string, length: number): string {
  const bytes = Buffer.from(value);
  if (length < 0) return (bytes.length + length > 0 ? bytes.subarray(bytes.length + length) : bytes).toString("utf8");
  return bytes.subarray(0, length).toString("utf8");
}

function substring(value: string, start: number, end: number): string {
  const bytes = Buffer.from(value);
  if (start < 0) return bytes.subarray(0, Math.max(end, 0)).toString("utf8");
  const stop = end < 0 || end > bytes.length ? bytes.length : end;
  if (start > stop) throw new TemplateProblem("The function substr is given a start behind the end");
  return bytes.subarray(start, stop).toString("utf8");
}

function indent(value: string, spaces: number): string {
  if (spaces < 0) throw new TemplateProblem("The function indent is given a negative number");
  const lines = value.split("\n");
  within(value.length + spaces * lines.length);
  return lines.map((line) => " ".repeat(spaces) + line).join("\n");
}

function trimLeft(value: string, cut: string): string {
  const characters = [...value];
  const first = characters.findIndex((character) => !cut.includes(character));
  return first < 0 ? "" : characters.slice(first).join("");
}

function trimRight(value: string, cut: string): string {
  const characters = [...value];
  return characters.slice(0, characters.findLastIndex((character) => !cut.includes(character)) + 1).join("");
}

function withoutPrefix(value: string, prefix: string): string {
  return value.startsWith(prefix) ? value.slice(prefix.length) : value;
}

function withoutSuffix(value: string, suffix: string): string {
  return value.endsWith(suffix) ? value.slice(0, value.length - suffix.length) : value;
}

/** Go's path.Base. */
export function baseOf(path: string): string {
  if (path === "") return ".";
  const stripped = path.replace(/\/+$/, "");
  return stripped === "" ? "/" : stripped.slice(stripped.lastIndexOf("/") + 1);
}

/** Go's path.Clean. */
function cleanPath(path: string): string {
  const clean = posix.normalize(path);
  return clean.length > 1 ? clean.replace(/\/$/, "") : clean;
}

function digest(algorithm: string, value: string): string {
  return createHash(algorithm).update(value).digest("hex");
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Whether a list holds only text. */
export function textsOf(value: Value): readonly string[] {
  return list(value).map(text);
}
