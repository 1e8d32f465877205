/** Whether a path matches. */
export type PathMatcher = (path: string) => boolean;

type Token =
  | { readonly kind: "many" }
  | { readonly kind: "one"; readonly fits: (character: string) => boolean }
  | { readonly kind: "either"; readonly choices: readonly (readonly Token[])[] };

/**
 * A glob as Argo CD's `directory.include` and `exclude` have it (gobwas/glob without separators): `*` and `**`
 * match anything, slashes too, `?` one character, `[a-z]` and `[!a-z]` one of a class, `{a,b}` one of several.
 * Time grows with path times pattern. Undefined when the pattern is broken.
 */
export function parseDirectoryGlob(pattern: string): PathMatcher | undefined {
  const parsed = sequence([...pattern], 0, false);
  if (parsed === undefined) return undefined;
  return (path) => {
    const characters = [...path];
    return advance(parsed.tokens, characters, new Set([0])).has(characters.length);
  };
}

/** The places that can be reached in a text from some of its places. */
function advance(tokens: readonly Token[], text: readonly string[], from: ReadonlySet<number>): ReadonlySet<number> {
  let at = from;
  for (const token of tokens) {
    if (at.size === 0) return at;
    at = step(token, text, at);
  }
  return at;
}

function step(token: Token, text: readonly string[], at: ReadonlySet<number>): ReadonlySet<number> {
  switch (token.kind) {
    case "many": {
      const first = Math.min(...at);
      return new Set(Array.from({ length: text.length - first + 1 }, (_, index) => first + index));
    }
    case "one":
      return new Set([...at].filter((place) => place < text.length && token.fits(text[place] ?? "")).map((n) => n + 1));
    case "either":
      return new Set(token.choices.flatMap((choice) => [...advance(choice, text, at)]));
  }
}

type Parsed = { readonly tokens: readonly Token[]; readonly end: number };

/** Up to the end, or inside braces up to a comma or the closing one. */
function sequence(pattern: readonly string[], start: number, inside: boolean): Parsed | undefined {
  const tokens: Token[] = [];
  let at = start;
  while (at < pattern.length) {
    const character = pattern[at] ?? "";
    if (inside && (character === "," || character === "}")) return { tokens, end: at };
    const next = character === "{" ? choices(pattern, at + 1) : single(pattern, at);
    if (next === undefined) return undefined;
    tokens.push(...next.tokens);
    at = next.end;
  }
  return inside ? undefined : { tokens, end: at };
}

function choices(pattern: readonly string[], start: number): Parsed | undefined {
  const found: (readonly Token[])[] = [];
  for (let at = start; ; ) {
    const choice = sequence(pattern, at, true);
    if (choice === undefined) return undefined;
    found.push(choice.tokens);
    at = choice.end + 1;
    if (pattern[choice.end] === "}") return { tokens: [{ kind: "either", choices: found }], end: at };
  }
}

function single(pattern: readonly string[], at: number): Parsed | undefined {
  const character = pattern[at] ?? "";
  if (character === "*") return { tokens: [{ kind: "many" }], end: at + 1 };
  if (character === "?") return { tokens: [{ kind: "one", fits: () => true }], end: at + 1 };
  if (character === "[") return classAt(pattern, at);
  const literal = character === "\\" ? pattern[at + 1] : character;
  if (literal === undefined) return undefined;
  return { tokens: [{ kind: "one", fits: (found) => found === literal }], end: at + (character === "\\" ? 2 : 1) };
}

function classAt(pattern: readonly string[], start: number): Parsed | undefined {
  const end = pattern.indexOf("]", start + 2);
  if (end < 0) return undefined;
  const negated = pattern[start + 1] === "!";
  const members = pattern.slice(start + (negated ? 2 : 1), end);
  const [from = "", dash, to] = members;
  const fits =
    members.length === 3 && dash === "-" && to !== undefined
      ? (found: string) => from <= found && found <= to
      : (found: string) => members.includes(found);
  return { tokens: [{ kind: "one", fits: (found) => fits(found) !== negated }], end: end + 1 };
}
