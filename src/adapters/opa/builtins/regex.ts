import { type Builtin, json, text, Undefined, whole } from "./builtin.ts";

/**
 * The functions over regular expressions that OPA does not compile into the module. OPA's syntax is
 * RE2's; what JavaScript cannot say the same way is refused, and the expression is undefined.
 */
export const regex: Readonly<Record<string, Builtin>> = {
  "regex.split": (pattern, value) => json(split(compile(text(pattern)), text(value))),
  "regex.replace": (value, pattern, replacement) =>
    json(text(value).replace(compile(text(pattern)), expansion(text(replacement)))),
  "regex.find_n": (pattern, value, count) => {
    const found = [...text(value).matchAll(compile(text(pattern)))].map(([match]) => match);
    const wanted = whole(count);
    return json(wanted < 0 ? found : found.slice(0, wanted));
  },
  "regex.template_match": (template, value, open, close) =>
    json(fromTemplate(text(template), text(open), text(close)).test(text(value))),
};

/** An RE2 pattern as a JavaScript one: leading flags, named groups, text anchors, POSIX classes. */
function compile(pattern: string): RegExp {
  const given = /^\(\?([imsU]+)\)/.exec(pattern);
  const flags = given?.[1] ?? "";
  if (flags.includes("U")) throw new Undefined();
  const source = pattern
    .slice(given?.[0].length ?? 0)
    .replaceAll("(?P<", "(?<")
    .replace(/\[\[:(\w+):\]\]/g, (_, name: string) => `[${posix[name] ?? refuse()}]`)
    .replace(/\\([Az])/g, (_, anchor: string) => (anchor === "A" ? "(?<![\\s\\S])" : "(?![\\s\\S])"));
  try {
    return new RegExp(source, `gu${flags.replace(/[^ims]/g, "")}`);
  } catch {
    throw new Undefined();
  }
}

const posix: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "\\w",
  xdigit: "0-9A-Fa-f",
};

function refuse(): never {
  throw new Undefined();
}

/** Go's Split leaves out what the pattern captures, unlike JavaScript's. */
function split(pattern: RegExp, value: string): string[] {
  if (value === "") return [""];
  const parts: string[] = [];
  let start = 0;
  for (const match of value.matchAll(pattern)) {
    if (match[0] === "" && (match.index === 0 || match.index === value.length)) continue;
    parts.push(value.slice(start, match.index));
    start = match.index + match[0].length;
  }
  return [...parts, value.slice(start)];
}

/** Go's `$1`, `${1}`, `$name`: the longest run of word characters is the name, and an unknown one is empty. */
function expansion(replacement: string): (...match: unknown[]) => string {
  return (...match) => {
    const groups = match.at(-1);
    const named = typeof groups === "object" && groups !== null ? new Map(Object.entries(groups)) : new Map();
    return replacement.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
      if (whole === "$$") return "$";
      const name = braced ?? bare ?? "";
      const captures = match.slice(
        0,
        match.findIndex((part) => typeof part === "number"),
      );
      const found = /^\d+$/.test(name) ? captures[Number(name)] : named.get(name);
      return found === undefined ? "" : String(found);
    });
  };
}

function fromTemplate(template: string, open: string, close: string): RegExp {
  const parts = template.split(open);
  const source = parts.slice(1).map((part) => {
    const end = part.indexOf(close);
    if (end < 0) throw new Undefined();
    return `(?:${part.slice(0, end)})${RegExp.escape(part.slice(end + close.length))}`;
  });
  return compileOnce(`^${RegExp.escape(parts[0] ?? "")}${source.join("")}$`);
}

function compileOnce(source: string): RegExp {
  try {
    return new RegExp(source, "u");
  } catch {
    throw new Undefined();
  }
}
