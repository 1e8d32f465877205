import { CompileFault } from "./faults.ts";
import { asMacro } from "./macros.ts";
import { type Element, type Entry, type Expr, operators } from "./syntax.ts";
import type { Token } from "./token.ts";
import { readTokens } from "./tokens.ts";
import { Unsigned } from "./values.ts";

/** Words that can be no variable. https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
const reserved: ReadonlySet<string> = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(" "),
);

/** Deeper than cel-go follows an expression. */
const maxDepth = 250;

/** An expression as it is written. Throws a `CompileFault` that says where it is none. */
export function parseExpression(source: string): Expr {
  return new Parser(readTokens(source)).parse();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Expr {
    const expr = this.#expression();
    if (this.#peek().kind !== "end") throw this.#unexpected();
    return expr;
  }

  #expression(): Expr {
    this.#depth += 1;
    if (this.#depth > maxDepth)
      throw new CompileFault(`expression recursion limit exceeded: ${maxDepth}`, this.#peek().at);
    const condition = this.#or();
    const { at } = this.#peek();
    if (this.#accept("?")) {
      const yes = this.#or();
      this.#expect(":");
      const no = this.#expression();
      this.#depth -= 1;
      return { kind: "call", at, name: "_?_:_", target: null, args: [condition, yes, no] };
    }
    this.#depth -= 1;
    return condition;
  }

  #or(): Expr {
    return this.#binary(["||"], () => this.#binary(["&&"], () => this.#relation()));
  }

  #relation(): Expr {
    return this.#binary(["<", "<=", ">=", ">", "==", "!=", "in"], () =>
      this.#binary(["+", "-"], () => this.#binary(["*", "/", "%"], () => this.#unary())),
    );
  }

  #binary(signs: readonly (keyof typeof operators)[], operand: () => Expr): Expr {
    let left = operand();
    for (;;) {
      const token = this.#peek();
      const found = signs.find((sign) => isSign(token, sign));
      if (found === undefined) return left;
      this.#next += 1;
      left = { kind: "call", at: token.at, name: operators[found], target: null, args: [left, operand()] };
    }
  }

  #unary(): Expr {
    const token = this.#peek();
    const sign = ["!", "-"].find((one) => isSign(token, one));
    if (sign === undefined) return this.#member();
    let count = 0;
    while (this.#accept(sign)) count += 1;
    const number = this.#peek();
    const isNegative = sign === "-" && count === 1 && (number.kind === "int" || number.kind === "double");
    const operand = isNegative ? this.#member("-") : this.#member();
    if (isNegative || count % 2 === 0) return operand;
    return { kind: "call", at: token.at, name: sign === "!" ? "!_" : "-_", target: null, args: [operand] };
  }

  #member(minus = ""): Expr {
    let expr = this.#primary(minus);
    for (;;) {
      const { at } = this.#peek();
      if (this.#accept(".")) expr = this.#selection(expr, at);
      else if (isSign(this.#peek(), "[") || isSign(this.#peek(), "[?")) {
        const optional = this.#accept("[?");
        if (!optional) this.#expect("[");
        const key = this.#expression();
        this.#expect("]");
        expr = { kind: "index", at, of: expr, key, optional };
      } else return expr;
    }
  }

  #selection(of: Expr, at: number): Expr {
    const optional = this.#accept("?");
    const token = this.#take();
    if (token.kind === "quoted") return { kind: "select", at, of, field: token.text, optional, test: false };
    if (token.kind !== "name" || isKeyword(token.text)) throw this.#unexpected(token);
    if (optional || !this.#accept("(")) return { kind: "select", at, of, field: token.text, optional, test: false };
    const call = { kind: "call" as const, at: token.at, name: token.text, target: of, args: this.#list(")") };
    return asMacro(call) ?? call;
  }

  #primary(minus: string): Expr {
    const token = this.#take();
    switch (token.kind) {
      case "string":
      case "bytes":
        return { kind: "literal", at: token.at, value: token.value };
      case "int":
      case "uint":
      case "double":
        return { kind: "literal", at: token.at, value: numberOf(token, minus) };
      case "name":
        return this.#named(token.text, token.at, "");
      case "sign":
        return this.#signed(token);
      default:
        throw this.#unexpected(token);
    }
  }

  #signed(token: Token & { readonly kind: "sign" }): Expr {
    const { text, at } = token;
    if (text === "(") {
      const inner = this.#expression();
      this.#expect(")");
      return inner;
    }
    if (text === "[") return { kind: "list", at, elements: this.#elements(false) };
    if (text === "[?") return { kind: "list", at, elements: this.#elements(true) };
    if (text === "{") return { kind: "map", at, entries: this.#entries() };
    const name = this.#peek();
    if (text === "." && name.kind === "name") {
      this.#next += 1;
      return this.#named(name.text, name.at, ".");
    }
    throw this.#unexpected(token);
  }

  #named(text: string, at: number, root: string): Expr {
    if (text === "true" || text === "false") return { kind: "literal", at, value: text === "true" };
    if (text === "null") return { kind: "literal", at, value: null };
    if (text === "in") throw this.#unexpected();
    if (this.#accept("(")) {
      const call = { kind: "call" as const, at, name: text, target: null, args: this.#list(")") };
      return asMacro(call) ?? call;
    }
    if (reserved.has(text)) throw new CompileFault(`Syntax error: reserved identifier: ${text}`, at);
    const struct = this.#structName(text);
    if (struct !== undefined) {
      this.#skipBraces();
      return { kind: "struct", at, name: struct };
    }
    return { kind: "name", at, name: `${root}${text}` };
  }

  /** `a.b.C{` begins an object of a type; what it holds is not read, for there are no such types here. */
  #structName(first: string): string | undefined {
    let [name, ahead] = [first, this.#next];
    for (;;) {
      const [token, after] = [this.#tokens[ahead], this.#tokens[ahead + 1]];
      if (token !== undefined && isSign(token, "{")) {
        this.#next = ahead + 1;
        return name;
      }
      if (token === undefined || !isSign(token, ".") || after?.kind !== "name") return undefined;
      name += `.${after.text}`;
      ahead += 2;
    }
  }

  #skipBraces(): void {
    let depth = 1;
    while (depth > 0) {
      const token = this.#take();
      if (token.kind === "end") throw this.#unexpected(token);
      if (isSign(token, "{")) depth += 1;
      else if (isSign(token, "}")) depth -= 1;
    }
  }

  #list(close: string): Expr[] {
    const list: Expr[] = [];
    if (this.#accept(close)) return list;
    do list.push(this.#expression());
    while (this.#accept(","));
    this.#expect(close);
    return list;
  }

  #elements(isFirstOptional: boolean): Element[] {
    const elements: Element[] = [];
    let optional = isFirstOptional;
    while (optional || !this.#accept("]")) {
      optional ||= this.#accept("?");
      elements.push({ value: this.#expression(), optional });
      optional = false;
      if (this.#accept(",")) continue;
      this.#expect("]");
      break;
    }
    return elements;
  }

  #entries(): Entry[] {
    const entries: Entry[] = [];
    while (!this.#accept("}")) {
      const optional = this.#accept("?");
      const key = this.#expression();
      this.#expect(":");
      entries.push({ key, value: this.#expression(), optional });
      if (this.#accept(",")) continue;
      this.#expect("}");
      break;
    }
    return entries;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", at: 0 };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #accept(sign: string): boolean {
    if (!isSign(this.#peek(), sign)) return false;
    this.#next += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#accept(sign)) throw this.#unexpected(this.#peek(), sign);
  }

  #unexpected(token: Token = this.#peek(), wanted?: string): CompileFault {
    const found = token.kind === "end" ? "<EOF>" : "text" in token ? token.text : String(token.value);
    const instead = wanted === undefined ? "" : ` expecting '${wanted}'`;
    return new CompileFault(`Syntax error: mismatched input '${found}'${instead}`, token.at);
  }
}

function isSign(token: Token, text: string): boolean {
  return (token.kind === "sign" || (text === "in" && token.kind === "name")) && token.text === text;
}

function isKeyword(text: string): boolean {
  return text === "in" || text === "true" || text === "false" || text === "null";
}

function numberOf(
  token: Token & { readonly kind: "int" | "uint" | "double" },
  minus: string,
): bigint | number | Unsigned {
  if (token.kind === "double") return Number(`${minus}${token.text}`);
  const magnitude = BigInt(token.text);
  const value = minus === "" ? magnitude : -magnitude;
  if (token.kind === "uint") {
    if (value >= 1n << 64n) throw new CompileFault("Syntax error: invalid uint literal", token.at);
    return new Unsigned(value);
  }
  if (BigInt.asIntN(64, value) !== value) throw new CompileFault("Syntax error: invalid int literal", token.at);
  return value;
}
