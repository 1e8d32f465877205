import { compareTerms, isArray, Numeral, type Term, TermObject, TermSet, termText } from "../term.ts";
import { type Builtin, json, text, Undefined } from "./builtin.ts";

export const jsonText: Readonly<Record<string, Builtin>> = {
  "json.marshal": (value) => json(goJson(value ?? null)),
  "json.unmarshal": (value) => termText(parseJson(text(value))),
  "json.is_valid": (value) => json(typeof value === "string" && isJson(value)),
  "json.marshal_with_options": (value, options) => {
    const { prefix, indent, isPretty } = layoutOf(options);
    const compact = goJson(value ?? null);
    return json(isPretty ? prefix + indented(compact, prefix, indent) : compact);
  },
};

/** As Go's encoding/json writes what OPA makes of a value: sorted keys, sets as arrays, and nothing that HTML could mean. */
export function goJson(term: Term): string {
  if (term === null || typeof term === "boolean") return String(term);
  if (term instanceof Numeral) return term.text;
  if (typeof term === "string") return goString(term);
  if (term instanceof TermSet) return `[${term.members.toSorted(compareTerms).map(goJson).join(",")}]`;
  if (!(term instanceof TermObject)) return isArray(term) ? `[${term.map(goJson).join(",")}]` : "null";
  const entries = term.entries
    .map(([key, value]): [string, Term] => [typeof key === "string" ? key : goJson(key), value])
    .toSorted(([a], [b]) => compareTerms(a, b));
  return `{${entries.map(([key, value]) => `${goString(key)}:${goJson(value)}`).join(",")}}`;
}

function goString(value: string): string {
  const hexadecimal = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, hexadecimal);
}

/** Numbers keep the digits they were written with. */
export function parseJson(written: string): Term {
  try {
    // The reviver is told the source of what it is given (https://tc39.es/proposal-json-parse-with-source).
    return JSON.parse(written, ((_key: string, value: unknown, context: { readonly source?: string }) =>
      asTerm(value, context.source)) as (key: string, value: unknown) => unknown) as Term;
  } catch {
    throw new Undefined();
  }
}

function asTerm(value: unknown, source: string | undefined): Term {
  if (typeof value === "number") return new Numeral(source ?? String(value));
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value as Term;
  return new TermObject(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), inner as Term]));
}

function isJson(written: string): boolean {
  try {
    JSON.parse(written);
    return true;
  } catch {
    return false;
  }
}

function layoutOf(options: Term | undefined) {
  if (!(options instanceof TermObject)) throw new Undefined();
  const given = new Map(options.entries.map(([key, value]) => [text(key), value]));
  const [prefix = "", indent = "\t", pretty] = [given.get("prefix"), given.get("indent"), given.get("pretty")];
  if ([...given.keys()].some((key) => !["prefix", "indent", "pretty"].includes(key))) throw new Undefined();
  if (pretty !== undefined && typeof pretty !== "boolean") throw new Undefined();
  const isPretty = pretty ?? (given.has("prefix") || given.has("indent"));
  return { prefix: text(prefix), indent: text(indent), isPretty };
}

/** As Go's json.Indent: what is empty stays on one line. */
function indented(compact: string, prefix: string, indent: string): string {
  const tokens = compact.match(/"(?:[^"\\]|\\.)*"|\[\]|\{\}|[[\]{},:]|[^"[\]{},:]+/g) ?? [];
  const line = (depth: number): string => `\n${prefix}${indent.repeat(depth)}`;
  let depth = 0;
  return tokens
    .map((token) => {
      if (token === "[" || token === "{") return token + line(++depth);
      if (token === "]" || token === "}") return line(--depth) + token;
      if (token === ",") return token + line(depth);
      return token === ":" ? ": " : token;
    })
    .join("");
}
