import { compareTerms, isArray, Numeral, type Term, TermObject, TermSet } from "../term.ts";
import { formatFloat } from "./go-float.ts";
import { compareKeys } from "./go-yaml-keys.ts";
import { scalarText } from "./go-yaml-scalar.ts";
import { goJson } from "./json-text.ts";

/** As sigs.k8s.io/yaml writes a value: blocks, lists at the indentation of their key, keys in go-yaml's order. */
export function goYaml(term: Term): string {
  const { text } = node(term, { indent: -1, column: 0, isInMapping: false });
  return text.endsWith("\n") ? text : `${text}\n`;
}

type Place = {
  /** Of the block around it; -1 for none. */
  readonly indent: number;
  /** Where the text begins in its line. */
  readonly column: number;
  readonly isInMapping: boolean;
};

type Written = { readonly text: string; readonly isBlock: boolean };

function node(term: Term, place: Place): Written {
  if (term instanceof TermSet) return sequence(term.members.toSorted(compareTerms), place);
  if (term instanceof TermObject) return mapping(term, place);
  if (term === null || typeof term === "boolean") return { text: String(term), isBlock: false };
  if (term instanceof Numeral) return { text: number(term.text), isBlock: false };
  if (typeof term !== "string") return isArray(term) ? sequence(term, place) : { text: "null", isBlock: false };
  const indent = place.indent < 0 ? 2 : place.indent + 2;
  return { text: scalarText(term, { indent, column: place.column, isKey: false }), isBlock: false };
}

function sequence(items: readonly Term[], place: Place): Written {
  if (items.length === 0) return { text: "[]", isBlock: false };
  const indent = place.indent < 0 ? 0 : place.isInMapping ? place.indent : place.indent + 2;
  const lines = items.map((item) => `- ${node(item, { indent, column: indent + 2, isInMapping: false }).text}`);
  return { text: joined(lines, indent), isBlock: true };
}

function mapping(object: TermObject, place: Place): Written {
  if (object.entries.length === 0) return { text: "{}", isBlock: false };
  const indent = place.indent < 0 ? 0 : place.indent + 2;
  const lines = object.entries
    .map(([key, value]): [string, Term] => [typeof key === "string" ? key : goJson(key), value])
    .toSorted(([a], [b]) => compareKeys(a, b))
    .map(([key, value]) => {
      const name = scalarText(key, { indent: indent + 2, column: indent, isKey: true });
      const column = indent + [...name].length + 2;
      const { text, isBlock } = node(value, { indent, column, isInMapping: true });
      if (!isBlock) return `${name}: ${text}`;
      const isList = value instanceof TermSet || isArray(value);
      return `${name}:\n${" ".repeat(isList ? indent : indent + 2)}${text}`;
    });
  return { text: joined(lines, indent), isBlock: true };
}

function joined(lines: readonly string[], indent: number): string {
  const broken = lines.map((line, at) => (at < lines.length - 1 && !line.endsWith("\n") ? `${line}\n` : line));
  return broken.join(" ".repeat(indent));
}

/** Integers of 64 bits as they are, everything else as a float. */
function number(text: string): string {
  if (/^-?\d+$/.test(text)) {
    const value = BigInt(text);
    if (value >= -(1n << 63n) && value < 1n << 64n) return String(value);
  }
  return formatFloat(Number(text), "g", -1);
}
