type Token = { readonly kind: "many" } | { readonly kind: "one"; readonly fits: (character: string) => boolean };

/**
 * The lengths, from 1 and in order, of the beginnings of a text that a shell pattern matches: `*` any text,
 * `?` one character, `[a-z]` and `[^a-z]` one of a class. None for a pattern that is broken. All lengths are
 * found at once: time grows with text times pattern, whatever they are.
 */
export function prefixesOf(text: readonly string[], pattern: string): readonly number[] {
  const tokens = tokensOf([...pattern]);
  if (tokens === undefined) return [];
  let reached = new Uint8Array(text.length + 1);
  reached[0] = 1;
  for (const token of tokens) {
    const next = new Uint8Array(text.length + 1);
    for (let at = 0; at <= text.length; at += 1) {
      if (token.kind === "many") next[at] = reached[at] === 1 || next[at - 1] === 1 ? 1 : 0;
      else if (at > 0 && reached[at - 1] === 1 && token.fits(text[at - 1] ?? "")) next[at] = 1;
    }
    reached = next;
  }
  return [...reached.keys()].filter((length) => length > 0 && reached[length] === 1);
}

function tokensOf(pattern: readonly string[]): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? "";
    if (character === "*") tokens.push({ kind: "many" });
    else if (character === "?") tokens.push({ kind: "one", fits: () => true });
    else if (character === "[") {
      const end = pattern.indexOf("]", at + (pattern[at + 1] === "^" ? 3 : 2));
      if (end < 0) return undefined;
      tokens.push({ kind: "one", fits: classOf(pattern.slice(at + 1, end)) });
      at = end;
    } else {
      if (character === "\\") at += 1;
      const literal = pattern[at];
      if (literal === undefined) return undefined;
      tokens.push({ kind: "one", fits: (found) => found === literal });
    }
  }
  return tokens;
}

function classOf(body: readonly string[]): (character: string) => boolean {
  const negated = body[0] === "^";
  const ranges: (readonly [string, string])[] = [];
  const members = negated ? body.slice(1) : body;
  for (let at = 0; at < members.length; at += 1) {
    const from = members[at] ?? "";
    const isRange = members[at + 1] === "-" && members[at + 2] !== undefined;
    ranges.push([from, isRange ? (members[at + 2] ?? from) : from]);
    if (isRange) at += 2;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}
