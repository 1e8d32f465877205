import { TemplateProblem } from "./value.ts";

/** A stretch of a template: text as it stands, or what stands between braces. */
export type Piece = { readonly text: string } | { readonly tokens: readonly Token[] };

/** `spaced`: white space stands before it, so that it begins a new operand. */
export type Token = { readonly spaced: boolean } & (
  | { readonly kind: "field" | "variable" | "word"; readonly name: string }
  | { readonly kind: "literal"; readonly value: string | number | bigint }
  | { readonly kind: "dot" | "pipe" | "open" | "close" | "comma" | "declare" | "assign" }
);

/** A template as Go's `text/template` cuts it up: `{{-` and `-}}` take the white space beside them, comments go. */
export function lex(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimNext = false;
  for (;;) {
    const open = template.indexOf("{{", at);
    const raw = template.slice(at, open < 0 ? undefined : open);
    const trims = open >= 0 && /^\{\{-[ \t\r\n]/.test(template.slice(open, open + 4));
    const text = trimmed(raw, trimNext, trims);
    if (text !== "") pieces.push({ text });
    if (open < 0) return pieces;
    const action = lexAction(template, open + (trims ? 3 : 2));
    if (action.tokens !== null) pieces.push({ tokens: action.tokens });
    at = action.end;
    trimNext = action.trims;
  }
}

function trimmed(text: string, left: boolean, right: boolean): string {
  const begun = left ? text.replace(/^[ \t\r\n]+/, "") : text;
  return right ? begun.trimEnd() : begun;
}

type Action = { readonly tokens: readonly Token[] | null; readonly end: number; readonly trims: boolean };

const comment = /[ \t\r\n]*\/\*/y;
const closing = /(?:[ \t\r\n]+-)?\}\}/y;
const space = /[ \t\r\n]+/y;

function lexAction(template: string, start: number): Action {
  const after = matchAt(comment, template, start);
  if (after !== undefined) return lexComment(template, start + after.length);
  const tokens: Token[] = [];
  let at = start;
  let spaced = true;
  while (at < template.length) {
    const end = matchAt(closing, template, at);
    if (end !== undefined) return { tokens, end: at + end.length, trims: end.includes("-") };
    const gap = matchAt(space, template, at);
    if (gap !== undefined) {
      at += gap.length;
      spaced = true;
      continue;
    }
    const { token, length } = lexToken(template, at, spaced);
    tokens.push(token);
    at += length;
    spaced = false;
  }
  throw new TemplateProblem("The template has `{{` without `}}`");
}

function lexComment(template: string, from: number): Action {
  const end = template.indexOf("*/", from);
  const close = end < 0 ? undefined : matchAt(closing, template, end + 2);
  if (close === undefined) throw new TemplateProblem("The template has a comment that does not end with `*/}}`");
  return { tokens: null, end: end + 2 + close.length, trims: close.includes("-") };
}

const rules: readonly (readonly [RegExp, (text: string) => TokenBody])[] = [
  [/\.[\p{L}_][\p{L}\p{Nd}_]*/uy, (text) => ({ kind: "field", name: text.slice(1) })],
  [/\$[\p{L}\p{Nd}_]*/uy, (text) => ({ kind: "variable", name: text })],
  [/[+-]?(?:0[xX][0-9a-fA-F]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)/y, (text) => literal(numberOf(text))],
  [/[\p{L}_][\p{L}\p{Nd}_]*/uy, (text) => ({ kind: "word", name: text })],
  [/"(?:[^"\\\n]|\\.)*"/y, (text) => literal(unquote(text))],
  [/`[^`]*`/y, (text) => literal(text.slice(1, -1).replaceAll("\r", ""))],
  [/:=/y, () => ({ kind: "declare" })],
  [/=/y, () => ({ kind: "assign" })],
  [/\|/y, () => ({ kind: "pipe" })],
  [/\(/y, () => ({ kind: "open" })],
  [/\)/y, () => ({ kind: "close" })],
  [/,/y, () => ({ kind: "comma" })],
  [/\./y, () => ({ kind: "dot" })],
];

type TokenBody = Token extends infer One ? (One extends Token ? Omit<One, "spaced"> : never) : never;

function lexToken(template: string, at: number, spaced: boolean): { readonly token: Token; readonly length: number } {
  for (const [pattern, make] of rules) {
    const text = matchAt(pattern, template, at);
    if (text !== undefined) return { token: { ...make(text), spaced }, length: text.length };
  }
  throw new TemplateProblem(
    `The template has ${JSON.stringify(template.slice(at, at + 10))} where Go's templates allow none`,
  );
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function literal(value: string | number | bigint): TokenBody {
  return { kind: "literal", value };
}

function numberOf(text: string): number | bigint {
  const plain = text.replaceAll("_", "");
  const sign = plain.startsWith("-") ? -1n : 1n;
  const digits = plain.replace(/^[+-]/, "");
  if (/^0[xX]/.test(digits) || /^(?:0|[1-9]\d*)$/.test(digits)) return sign * BigInt(digits);
  if (/^0\d+$/.test(digits))
    throw new TemplateProblem(`The template has the octal number ${text}, which is not read here`);
  return Number(plain);
}

const escapes = new Map(Object.entries({ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" }));

function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replaceAll(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/g, (_, code: string) => {
      const simple = escapes.get(code) ?? (code === "\\" || code === '"' ? code : undefined);
      if (simple !== undefined) return simple;
      const point = /^[xuU]./.test(code) ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8);
      if (Number.isNaN(point) || point > 0x10ffff)
        throw new TemplateProblem(`The template has the unknown escape \\${code}`);
      return String.fromCodePoint(point);
    });
}
