import { RE2JS } from "re2js";
import { isArray, type Term } from "../term.ts";
import { type Builtin, json, text, Undefined } from "./builtin.ts";

/** As https://github.com/gobwas/glob matches: separators stop `*` and `?`, but not `**`. */
export const glob: Readonly<Record<string, Builtin>> = {
  "glob.match": (pattern, delimiters, value) => {
    const given = text(value);
    // The library takes nothing for one character, as long as nothing else is asked for.
    if (pattern === "?" && given === "") return "true";
    return json(compile(text(pattern), separatorsOf(delimiters)).matches(given));
  },
  "glob.quote_meta": (pattern) => json(text(pattern).replace(/[*?\\[\]{}]/g, "\\$&")),
};

/** None is none at all, an empty list is a dot. */
function separatorsOf(term: Term | undefined): readonly string[] {
  if (term === null) return [];
  if (term === undefined || !isArray(term)) throw new Undefined();
  const given = term.map(text);
  if (given.some((one) => [...one].length !== 1)) throw new Undefined();
  return given.length === 0 ? ["."] : given;
}

const compiled = new Map<string, RE2JS>();

function compile(pattern: string, separators: readonly string[]): RE2JS {
  const key = JSON.stringify([pattern, separators]);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = RE2JS.compile(expressionOf(pattern, separators), RE2JS.DOTALL);
  // Patterns can be made of the input, so there is no end of them.
  if (compiled.size >= 100) compiled.clear();
  compiled.set(key, made);
  return made;
}

function expressionOf(pattern: string, separators: readonly string[]): string {
  const one = separators.length === 0 ? "." : `[^${separators.map(RE2JS.quote).join("")}]`;
  let depth = 0;
  const parts = pattern.match(/\\.|\*\*|\[!?(?:[^\]\\]-[^\]\\]|(?:[^\]\\]|\\.)+)\]|./gsu) ?? [];
  const translated = parts.map((part) => {
    if (part === "**") return ".*";
    if (part === "*") return `${one}*`;
    if (part === "?") return one;
    if (part === "{") {
      depth += 1;
      return "(?:";
    }
    if (part === "," && depth > 0) return "|";
    if (part === "}" && depth > 0) {
      depth -= 1;
      return ")";
    }
    if (part.startsWith("[") && part.length > 1) return listOf(part);
    if (part === "[") throw new Undefined();
    if (part === "\\") return "";
    return RE2JS.quote(part.startsWith("\\") ? part.slice(1) : part);
  });
  return translated.join("") + ")".repeat(depth);
}

/** One range, or one list of characters. */
function listOf(part: string): string {
  const isNot = part[1] === "!";
  const content = part.slice(isNot ? 2 : 1, -1);
  const range = /^(.)-(.)$/su.exec(content);
  const inside =
    range !== null
      ? `${RE2JS.quote(range[1] ?? "")}-${RE2JS.quote(range[2] ?? "")}`
      : [...content.replace(/\\(.)/gsu, "$1")].map((one) => RE2JS.quote(one)).join("");
  return `[${isNot ? "^" : ""}${inside}]`;
}
