import { compareTerms, isArray, type Term, TermObject, TermSet } from "../term.ts";
import { type Builtin, json, text, texts, Undefined, Unsupported } from "./builtin.ts";

export const strings: Readonly<Record<string, Builtin>> = {
  concat: (delimiter, values) => {
    if (typeof values === "string") throw new Undefined();
    const parts = texts(values);
    return json((values instanceof TermSet ? parts.toSorted(compareTerms) : parts).join(text(delimiter)));
  },
  indexof: (value, part) => {
    const [given, sought] = [text(value), text(part)];
    if (sought === "") throw new Undefined();
    const at = given.indexOf(sought);
    return json(at < 0 ? -1 : [...given.slice(0, at)].length);
  },
  replace: (value, old, now) => {
    const [given, sought, put] = [text(value), text(old), text(now)];
    return json(
      sought === "" ? [put, ...[...given].flatMap((one) => [one, put])].join("") : given.replaceAll(sought, () => put),
    );
  },
  "strings.replace_n": (patterns, value) => json(replaceEach(pairsOf(patterns), text(value))),
  "strings.any_prefix_match": (values, prefixes) =>
    json(texts(values).some((value) => texts(prefixes).some((prefix) => value.startsWith(prefix)))),
  "strings.any_suffix_match": (values, suffixes) =>
    json(texts(values).some((value) => texts(suffixes).some((suffix) => value.endsWith(suffix)))),
  "strings.count": (value, part) => {
    const sought = text(part);
    return json(sought === "" ? [...text(value)].length + 1 : text(value).split(sought).length - 1);
  },
  indexof_n: (value, part) => json(positions(text(value), text(part))),
  "object.subset": (whole, part) => json(holds(whole, part)),
};

/** The texts to replace, by which comes first in their order: so they are tried at every place. */
function pairsOf(patterns: Term | undefined): readonly (readonly [string, string])[] {
  if (!(patterns instanceof TermObject)) throw new Undefined();
  return patterns.entries
    .map(([old, now]): [string, string] => [text(old), text(now)])
    .toSorted(([a], [b]) => compareTerms(a, b));
}

/** As Go's strings.Replacer: nothing is replaced twice, and the empty text matches once at every place. */
function replaceEach(pairs: readonly (readonly [string, string])[], value: string): string {
  const hasEmpty = pairs.some(([old]) => old === "");
  // Go would put it between the bytes of a character, too.
  if (hasEmpty && /[^\0-\x7f]/.test(value))
    throw new Unsupported("An empty pattern in a text beyond ASCII is not available here.");
  let [result, wasEmpty] = ["", false];
  for (let at = 0; at <= value.length; ) {
    const found = pairs.find(([old]) => value.startsWith(old, at) && !(wasEmpty && old === ""));
    wasEmpty = found?.[0] === "";
    result += found === undefined ? (value[at] ?? "") : found[1];
    at += found === undefined ? 1 : found[0].length;
  }
  return result;
}

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
  return (
    part.length === 0 ||
    members.some((_, at) =>
      part.every((one, index) => {
        const other = members[at + index];
        return other !== undefined && compareTerms(one, other) === 0;
      }),
    )
  );
}

function isContainer(term: Term): term is TermObject | TermSet | readonly Term[] {
  return term instanceof TermObject || term instanceof TermSet || isArray(term);
}
