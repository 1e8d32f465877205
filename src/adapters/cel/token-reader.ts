import { CompileFault } from "./faults.ts";
import type { Token } from "./token.ts";

/** Tokens one after another, for a parser that looks one ahead. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", at: 0 };
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  accept(sign: string): boolean {
    if (!isSign(this.peek(), sign)) return false;
    this.#next += 1;
    return true;
  }

  expect(sign: string): void {
    if (!this.accept(sign)) throw this.unexpected(this.peek(), sign);
  }

  unexpected(token: Token = this.peek(), wanted?: string): CompileFault {
    const found = token.kind === "end" ? "<EOF>" : "text" in token ? token.text : String(token.value);
    const instead = wanted === undefined ? "" : ` expecting '${wanted}'`;
    return new CompileFault(`Syntax error: mismatched input '${found}'${instead}`, token.at);
  }

  /** `a.b.C{` begins an object of a type; what it holds is not read, for there are no such types here. */
  structName(first: string): string | undefined {
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

  skipBraces(): void {
    let depth = 1;
    while (depth > 0) {
      const token = this.take();
      if (token.kind === "end") throw this.unexpected(token);
      if (isSign(token, "{")) depth += 1;
      else if (isSign(token, "}")) depth -= 1;
    }
  }
}

/** Whether a token is this sign, or the word `in`, which is one among names. */
export function isSign(token: Token, text: string): boolean {
  return (token.kind === "sign" || (text === "in" && token.kind === "name")) && token.text === text;
}
