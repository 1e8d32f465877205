import { CompileFault } from "./faults.ts";
import { asMacro } from "./macros.ts";
import { numberOf } from "./number-literal.ts";
import { type Element, type Entry, type Expr, operators } from "./syntax.ts";
import type { Token } from "./token.ts";
import { isSign, TokenReader } from "./token-reader.ts";
import { readTokens } from "./tokens.ts";

/** Words that can be no variable. https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
const reserved: ReadonlySet<string> = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(" "),
);

/** Deeper than cel-go follows an expression. */
const maxDepth = 250;

/** An expression as it is written. Throws a `CompileFault` that says where it is none. */
export function parseExpression(source: string): Expr {
  return new Parser(new TokenReader(readTokens(source))).parse();
}

class Parser {
  readonly #tokens: TokenReader;
  #depth = 0;

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
  }

  parse(): Expr {
    const expr = this.#expression();
    if (this.#tokens.peek().kind !== "end") throw this.#tokens.unexpected();
    return expr;
  }

  #expression(): Expr {
    this.#depth += 1;
    if (this.#depth > maxDepth)
      throw new CompileFault(`expression recursion limit exceeded: ${maxDepth}`, this.#tokens.peek().at);
    const condition = this.#or();
    const { at } = this.#tokens.peek();
    if (this.#tokens.accept("?")) {
      const yes = this.#or();
      this.#tokens.expect(":");
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
      const token = this.#tokens.peek();
      const found = signs.find((sign) => isSign(token, sign));
      if (found === undefined) return left;
      this.#tokens.take();
      left = { kind: "call", at: token.at, name: operators[found], target: null, args: [left, operand()] };
    }
  }

  #unary(): Expr {
    const token = this.#tokens.peek();
    const sign = ["!", "-"].find((one) => isSign(token, one));
    if (sign === undefined) return this.#member();
    let count = 0;
    while (this.#tokens.accept(sign)) count += 1;
    const number = this.#tokens.peek();
    const isNegative = sign === "-" && count === 1 && (number.kind === "int" || number.kind === "double");
    const operand = isNegative ? this.#member("-") : this.#member();
    if (isNegative || count % 2 === 0) return operand;
    return { kind: "call", at: token.at, name: sign === "!" ? "!_" : "-_", target: null, args: [operand] };
  }

  #member(minus = ""): Expr {
    let expr = this.#primary(minus);
    for (;;) {
      const { at } = this.#tokens.peek();
      if (this.#tokens.accept(".")) expr = this.#selection(expr, at);
      else if (isSign(this.#tokens.peek(), "[") || isSign(this.#tokens.peek(), "[?")) {
        const optional = this.#tokens.accept("[?");
        if (!optional) this.#tokens.expect("[");
        const key = this.#expression();
        this.#tokens.expect("]");
        expr = { kind: "index", at, of: expr, key, optional };
      } else return expr;
    }
  }

  #selection(of: Expr, at: number): Expr {
    const optional = this.#tokens.accept("?");
    const token = this.#tokens.take();
    if (token.kind === "quoted") return { kind: "select", at, of, field: token.text, optional, test: false };
    if (token.kind !== "name" || isKeyword(token.text)) throw this.#tokens.unexpected(token);
    if (optional || !this.#tokens.accept("("))
      return { kind: "select", at, of, field: token.text, optional, test: false };
    const call = { kind: "call" as const, at: token.at, name: token.text, target: of, args: this.#list(")") };
    return asMacro(call) ?? call;
  }

  #primary(minus: string): Expr {
    const token = this.#tokens.take();
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
        throw this.#tokens.unexpected(token);
    }
  }

  #signed(token: Token & { readonly kind: "sign" }): Expr {
    const { text, at } = token;
    if (text === "(") {
      const inner = this.#expression();
      this.#tokens.expect(")");
      return inner;
    }
    if (text === "[") return { kind: "list", at, elements: this.#elements(false) };
    if (text === "[?") return { kind: "list", at, elements: this.#elements(true) };
    if (text === "{") return { kind: "map", at, entries: this.#entries() };
    const name = this.#tokens.peek();
    if (text === "." && name.kind === "name") {
      this.#tokens.take();
      return this.#named(name.text, name.at, ".");
    }
    throw this.#tokens.unexpected(token);
  }

  #named(text: string, at: number, root: string): Expr {
    if (text === "true" || text === "false") return { kind: "literal", at, value: text === "true" };
    if (text === "null") return { kind: "literal", at, value: null };
    if (text === "in") throw this.#tokens.unexpected();
    if (this.#tokens.accept("(")) {
      const call = { kind: "call" as const, at, name: text, target: null, args: this.#list(")") };
      return asMacro(call) ?? call;
    }
    if (reserved.has(text)) throw new CompileFault(`Syntax error: reserved identifier: ${text}`, at);
    const struct = this.#tokens.structName(text);
    if (struct !== undefined) {
      this.#tokens.skipBraces();
      return { kind: "struct", at, name: struct };
    }
    return { kind: "name", at, name: `${root}${text}` };
  }

  #list(close: string): Expr[] {
    const list: Expr[] = [];
    if (this.#tokens.accept(close)) return list;
    do list.push(this.#expression());
    while (this.#tokens.accept(","));
    this.#tokens.expect(close);
    return list;
  }

  #elements(isFirstOptional: boolean): Element[] {
    const elements: Element[] = [];
    let optional = isFirstOptional;
    while (optional || !this.#tokens.accept("]")) {
      optional ||= this.#tokens.accept("?");
      elements.push({ value: this.#expression(), optional });
      optional = false;
      if (this.#tokens.accept(",")) continue;
      this.#tokens.expect("]");
      break;
    }
    return elements;
  }

  #entries(): Entry[] {
    const entries: Entry[] = [];
    while (!this.#tokens.accept("}")) {
      const optional = this.#tokens.accept("?");
      const key = this.#expression();
      this.#tokens.expect(":");
      entries.push({ key, value: this.#expression(), optional });
      if (this.#tokens.accept(",")) continue;
      this.#tokens.expect("}");
      break;
    }
    return entries;
  }
}

function isKeyword(text: string): boolean {
  return text === "in" || text === "true" || text === "false" || text === "null";
}
