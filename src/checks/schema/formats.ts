import { isIPv4, isIPv6 } from "node:net";
import { isPortName } from "./port-name.ts";
import { parseQuantity } from "./quantity.ts";

type IsOf = (text: string) => boolean;

/**
 * Formats of text by name. Those of custom resources are the API server's list, read as its own libraries read
 * them (k8s.io/apiextensions-apiserver, pkg/apiserver/validation/formats.go; k8s.io/kube-openapi, pkg/validation/strfmt):
 * any other is a comment. The last five are ours, for fields of Kubernetes' own kinds.
 */
export const formats: ReadonlyMap<string, IsOf> = new Map<string, IsOf>([
  ["bsonobjectid", (text) => /^[0-9a-f]{24}$/i.test(text)],
  ["uri", isUri],
  ["email", (text) => /^(?:[^<>@\s]+@[^<>@\s]+|[^<>]*<[^<>@\s]+@[^<>@\s]+>)$/.test(text.trim())],
  ["hostname", isHostname],
  ["ipv4", isIPv4],
  ["ipv6", (text) => isIPv6(text) && !text.includes("%")],
  ["cidr", isCidr],
  [
    "mac",
    (text) => /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}(?:[0-9a-f]{2}|(?:[0-9a-f]{2}\1){2}[0-9a-f]{2})$/i.test(text),
  ],
  ["uuid", (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text)],
  ["uuid3", (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text)],
  ["uuid4", (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text)],
  ["uuid5", (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text)],
  ["isbn", (text) => isIsbn10(text) || isIsbn13(text)],
  ["isbn10", isIsbn10],
  ["isbn13", isIsbn13],
  ["creditcard", isCardNumber],
  ["ssn", (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ["hexcolor", (text) => /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text)],
  ["rgbcolor", isRgbColour],
  ["byte", isBase64],
  ["date", isDate],
  ["duration", isDuration],
  ["datetime", isDateTime],
  ["date-time", isDateTime],
  ["k8s-short-name", (text) => text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text)],
  [
    "k8s-long-name",
    (text) =>
      text.length <= 253 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(text),
  ],
  ["quantity", (text) => parseQuantity(text) !== undefined],
  ["base64", isBase64],
  ["percent", (text) => /^[0-9]+%$/.test(text)],
  ["percent-of-all", (text) => /^[0-9]+%$/.test(text) && Number.parseInt(text, 10) <= 100],
  ["port-name", isPortName],
]);

/** As Go's `url.ParseRequestURI`: with a scheme, or a path from the root. */
function isUri(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text) || /%(?![0-9a-f]{2})/i.test(text)) return false;
  return text.startsWith("/") || /^[a-z][a-z0-9+.-]*:\/?\S/i.test(text);
}

function isHostname(text: string): boolean {
  const labels = text.replace(/\.$/, "").split(".");
  return text.length <= 255 && labels.every((label) => /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/i.test(label));
}

function isCidr(text: string): boolean {
  const [, address = "", bits] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  if (bits === undefined) return false;
  return (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128);
}

function isIsbn10(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, "");
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  return sumOf(digits, (digit, index) => (digit === "X" ? 10 : Number(digit)) * (10 - index)) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, "");
  return (
    /^\d{13}$/.test(digits) && sumOf(digits, (digit, index) => Number(digit) * (index % 2 === 0 ? 1 : 3)) % 10 === 0
  );
}

/** The check digit of ISO/IEC 7812. */
function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  if (!/^\d{12,19}$/.test(digits)) return false;
  const sum = sumOf([...digits].toReversed().join(""), (digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return doubled > 9 ? doubled - 9 : doubled;
  });
  return sum % 10 === 0;
}

function sumOf(digits: string, of: (digit: string, index: number) => number): number {
  return [...digits].reduce((sum, digit, index) => sum + of(digit, index), 0);
}

function isRgbColour(text: string): boolean {
  const [, ...parts] = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(text) ?? [];
  return parts.length === 3 && parts.every((part) => Number(part) <= 255);
}

/** As Go's decoder: line breaks are skipped, padding is needed. */
function isBase64(text: string): boolean {
  const compact = text.replaceAll(/[\r\n]/g, "");
  return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact);
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (day === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isDateTime(text: string): boolean {
  const [, date = "", hour, minute, second] =
    /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:[.,]\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  return isDate(date) && Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59;
}

/** Go's own durations, and days and weeks in words as strfmt takes them besides. */
function isDuration(text: string): boolean {
  if (/^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return true;
  return /^(?:\d+\s*(?:nano|micro|milli|sec|min|hr|hour|[dw])[a-z]*\s*)+$/i.test(text);
}
