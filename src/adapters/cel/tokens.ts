import { CompileFault } from "./faults.ts";
import { readString } from "./strings.ts";
import type { Token } from "./token.ts";

const blank = /(?:[\t\n\f\r ]|\/\/[^\n]*)+/y;
const number =
  /(?:0[xX][0-9a-fA-F]+|\d+)[uU]|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|0[xX][0-9a-fA-F]+|\d+/y;
const name = /[A-Za-z_]\w*/y;
const quoted = /`([\w./ -]+)`/y;
const text = /(?:[rR][bB]?|[bB][rR]?)?(?:"|')/y;
const sign = /&&|\|\||==|!=|<=|>=|\[\?|[-+*/%!<>?:.,()[\]{}]/y;

/** The words of an expression. https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
export function readTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  for (;;) {
    at += match(blank)?.length ?? 0;
    if (at >= source.length) return [...tokens, { kind: "end", at }];
    if (match(text) !== undefined) {
      const { token, end } = readString(source, at);
      tokens.push(token);
      at = end;
      continue;
    }
    const found = numberAt(match(number), at) ?? wordAt(match(name), match(quoted), at) ?? signAt(match(sign), at);
    if (found === undefined) throw new CompileFault(`Syntax error: token recognition error at: '${source[at]}'`, at);
    tokens.push(found.token);
    at += found.length;
  }
}

type Found = { readonly token: Token; readonly length: number };

function numberAt(found: string | undefined, at: number): Found | undefined {
  if (found === undefined) return undefined;
  const isUnsigned = /[uU]$/.test(found);
  const isDouble = !/^0[xX]/.test(found) && /[.eE]/.test(found);
  const digits = isUnsigned ? found.slice(0, -1) : found;
  const kind = isUnsigned ? "uint" : isDouble ? "double" : "int";
  return { token: { kind, text: digits, at }, length: found.length };
}

function wordAt(bare: string | undefined, inQuotes: string | undefined, at: number): Found | undefined {
  if (bare !== undefined) return { token: { kind: "name", text: bare, at }, length: bare.length };
  if (inQuotes === undefined) return undefined;
  return { token: { kind: "quoted", text: inQuotes.slice(1, -1), at }, length: inQuotes.length };
}

function signAt(found: string | undefined, at: number): Found | undefined {
  return found === undefined ? undefined : { token: { kind: "sign", text: found, at }, length: found.length };
}
