import { Numeral, type Term, TermObject, TermSet } from "./term.ts";

/** Reads the text that `opa_value_dump` writes: JSON with sets, written `{a,b}` and `set()`. */
export function parseTerm(text: string): Term {
  const reader = new TermReader(text);
  const term = reader.term();
  reader.end();
  return term;
}

class TermReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  term(): Term {
    this.#space();
    const character = this.#text[this.#at];
    if (character === "[") return this.#list("]");
    if (character === "{") return this.#braces();
    if (character === '"') return this.#string();
    const word = character === undefined ? undefined : words[character];
    if (word === undefined || !this.#text.startsWith(word.text, this.#at)) return this.#number();
    this.#at += word.text.length;
    return word.value;
  }

  end(): void {
    this.#space();
    if (this.#at !== this.#text.length) throw this.#broken();
  }

  #list(close: string): Term[] {
    this.#at += 1;
    const items: Term[] = [];
    while (!this.#take(close)) {
      items.push(this.term());
      this.#take(",");
    }
    return items;
  }

  /** `{` opens an object or a set; the first `:` tells. An empty pair is an object. */
  #braces(): Term {
    this.#at += 1;
    if (this.#take("}")) return new TermObject([]);
    const first = this.term();
    if (!this.#take(":")) {
      const members: Term[] = [first];
      this.#take(",");
      while (!this.#take("}")) {
        members.push(this.term());
        this.#take(",");
      }
      return new TermSet(members);
    }
    const entries: [Term, Term][] = [[first, this.term()]];
    this.#take(",");
    while (!this.#take("}")) {
      const key = this.term();
      if (!this.#take(":")) throw this.#broken();
      entries.push([key, this.term()]);
      this.#take(",");
    }
    return new TermObject(entries);
  }

  #string(): string {
    const start = this.#at + 1;
    let end = this.#text.indexOf('"', start);
    const plain = this.#text.slice(start, end);
    if (end >= start && !plain.includes("\\")) {
      this.#at = end + 1;
      return plain;
    }
    end = start;
    while (this.#text[end] !== '"') {
      if (end >= this.#text.length) throw this.#broken();
      end += this.#text[end] === "\\" ? 2 : 1;
    }
    this.#at = end + 1;
    return String(JSON.parse(this.#text.slice(start - 1, end + 1)));
  }

  #number(): Numeral {
    numeral.lastIndex = this.#at;
    const digits = numeral.exec(this.#text)?.[0];
    if (digits === undefined) throw this.#broken();
    this.#at += digits.length;
    return new Numeral(digits);
  }

  #take(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    while (this.#text[this.#at] === " ") this.#at += 1;
  }

  #broken(): Error {
    return new Error(`A value of the policy engine cannot be read at character ${this.#at}.`);
  }
}

/** By their first letter. */
const words: Readonly<Record<string, { readonly text: string; readonly value: Term }>> = {
  n: { text: "null", value: null },
  t: { text: "true", value: true },
  f: { text: "false", value: false },
  s: { text: "set()", value: new TermSet([]) },
};

const numeral = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
