import { isArray, sorted, type Term, TermObject, TermSet, termText } from "../term.ts";
import { type Builtin, Undefined } from "./builtin.ts";

/** The values of one kind as they are; all others are undefined. Only policies in the old syntax can call these. */
export const casts: Readonly<Record<string, Builtin>> = {
  cast_array: (value) => termText(value instanceof TermSet ? sorted(value.members) : the(value, isArray)),
  cast_set: (value) => termText(value instanceof TermSet ? value : new TermSet(the(value, isArray))),
  cast_string: (value) => termText(the(value, (term) => typeof term === "string")),
  cast_boolean: (value) => termText(the(value, (term) => typeof term === "boolean")),
  cast_null: (value) => termText(the(value, (term) => term === null)),
  cast_object: (value) => termText(the(value, (term) => term instanceof TermObject)),
};

function the<T extends Term>(term: Term | undefined, is: (term: Term) => term is T): T {
  if (term === undefined || !is(term)) throw new Undefined();
  return term;
}
