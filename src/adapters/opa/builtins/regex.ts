import { RE2JS } from "re2js";
import { type Builtin, json, text, Undefined, whole } from "./builtin.ts";

/** Functions over regular expressions. Go's syntax is RE2's, and so is its time. */
export const regex: Readonly<Record<string, Builtin>> = {
  "regex.match": (pattern, value) => json(compile(text(pattern)).test(text(value))),
  re_match: (pattern, value) => json(compile(text(pattern)).test(text(value))),
  "regex.is_valid": (pattern) => json(typeof pattern === "string" && isPattern(pattern)),
  "regex.find_all_string_submatch_n": (pattern, value, count) => {
    const [found, wanted] = [matchesOf(compile(text(pattern)), text(value)), whole(count)];
    return json((wanted < 0 ? found : found.slice(0, wanted)).map(({ groups }) => groups));
  },
  "regex.split": (pattern, value) => json(split(compile(text(pattern)), text(value))),
  "regex.replace": (value, pattern, replacement) =>
    json(replace(text(value), compile(text(pattern)), text(replacement))),
  "regex.find_n": (pattern, value, count) => {
    const [given, wanted] = [text(value), whole(count)];
    const found = matchesOf(compile(text(pattern)), given).map(({ start, end }) => given.slice(start, end));
    return json(wanted < 0 ? found : found.slice(0, wanted));
  },
  "regex.template_match": (template, value, open, close) =>
    json(compile(fromTemplate(text(template), text(open), text(close))).test(text(value))),
};

const compiled = new Map<string, RE2JS>();

function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  let made: RE2JS;
  try {
    made = RE2JS.compile(pattern);
  } catch {
    throw new Undefined();
  }
  // Patterns can be made of the input, so there is no end of them.
  if (compiled.size >= 100) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

function isPattern(pattern: string): boolean {
  try {
    compile(pattern);
    return true;
  } catch {
    return false;
  }
}

type Match = {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly string[];
  readonly group: (name: string) => string;
};

/** Every match, without those of nothing right behind another. */
function matchesOf(pattern: RE2JS, value: string): readonly Match[] {
  const matcher = pattern.matcher(value);
  const names = pattern.namedGroups();
  const found: Match[] = [];
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start === end && found.at(-1)?.end === start) continue;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, at) => matcher.group(at) ?? "");
    found.push({
      start,
      end,
      groups,
      group: (name) => groups[/^\d+$/.test(name) ? Number(name) : (names[name] ?? -1)] ?? "",
    });
  }
  return found;
}

/** The texts between the matches; a match of nothing at the beginning divides nothing. */
function split(pattern: RE2JS, value: string): readonly string[] {
  if (value === "" && pattern.pattern() !== "") return [""];
  const parts: string[] = [];
  let [start, last] = [0, 0];
  for (const match of matchesOf(pattern, value)) {
    last = match.start;
    if (match.end !== 0) parts.push(value.slice(start, match.start));
    start = match.end;
  }
  return last === value.length ? parts : [...parts, value.slice(start)];
}

function replace(value: string, pattern: RE2JS, replacement: string): string {
  let [result, at] = ["", 0];
  for (const match of matchesOf(pattern, value)) {
    result += value.slice(at, match.start) + expand(replacement, match);
    at = match.end;
  }
  return result + value.slice(at);
}

/** Go's `$1`, `${1}`, `$name`: the longest run of word characters is the name, and an unknown one is empty. */
function expand(replacement: string, { group }: Match): string {
  return replacement.replace(
    /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (found, braced?: string, bare?: string) => (found === "$$" ? "$" : group(braced ?? bare ?? "")),
  );
}

/** Text with expressions between delimiters, which may hold pairs of the same delimiters. */
function fromTemplate(template: string, open: string, close: string): string {
  if ([...open].length !== 1 || [...close].length !== 1) throw new Undefined();
  let [source, part, depth] = ["", "", 0];
  for (const character of template) {
    const before = depth;
    if (character === open) depth += 1;
    else if (character === close) depth -= 1;
    if (depth < 0) throw new Undefined();
    if (before === 0 && depth === 1) {
      source += RE2JS.quote(part);
      part = "";
    } else if (before === 1 && depth === 0) {
      source += `(${part})`;
      part = "";
    } else part += character;
  }
  if (depth !== 0) throw new Undefined();
  return `^${source}${RE2JS.quote(part)}$`;
}
