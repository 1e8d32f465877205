import { Numeral, type Term, TermSet } from "../term.ts";

/** Takes Rego values, answers with the text of one: JSON, and sets in braces. */
export type Builtin = (...values: Term[]) => string;

/** The arguments are outside the function's domain: the expression is undefined. */
export class Undefined extends Error {
  override readonly name = "Undefined";
}

/** OPA has an answer here and we have not: the evaluation fails, because "undefined" would be another answer. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}

export function json(value: unknown): string {
  return JSON.stringify(value);
}

export function text(term: Term | undefined): string {
  if (typeof term !== "string") throw new Undefined();
  return term;
}

/** A number that is an integer JavaScript holds exactly. */
export function whole(term: Term | undefined): number {
  const value = term instanceof Numeral ? Number(term.text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new Undefined();
  return value;
}

/** The strings of an array or a set, or the one string itself. */
export function texts(term: Term | undefined): readonly string[] {
  if (typeof term === "string") return [term];
  if (term instanceof TermSet) return term.members.map(text);
  if (!Array.isArray(term)) throw new Undefined();
  return term.map(text);
}
