import { CompileFault } from "./faults.ts";
import type { Token } from "./token.ts";

const simpleEscapes: { readonly [letter: string]: string } = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "?": "?",
  '"': '"',
  "'": "'",
  "`": "`",
};

/** The literal of text or bytes that begins at an index, with its prefix and quotes. */
export function readString(source: string, start: number): { readonly token: Token; readonly end: number } {
  const prefix = /^[rRbB]*/.exec(source.slice(start, start + 2))?.[0].toLowerCase() ?? "";
  const begin = start + prefix.length;
  const single = source[begin] ?? "";
  const mark = source.startsWith(single.repeat(3), begin) ? single.repeat(3) : single;
  const end = endOf(source, begin + mark.length, mark, prefix.includes("r"));
  if (end === undefined)
    throw new CompileFault(`Syntax error: token recognition error at: '${source.slice(start, start + 20)}'`, start);
  const body = source.slice(begin + mark.length, end);
  const written = mark.length === 3 ? body.replaceAll(/\r\n?/g, "\n") : body;
  const after = end + mark.length;
  if (!prefix.includes("b")) {
    const value = prefix.includes("r") ? written : unescaped(written, start).map(textOf).join("");
    return { token: { kind: "string", value, at: start }, end: after };
  }
  const parts = prefix.includes("r") ? [{ text: written }] : unescaped(written, start);
  const value = new Uint8Array(Buffer.concat(parts.map(bytesOf)));
  return { token: { kind: "bytes", value, at: start }, end: after };
}

function endOf(source: string, from: number, mark: string, raw: boolean): number | undefined {
  for (let at = from; at < source.length; at += 1) {
    if (source.startsWith(mark, at)) return at;
    if (!raw && source[at] === "\\") at += 1;
    else if (mark.length === 1 && (source[at] === "\n" || source[at] === "\r")) return undefined;
  }
  return undefined;
}

/** Text as it stands, or a number that is a character of text and a byte of bytes, or always a character. */
type Part = { readonly text: string } | { readonly code: number; readonly wide: boolean };

function unescaped(body: string, start: number): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < body.length) {
    const next = body.indexOf("\\", at);
    if (next < 0) return [...parts, { text: body.slice(at) }];
    if (next > at) parts.push({ text: body.slice(at, next) });
    const { part, length } = escapeAt(body.slice(next, next + 10), start);
    parts.push(part);
    at = next + length;
  }
  return parts;
}

function escapeAt(written: string, start: number): { readonly part: Part; readonly length: number } {
  const simple = simpleEscapes[written[1] ?? ""];
  if (simple !== undefined) return { part: { text: simple }, length: 2 };
  const [found, byte, short, long, octal] =
    /^\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/.exec(written) ?? [];
  if (found === undefined) throw new CompileFault("Syntax error: invalid escape in a text", start);
  const wide = short ?? long;
  const code =
    wide === undefined
      ? octal === undefined
        ? Number.parseInt(byte ?? "", 16)
        : Number.parseInt(octal, 8)
      : Number.parseInt(wide, 16);
  if (wide !== undefined && (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)))
    throw new CompileFault("Syntax error: invalid unicode code point in a text", start);
  return { part: { code, wide: wide !== undefined }, length: found.length };
}

function textOf(part: Part): string {
  return "text" in part ? part.text : String.fromCodePoint(part.code);
}

function bytesOf(part: Part): Buffer {
  if ("text" in part) return Buffer.from(part.text);
  return part.wide ? Buffer.from(String.fromCodePoint(part.code)) : Buffer.from([part.code]);
}
