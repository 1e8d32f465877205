import { compareTerms, isArray, type Term, TermObject, TermSet } from "../term.ts";
import { type Builtin, json, text, texts, Undefined } from "./builtin.ts";

export const strings: Readonly<Record<string, Builtin>> = {
  "strings.any_prefix_match": (values, prefixes) =>
    json(texts(values).some((value) => texts(prefixes).some((prefix) => value.startsWith(prefix)))),
  "strings.any_suffix_match": (values, suffixes) =>
    json(texts(values).some((value) => texts(suffixes).some((suffix) => value.endsWith(suffix)))),
  "strings.count": (value, part) => {
    const sought = text(part);
    return json(sought === "" ? [...text(value)].length + 1 : text(value).split(sought).length - 1);
  },
  indexof_n: (value, part) => json(positions(text(value), text(part))),
  "glob.quote_meta": (pattern) => json(text(pattern).replace(/[*?\\[\]{}]/g, "\\$&")),
  "object.subset": (whole, part) => json(holds(whole, part)),
};

function positions(value: string, part: string): number[] {
  if (part === "") throw new Undefined();
  const characters = [...value];
  const sought = [...part];
  return characters.flatMap((_, at) => (sought.every((one, index) => characters[at + index] === one) ? [at] : []));
}

/** Objects by key, recursively; sets by member; arrays as a run of the other. */
function holds(whole: Term | undefined, part: Term | undefined): boolean {
  if (whole === undefined || part === undefined) throw new Undefined();
  if (whole instanceof TermObject && part instanceof TermObject) {
    return part.entries.every(([key, value]) => {
      const found = whole.entries.find(([other]) => compareTerms(key, other) === 0);
      if (found === undefined) return false;
      const nested = isContainer(found[1]) && isContainer(value) && found[1].constructor === value.constructor;
      return nested ? holds(found[1], value) : compareTerms(found[1], value) === 0;
    });
  }
  const members = whole instanceof TermSet ? whole.members : isArray(whole) ? whole : undefined;
  if (members === undefined) throw new Undefined();
  if (part instanceof TermSet)
    return part.members.every((one) => members.some((other) => compareTerms(one, other) === 0));
  if (!isArray(part) || whole instanceof TermSet) throw new Undefined();
  return members.some((_, at) =>
    part.every((one, index) => {
      const other = members[at + index];
      return other !== undefined && compareTerms(one, other) === 0;
    }),
  );
}

function isContainer(term: Term): term is TermObject | TermSet | readonly Term[] {
  return term instanceof TermObject || term instanceof TermSet || isArray(term);
}
