/**
 * A gitignore-like pattern as a predicate on paths: `*`, `?` and `[a-z]` stay within a segment, `**` crosses
 * them, `{a,b}` is either, a pattern without a slash matches at any depth, and what matches a directory
 * matches all below it. Costs at most pattern times path: no regular expression is made of it.
 */
export function parseGlob(pattern: string): (path: string) => boolean {
  const alternatives = expandBraces(pattern).map((each) => {
    const anchored = each.replace(/\/$/, "").includes("/");
    const segments = each.replace(/^\//, "").replace(/\/$/, "").split("/");
    return (anchored ? segments : ["**", ...segments]).map(parseSegment);
  });
  return (path) => {
    const segments = path.split("/");
    return alternatives.some((each) => matchesPrefix(each, segments));
  };
}

type Segment = "**" | readonly Token[];

/** One character's predicate, or any number of characters. */
type Token = "*" | ((character: string) => boolean);

/** Braces multiply; beyond this they are taken as they stand. */
const maxAlternatives = 256;

function expandBraces(pattern: string): readonly string[] {
  let patterns = [pattern];
  for (;;) {
    const expanded = patterns.flatMap(expandFirst);
    if (expanded.length === patterns.length || expanded.length > maxAlternatives) return patterns;
    patterns = expanded;
  }
}

/** The first group that holds no other. */
function expandFirst(pattern: string): readonly string[] {
  const group = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (group === null) return [pattern];
  const [whole, choices = ""] = group;
  return choices
    .split(",")
    .map((choice) => pattern.slice(0, group.index) + choice + pattern.slice(group.index + whole.length));
}

function parseSegment(text: string): Segment {
  if (text === "**") return "**";
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    const close = character === "[" ? text.indexOf("]", at + 2) : -1;
    if (character === "*") tokens.push("*");
    else if (character === "?") tokens.push(() => true);
    else if (close > 0) {
      tokens.push(parseClass(text.slice(at + 1, close)));
      at = close;
    } else tokens.push((other) => other === character);
  }
  return tokens;
}

function parseClass(text: string): Token {
  const negated = /^[!^]/.test(text);
  const members = negated ? text.slice(1) : text;
  const ranges = [...members.matchAll(/(.)-(.)|(.)/gs)].map(
    ([, from, to, one]) => [from ?? one ?? "", to ?? one ?? ""] as const,
  );
  return (character) => ranges.some(([from, to]) => character >= from && character <= to) !== negated;
}

/** Whether the pattern matches the path or one of its directories. */
function matchesPrefix(pattern: readonly Segment[], path: readonly string[]): boolean {
  // at[i]: the first i segments of the pattern match what has been read of the path.
  let at: readonly boolean[] = skipStars(pattern, [true, ...pattern.map(() => false)]);
  for (const segment of path) {
    const next = pattern.map((part, index) =>
      part === "**"
        ? at[index] === true || at[index + 1] === true
        : at[index] === true && matchesSegment(part, segment),
    );
    at = skipStars(pattern, [false, ...next]);
    if (at[pattern.length] === true) return true;
  }
  return false;
}

/** `**` also stands for nothing at all; but a last one needs a segment: `a/**` is what lies in a, not a itself. */
function skipStars(pattern: readonly Segment[], at: readonly boolean[]): readonly boolean[] {
  const skipped = [...at];
  for (const [index, part] of pattern.entries()) {
    if (part === "**" && index < pattern.length - 1 && skipped[index] === true) skipped[index + 1] = true;
  }
  return skipped;
}

/** The two-pointer match: on a mismatch only the last star gives way. */
function matchesSegment(pattern: readonly Token[], text: string): boolean {
  let star = -1;
  let resume = 0;
  let p = 0;
  let t = 0;
  while (t < text.length) {
    const token = pattern[p];
    if (token === "*") {
      star = p++;
      resume = t;
    } else if (token?.(text[t] ?? "") === true) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
