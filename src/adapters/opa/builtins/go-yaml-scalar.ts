import { readPlain } from "../../../sources/scalar.ts";
import { Undefined, Unsupported } from "./builtin.ts";
import { parseMoment } from "./go-time-parse.ts";

type Place = { readonly indent: number; readonly column: number; readonly isKey: boolean };

/** From here on a line is broken at its next space. */
const bestWidth = 80;

/** Text as go-yaml writes it: plain where that reads back as text, in quotes or as a block where it must. */
export function scalarText(value: string, place: Place): string {
  if (/[\x7f-\x9f]/.test(value)) throw new Unsupported("YAML with control characters cannot be written here.");
  const shape = analyze(value);
  if (place.isKey && (shape.isMultiline || Buffer.byteLength(value) > 128)) {
    throw new Unsupported("YAML with keys over lines, or of more than 128 bytes, cannot be written here.");
  }
  if (value.includes("\n")) return shape.mayBeBlock && !place.isKey ? block(value, place) : doubleQuoted(value, place);
  if (!readsAsText(value)) return doubleQuoted(value, place);
  if (shape.mayBePlain && !(value === "" && place.isKey)) return folded(value, place);
  if (!shape.mayBeSingle) return doubleQuoted(value, place);
  return `'${folded(value.replaceAll("'", "''"), { ...place, column: place.column + 1 })}'`;
}

/** A plain scalar with these characters is no number, word or time, also to readers of YAML 1.1. */
function readsAsText(value: string): boolean {
  if (/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(value) || isTime(value)) return false;
  const reading = readPlain(value);
  return reading.ok && typeof reading.value === "string";
}

function isTime(value: string): boolean {
  if (!/^\d{4}-/.test(value)) return false;
  const layouts = ["2006-1-2T15:4:5.999999999Z07:00", "2006-1-2t15:4:5.999999999Z07:00", "2006-1-2 15:4:5.999999999"];
  return [...layouts, "2006-1-2"].some((layout) => {
    try {
      parseMoment(layout, value);
      return true;
    } catch (error) {
      if (error instanceof Undefined) return false;
      throw error;
    }
  });
}

function analyze(value: string) {
  const isMultiline = /[\n\r\u2028\u2029]/.test(value);
  // Nothing beyond the Basic Multilingual Plane is printable to go-yaml, and no tab.
  const hasSpecial = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(value);
  const [edge, breakSpace, spaceBreak] = [/^[ \n]|[ \n]$/, /[\n\r\u2028\u2029] /, / [\n\r\u2028\u2029]/];
  const isIndicated = /^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@`]|^[?:-](?:[ \t]|$)|:(?:[ \t]|$)|[ \t\n\r]#/.test(value);
  const isQuotable = !hasSpecial && !spaceBreak.test(value);
  return {
    isMultiline,
    mayBePlain: isQuotable && !isMultiline && !edge.test(value) && !isIndicated,
    mayBeSingle: isQuotable && !breakSpace.test(value),
    mayBeBlock: isQuotable && !value.endsWith(" "),
  };
}

/** Broken at a single space wherever the line has become too long. */
function folded(value: string, { indent, column, isKey }: Place): string {
  let [result, at] = ["", column];
  const characters = [...value];
  for (const [index, character] of characters.entries()) {
    const isAlone = character === " " && characters[index - 1] !== " " && characters[index + 1] !== " ";
    if (isAlone && !isKey && at > bestWidth && index > 0 && index < characters.length - 1) {
      result += `\n${" ".repeat(indent)}`;
      at = indent;
    } else {
      result += character;
      at += 1;
    }
  }
  return result;
}

const escapes: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\u2028": "L",
  "\u2029": "P",
};

function doubleQuoted(value: string, { indent, column, isKey }: Place): string {
  let [result, at, wasSpace] = ['"', column + 1, false];
  const characters = [...value];
  for (const [index, character] of characters.entries()) {
    const mayBreak = !isKey && !wasSpace && at > bestWidth && index > 0 && index < characters.length - 1;
    wasSpace = character === " ";
    if (wasSpace && mayBreak) {
      const kept = characters[index + 1] === " " ? "\\" : "";
      result += `\n${" ".repeat(indent)}${kept}`;
      at = indent + kept.length;
      continue;
    }
    const written = quoted(character);
    result += written;
    at += [...written].length;
  }
  return `${result}"`;
}

function quoted(character: string): string {
  const known = escapes[character];
  if (known !== undefined) return `\\${known}`;
  if (/^[\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const [letter, width] = code <= 0xff ? ["x", 2] : code <= 0xffff ? ["u", 4] : ["U", 8];
  return `\\${letter}${code.toString(16).toUpperCase().padStart(width, "0")}`;
}

function block(value: string, { indent }: Place): string {
  if (/[\r\u2028\u2029]/.test(value)) throw new Unsupported("YAML with such line breaks cannot be written here.");
  const hint = /^[ \n]/.test(value) ? "2" : "";
  const chomping = value.endsWith("\n\n") || value === "\n" ? "+" : value.endsWith("\n") ? "" : "-";
  const lines = value.split("\n").map((line) => (line === "" ? "" : " ".repeat(indent) + line));
  return `|${hint}${chomping}\n${lines.join("\n")}`;
}
