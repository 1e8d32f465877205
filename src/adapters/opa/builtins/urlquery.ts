import { compareTerms, isArray, type Term, TermObject, TermSet } from "../term.ts";
import { type Builtin, json, text, Undefined } from "./builtin.ts";

/** As Go's net/url. */
export const urlquery: Readonly<Record<string, Builtin>> = {
  "urlquery.encode": (value) => json(encode(text(value))),
  "urlquery.decode": (value) => json(decode(text(value))),
  "urlquery.encode_object": (value) => {
    if (!(value instanceof TermObject)) throw new Undefined();
    const entries = value.entries
      .map(([key, given]): [string, readonly string[]] => [text(key), valuesOf(given)])
      .toSorted(([a], [b]) => compareTerms(a, b));
    return json(entries.flatMap(([key, values]) => values.map((one) => `${encode(key)}=${encode(one)}`)).join("&"));
  },
  "urlquery.decode_object": (value) => {
    const found = new Map<string, string[]>();
    for (const pair of text(value).split("&").filter(Boolean)) {
      if (pair.includes(";")) throw new Undefined();
      const [key = "", ...rest] = pair.split("=");
      const name = decode(key);
      found.set(name, [...(found.get(name) ?? []), decode(rest.join("="))]);
    }
    return json(Object.fromEntries(found));
  },
};

function valuesOf(given: Term): readonly string[] {
  if (typeof given === "string") return [given];
  if (given instanceof TermSet) return given.members.map(text).toSorted(compareTerms);
  if (!isArray(given)) throw new Undefined();
  return given.map(text);
}

/** QueryEscape. */
function encode(value: string): string {
  return [...Buffer.from(value)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (/[\w.~-]/.test(character)) return character;
      return character === " " ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

/** QueryUnescape. */
function decode(value: string): string {
  if (/%(?![0-9a-fA-F]{2})/.test(value)) throw new Undefined();
  const parts = value.replaceAll("+", " ").split(/((?:%[0-9a-fA-F]{2})+)/);
  const bytes = parts.map((part, at) =>
    at % 2 === 0 ? Buffer.from(part) : Buffer.from(part.replaceAll("%", ""), "hex"),
  );
  return Buffer.concat(bytes).toString();
}
