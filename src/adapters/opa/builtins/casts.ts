import { isArray, Numeral, sorted, type Term, TermObject, TermSet, termText } from "../term.ts";
import { type Builtin, text, Undefined, Unsupported } from "./builtin.ts";

/** The values of one kind as they are; all others are undefined. Only policies in the old syntax can call these. */
/** As Go's strconv.ParseFloat takes numbers; the spelling that JSON does not have is put into its own. */
function toNumber(value: Term | undefined): string {
  if (value === null || value === false) return "0";
  if (value === true) return "1";
  if (value instanceof Numeral) return value.text;
  const given = text(value);
  if (/^[+-]?(?:inf|infinity|nan)$/i.test(given) || /^[+-]?0x/i.test(given)) return hexadecimal(given);
  const found = /^([+-]?)(\d[\d_]*)?(?:(\.)([\d_]*))?([eE][+-]?\d[\d_]*)?$/.exec(given);
  const [, sign = "", whole = "", , fraction = "", exponent = ""] = found ?? [];
  if (found === null || whole + fraction === "" || /__|_$|^_|_[.eE]|[.eE+-]_/.test(given)) throw new Undefined();
  const bare = `${whole === "" ? "0" : whole}${fraction === "" ? "" : `.${fraction}`}${exponent}`.replaceAll("_", "");
  if (!Number.isFinite(Number(bare))) throw new Undefined();
  return `${sign.replace("+", "")}${bare.replace(/^0+(?=\d)/, "")}`;
}

function hexadecimal(given: string): string {
  if (/^[+-]?0x[^p]*$/i.test(given)) throw new Undefined();
  throw new Unsupported(`${JSON.stringify(given)} is a number that cannot be read here.`);
}

export const casts: Readonly<Record<string, Builtin>> = {
  to_number: toNumber,
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
