/**
 * Go's `path.Match`: `*` and `?` stay within a segment, `[a-z]` and `[^a]` are classes, `\` escapes. False for
 * a pattern that Go calls bad, as Argo CD's generators take it. Costs at most pattern times name.
 */
export function pathMatcher(pattern: string): (name: string) => boolean {
  const tokens = parsePattern(pattern, "within");
  return (name) => tokens !== null && matches(tokens, name);
}

/**
 * Git's pathspec, which Argo CD's files generator takes by default: `*` crosses `/`, and what names a
 * directory means everything in it.
 */
export function pathspecMatcher(pattern: string): (name: string) => boolean {
  const plain = pattern.replace(/\/+$/, "");
  const tokens = parsePattern(pattern, "across");
  return (name) =>
    plain === name ||
    plain === "." ||
    plain === "" ||
    name.startsWith(`${plain}/`) ||
    (tokens !== null && matches(tokens, name));
}

/** What may stand at one place, or a star. */
type Token = { readonly star: boolean; readonly allows: (character: string) => boolean };

function parsePattern(pattern: string, stars: "within" | "across"): readonly Token[] | null {
  const within = (character: string) => stars === "across" || character !== "/";
  const tokens: Token[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? "";
    if (character === "*") tokens.push({ star: true, allows: within });
    else if (character === "?") tokens.push({ star: false, allows: within });
    else if (character === "[") {
      const found = parseClass(characters, at + 1);
      if (found === null) return null;
      tokens.push({ star: false, allows: (one) => within(one) && found.allows(one) });
      at = found.end;
    } else {
      if (character === "\\") at += 1;
      const wanted = characters[at];
      if (wanted === undefined) return null;
      tokens.push({ star: false, allows: (one) => one === wanted });
    }
  }
  return tokens;
}

function parseClass(
  characters: readonly string[],
  start: number,
): { readonly allows: (character: string) => boolean; readonly end: number } | null {
  const negated = characters[start] === "^" || characters[start] === "!";
  const ranges: [string, string][] = [];
  for (let at = start + (negated ? 1 : 0); at < characters.length; at += 1) {
    if (characters[at] === "]" && ranges.length > 0) {
      const within = (one: string) => ranges.some(([from, to]) => one >= from && one <= to);
      return { allows: (one) => within(one) !== negated, end: at };
    }
    const from = characters[at] === "\\" ? characters[++at] : characters[at];
    const isRange = characters[at + 1] === "-" && characters[at + 2] !== "]";
    const to = isRange ? characters[at + 2] : from;
    if (from === undefined || to === undefined) return null;
    if (isRange) at += 2;
    ranges.push([from, to]);
  }
  return null;
}

/** The two-pointer match: on a mismatch only the last star gives way. */
function matches(tokens: readonly Token[], name: string): boolean {
  // A star that may not cross a slash fails there; one before it cannot help, because both stay within.
  const characters = [...name];
  let at = 0;
  let token = 0;
  let star = -1;
  let resume = 0;
  while (at < characters.length) {
    const next = tokens[token];
    if (next?.star === true) {
      star = token++;
      resume = at;
    } else if (next?.allows(characters[at] ?? "") === true) {
      token += 1;
      at += 1;
    } else if (star >= 0 && tokens[star]?.allows(characters[resume] ?? "") === true) {
      token = star + 1;
      at = ++resume;
    } else return false;
  }
  while (tokens[token]?.star === true) token += 1;
  return token === tokens.length;
}
