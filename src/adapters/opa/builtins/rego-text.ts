import { compareTerms, isArray, Numeral, sorted, type Term, TermObject, TermSet } from "../term.ts";
import { quote } from "./go-quote.ts";

/** A value as OPA prints it: `{"a": 1}`, `[1, 2]`, `{1, 2}`, `set()`. */
export function regoText(term: Term): string {
  if (term === null) return "null";
  if (typeof term === "boolean") return String(term);
  if (typeof term === "string") return quote(term);
  if (term instanceof Numeral) return term.text;
  if (term instanceof TermSet) {
    return term.members.length === 0 ? "set()" : `{${sorted(term.members).map(regoText).join(", ")}}`;
  }
  if (term instanceof TermObject) {
    const entries = term.entries.toSorted(([a], [b]) => compareTerms(a, b));
    return `{${entries.map(([key, value]) => `${regoText(key)}: ${regoText(value)}`).join(", ")}}`;
  }
  return isArray(term) ? `[${term.map(regoText).join(", ")}]` : "";
}
