import type { Option } from "./command.ts";
import { visibleLines } from "./visible-lines.ts";

/** One line that asks for something. `name` is one of the names given, or null for a word of our namespace that is none. */
export type CommandLine = {
  readonly name: string | null;
  /** As it was written. */
  readonly word: string;
  readonly rest: string;
};

type Arguments =
  | { readonly ok: true; readonly words: readonly string[]; readonly options: ReadonlyMap<string, readonly string[]> }
  | { readonly ok: false; readonly problem: string };

const namespace = "fairlead";

/** Nobody means more than this in one comment. */
const mostCommands = 5;

/**
 * The commands of a comment, in order: one per line, at the line's very start, bare or after `/fairlead`.
 * Other bots' words are passed over in silence.
 */
export function parseCommands(body: string, names: ReadonlySet<string>): readonly CommandLine[] {
  return visibleLines(body)
    .flatMap((line) => commandOf(line ?? "", names) ?? [])
    .slice(0, mostCommands);
}

function commandOf(line: string, names: ReadonlySet<string>): CommandLine | undefined {
  const [, word = "", rest = ""] = /^\/([a-z][a-z-]*)(?=\s|$)(.*)$/i.exec(line) ?? [];
  if (word.toLowerCase() === namespace) return namespaced(rest.trim(), names);
  const name = word.toLowerCase();
  return names.has(name) ? { name, word, rest: rest.trim() } : undefined;
}

function namespaced(text: string, names: ReadonlySet<string>): CommandLine {
  const [, word = "", rest = ""] = /^(\S*)(.*)$/.exec(text) ?? [];
  if (word === "" || straightened(word) === "--help") return { name: "help", word: "help", rest: "" };
  const name = word.toLowerCase();
  return { name: names.has(name) ? name : null, word, rest: rest.trim() };
}

/** Words and options of a command. Quotes and dashes count as they were typed before autocorrection. */
export function parseArguments(text: string, known: readonly Option[]): Arguments {
  const tokens = tokensOf(text);
  if (tokens === undefined) return { ok: false, problem: "A quote is opened and not closed." };
  const words: string[] = [];
  const options = new Map<string, readonly string[]>();
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    const given = token.quoted ? undefined : optionOf(token.text);
    if (given === undefined) {
      words.push(token.text);
      continue;
    }
    const option = [...known, help].find(({ long, short }) => given.name === long || given.name === short);
    if (option === undefined) return { ok: false, problem: `There is no option ${given.written}.` };
    const takesNext = option.takes !== "flag" && given.value === undefined;
    if (takesNext) index += 1;
    const value = takesNext ? tokens[index]?.text : given.value;
    if (option.takes === "flag" ? value !== undefined : value === undefined || value === "") {
      return { ok: false, problem: `The option --${option.long} takes ${option.takes === "flag" ? "no" : "a"} value.` };
    }
    options.set(option.long, merged(option, options.get(option.long), value ?? ""));
  }
  return { ok: true, words, options };
}

/** Understood by every command. */
const help: Option = { long: "help", short: "h", takes: "flag" };

function merged(option: Option, before: readonly string[] | undefined, value: string): readonly string[] {
  if (option.takes !== "list") return [value];
  const values = value.split(",").map((one) => one.trim());
  return [...(before ?? []), ...values.filter(Boolean)];
}

type Token = { readonly text: string; readonly quoted: boolean };

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const pattern =
    /\s*(?:(["'“”„‟‘’])((?:(?!["'“”„‟‘’]).)*)(["'“”„‟‘’])(?=\s|$)|([^\s"'“”„‟]+=)["“”„‟]([^"“”„‟]*)["“”„‟]|(\S+))/gy;
  for (const [, open, quoted = "", , prefix, value = "", plain = ""] of text.matchAll(pattern)) {
    if (open !== undefined) tokens.push({ text: quoted, quoted: true });
    else if (prefix !== undefined) tokens.push({ text: straightened(prefix) + value, quoted: false });
    else if (/^["“”„‟]/.test(plain)) return undefined;
    else tokens.push({ text: straightened(plain), quoted: false });
  }
  return tokens;
}

function optionOf(
  text: string,
): { readonly name: string; readonly value: string | undefined; readonly written: string } | undefined {
  const [, name, value] = /^--?([a-z][a-z-]*)(?:=(.*))?$/i.exec(text) ?? [];
  return name === undefined ? undefined : { name: name.toLowerCase(), value, written: `--${name}` };
}

/** Telephones turn `--env` into `—env` and `-e` into `–e`. */
function straightened(text: string): string {
  const [, dashes, rest = ""] = /^([‐‑‒–—―−]+)(.*)$/u.exec(text) ?? [];
  if (dashes === undefined) return text;
  return `${/^[a-z](?:=|$)/i.test(rest) ? "-" : "--"}${rest}`;
}
