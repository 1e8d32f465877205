import { add, negate, parseBigFloat } from "./builtins/big-float.ts";

/** A Rego value as WebAssembly hands it over: unlike JSON it has sets, exact numbers, and keys of any kind. */
export type Term = null | boolean | string | Numeral | readonly Term[] | TermSet | TermObject;

/** A number in the digits it was written with. */
export class Numeral {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export class TermSet {
  readonly members: readonly Term[];
  constructor(members: readonly Term[]) {
    this.members = members;
  }
}

export class TermObject {
  readonly entries: readonly (readonly [Term, Term])[];
  constructor(entries: readonly (readonly [Term, Term])[]) {
    this.entries = entries;
  }
}

/** A term as the policy engine reads it back, sets included. */
export function termText(term: Term): string {
  if (term instanceof Numeral) return term.text;
  if (term instanceof TermSet) return term.members.length === 0 ? "set()" : `{${term.members.map(termText).join(",")}}`;
  if (term instanceof TermObject) {
    return `{${term.entries.map(([key, value]) => `${termText(key)}:${termText(value)}`).join(",")}}`;
  }
  return isArray(term) ? `[${term.map(termText).join(",")}]` : JSON.stringify(term);
}

export function areEqual(a: Term, b: Term): boolean {
  return compareTerms(a, b) === 0;
}

/** What stands under a key of an object. */
export function entryOf(object: TermObject, key: Term): Term | undefined {
  return object.entries.find(([one]) => areEqual(one, key))?.[1];
}

/** Rego's order of values: null, booleans, numbers, strings, arrays, objects, sets; then by content. */
export function compareTerms(a: Term, b: Term): number {
  const byKind = rank(a) - rank(b);
  if (byKind !== 0) return byKind;
  if (a instanceof Numeral && b instanceof Numeral) return compareNumbers(a.text, b.text);
  if (typeof a === "string" && typeof b === "string") return compareBytes(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof TermSet && b instanceof TermSet) return compareLists(sorted(a.members), sorted(b.members));
  if (a instanceof TermObject && b instanceof TermObject) return compareLists(flatten(a), flatten(b));
  return isArray(a) && isArray(b) ? compareLists(a, b) : 0;
}

export function isArray(term: Term): term is readonly Term[] {
  return Array.isArray(term);
}

export function sorted(terms: readonly Term[]): readonly Term[] {
  return terms.toSorted(compareTerms);
}

function compareNumbers(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  const [one, other] = [parseBigFloat(a), parseBigFloat(b)];
  return one === undefined || other === undefined ? 0 : Number(add(one, negate(other)).mantissa);
}

function flatten(object: TermObject): Term[] {
  return object.entries.toSorted(([a], [b]) => compareTerms(a, b)).flat();
}

function compareLists(a: readonly Term[], b: readonly Term[]): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareTerms(item, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function rank(term: Term): number {
  if (term === null) return 0;
  if (typeof term === "boolean") return 1;
  if (term instanceof Numeral) return 2;
  if (typeof term === "string") return 3;
  if (term instanceof TermObject) return 5;
  return term instanceof TermSet ? 6 : 4;
}

/** Go compares strings by their UTF-8 bytes, which is the order of code points and not of UTF-16 units. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
