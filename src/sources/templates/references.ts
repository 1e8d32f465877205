import type { Action, Token } from "./actions.ts";

/**
 * What of `.Values` or `.Chart` a template mentions, by its path from there: `["Values", "image", "tag"]`.
 * `*` is any element of a list or entry of a mapping.
 */
export type Reference = readonly string[];

type Block = {
  /** Where `.` leads inside it; undefined where nobody can tell. */
  readonly dot: Reference | undefined;
  readonly conditions: readonly Reference[];
};

/** Follows what `.` and variables stand for, action by action. */
export class References {
  readonly #blocks: Block[] = [];
  readonly #variables = new Map<string, Reference>();

  /** What of the values an action writes; those that only decide are in `conditions`. */
  read({ tokens }: Action): readonly Reference[] {
    const [first] = tokens;
    switch (first?.text) {
      case "if":
      case "with":
      case "range":
        this.#enter(first.text, tokens.slice(1));
        return [];
      case "define":
      case "block":
        this.#blocks.push({ dot: undefined, conditions: [] });
        return [];
      case "else":
        this.#otherwise(tokens.slice(1));
        return [];
      case "end":
        this.#blocks.pop();
        return [];
      default:
        return this.#plain(tokens);
    }
  }

  /** What decides whether this place is reached. */
  conditions(): readonly Reference[] {
    return this.#blocks.flatMap(({ conditions }) => conditions);
  }

  #plain(tokens: readonly Token[]): readonly Reference[] {
    const [variable, sign] = tokens;
    const references = this.#mentioned(tokens);
    if (variable?.text.startsWith("$") && (sign?.text === ":=" || sign?.text === "=")) {
      const [reference] = this.#mentioned(tokens.slice(2));
      if (reference !== undefined) this.#variables.set(variable.text, reference);
      return [];
    }
    return references;
  }

  #enter(word: string, tokens: readonly Token[]): void {
    const assigned = tokens.findIndex(({ text }) => text === ":=");
    const conditions = this.#mentioned(tokens.slice(assigned + 1));
    const [reference] = conditions;
    const each = reference === undefined || word !== "range" ? reference : [...reference, "*"];
    const variable = tokens.slice(0, Math.max(0, assigned)).findLast(({ text }) => text.startsWith("$"));
    if (variable !== undefined && each !== undefined) this.#variables.set(variable.text, each);
    this.#blocks.push({ dot: word === "if" ? this.#dot() : each, conditions });
  }

  /** What is written after `else` depends on the same; `.` is what it was outside. */
  #otherwise(tokens: readonly Token[]): void {
    const block = this.#blocks.pop();
    const more = tokens[0]?.text === "if" ? this.#mentioned(tokens.slice(1)) : [];
    this.#blocks.push({ dot: this.#dot(), conditions: [...(block?.conditions ?? []), ...more] });
  }

  #dot(): Reference | undefined {
    const block = this.#blocks.at(-1);
    return block === undefined ? [] : block.dot;
  }

  #mentioned(tokens: readonly Token[]): readonly Reference[] {
    const references: Reference[] = [];
    for (const [at, { text }] of tokens.entries()) {
      const reference = this.#resolve(text);
      if (reference === undefined || (reference[0] !== "Values" && reference[0] !== "Chart")) continue;
      const before = tokens[at - 1]?.text;
      references.push(before === "index" || before === "get" ? [...reference, ...keysAfter(tokens, at)] : reference);
    }
    return references;
  }

  #resolve(text: string): Reference | undefined {
    if (text === ".") return this.#dot();
    if (text.startsWith(".")) {
      const dot = this.#dot();
      return dot === undefined ? undefined : [...dot, ...text.slice(1).split(".")];
    }
    if (!text.startsWith("$")) return undefined;
    const [variable = "", ...fields] = text.split(".");
    if (variable === "$" || fields[0] === "Values") return fields;
    const known = this.#variables.get(variable);
    return known === undefined ? undefined : [...known, ...fields];
  }
}

/** `index .Values "a" "b"` is `.Values.a.b`. */
function keysAfter(tokens: readonly Token[], at: number): readonly string[] {
  const keys: string[] = [];
  for (const { text } of tokens.slice(at + 1)) {
    if (!/^["`]/.test(text)) break;
    keys.push(text.slice(1, -1));
  }
  return keys;
}
