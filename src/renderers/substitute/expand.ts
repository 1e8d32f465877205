import { type Allowance, SubstitutionError } from "./allowance.ts";
import { applyOperator, type Operator } from "./operators.ts";

export type Variables = {
  readonly values: ReadonlyMap<string, string>;
  /** Set when some variables are not known here: what asks for one stays as it is written. */
  readonly incomplete: boolean;
};

/** Deeper than anybody nests defaults. */
const maxDepth = 32;

/**
 * A text with its `${…}` replaced, as Flux does after a build (fluxcd/pkg/envsubst, which began as
 * drone/envsubst): `$$` stands for a dollar sign, a variable that is not set is empty, and what is no
 * complete expression is a mistake.
 */
export function expand(text: string, variables: Variables, allowance: Allowance): string {
  return new Expansion(text, variables, allowance).all();
}

type Accepts = (character: string) => boolean;

class Expansion {
  readonly #text: string;
  readonly #variables: Variables;
  readonly #allowance: Allowance;
  #at = 0;
  #depth = 0;

  constructor(text: string, variables: Variables, allowance: Allowance) {
    this.#text = text;
    this.#variables = variables;
    this.#allowance = allowance;
  }

  all(): string {
    let out = "";
    while (this.#at < this.#text.length) {
      const dollar = this.#text.indexOf("$", this.#at);
      const end = dollar < 0 ? this.#text.length : dollar;
      out += this.#text.slice(this.#at, end);
      this.#at = end;
      if (this.#take("$$")) out += "$";
      else if (this.#take("${")) out += this.#expression(end);
      else if (end < this.#text.length) {
        out += "$";
        this.#at += 1;
      }
    }
    return out;
  }

  /** After `${`, up to and with its `}`. `start` is where it began. */
  #expression(start: number): string {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new SubstitutionError(`expressions are nested more than ${maxDepth} deep`);
    const isLength = this.#take("#");
    const name = this.#name();
    const operator: Operator = isLength ? { kind: "length" } : this.#operator(name);
    if (!this.#take("}")) throw new SubstitutionError(`\${${name} is not closed, or says what is not supported`);
    this.#depth -= 1;
    const value = this.#variables.values.get(name);
    if (value === undefined && this.#variables.incomplete && operator.kind !== "default")
      return this.#text.slice(start, this.#at);
    return applyOperator(operator, value ?? "", this.#allowance);
  }

  #operator(name: string): Operator {
    const rest = this.#text.slice(this.#at, this.#at + 2);
    if (/^:[=?+-]|^=/.test(rest)) return this.#default(rest.startsWith("=") ? 1 : 2);
    if (rest.startsWith(":")) return this.#substring(name);
    if (/^[,^]/.test(rest)) return this.#casing(rest);
    if (rest.startsWith("/")) return this.#replacement(name, rest);
    if (/^[#%]/.test(rest)) return this.#trim(name, rest);
    return { kind: "none" };
  }

  /** All of them mean the same here: what follows stands in for a variable that is empty. */
  #default(length: number): Operator {
    this.#at += length;
    let value = "";
    while (this.#at < this.#text.length && this.#text[this.#at] !== "}") value += this.#parameter((c) => c !== "}");
    return { kind: "default", value };
  }

  #substring(name: string): Operator {
    this.#at += 1;
    const from = this.#required(name, (c) => c !== ":" && c !== "}");
    if (!this.#take(":")) return { kind: "substring", from };
    while (this.#take(":"));
    return { kind: "substring", from, length: this.#required(name, (c) => c !== "}") };
  }

  #casing(rest: string): Operator {
    const sign = /^[,^]{1,2}/.exec(rest)?.[0] ?? "";
    this.#at += sign.length;
    return { kind: "casing", sign };
  }

  #replacement(name: string, rest: string): Operator {
    const sign = /^\/[/#%]?/.exec(rest)?.[0] ?? "/";
    this.#at += sign.length;
    const pattern = this.#text[this.#at] === "/" ? "" : this.#required(name, (c) => c !== "/", true);
    if (!this.#take("/")) throw new SubstitutionError(`\${${name}${sign}… has no second slash`);
    while (this.#take("/"));
    const by = this.#text[this.#at] === "}" ? undefined : this.#required(name, (c) => c !== "}", true);
    return { kind: "replacement", sign, pattern, ...(by === undefined ? {} : { by }) };
  }

  #trim(name: string, rest: string): Operator {
    const sign = /^(?:#{1,2}|%{1,2})/.exec(rest)?.[0] ?? "";
    this.#at += sign.length;
    return { kind: "trim", sign, pattern: this.#required(name, (c) => c !== "}") };
  }

  #required(name: string, accepts: Accepts, escapes = false): string {
    const before = this.#at;
    const value = this.#parameter(accepts, escapes);
    if (this.#at === before) throw new SubstitutionError(`\${${name} lacks what its operator needs`);
    return value;
  }

  /** Another expression, or text up to one or to a character that does not belong to it. */
  #parameter(accepts: Accepts, escapes = false): string {
    const start = this.#at;
    if (this.#take("${")) return this.#expression(start);
    let out = "";
    while (this.#at < this.#text.length && !this.#text.startsWith("${", this.#at)) {
      const character = this.#text[this.#at] ?? "";
      const escaped = escapes && /^(?:\$\$|\\[/\\])$/.test(this.#text.slice(this.#at, this.#at + 2));
      if (!escaped && !accepts(character)) break;
      out += escaped ? this.#text[this.#at + 1] : character;
      this.#at += escaped ? 2 : 1;
    }
    return out;
  }

  #name(): string {
    const rule = /[\p{L}\p{Nd}_]+/uy;
    rule.lastIndex = this.#at;
    const name = rule.exec(this.#text)?.[0];
    if (name === undefined) throw new SubstitutionError("after ${ there is no name of a variable");
    this.#at += name.length;
    return name;
  }

  #take(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }
}
