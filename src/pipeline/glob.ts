/**
 * A gitignore-like pattern as a predicate on paths: `*` and `?` stay within a segment, `**` crosses them,
 * a pattern without a slash matches at any depth, and what matches a directory matches all below it.
 * Costs at most pattern times path, whatever the pattern: no regular expression is made of it.
 */
export function parseGlob(pattern: string): (path: string) => boolean {
  const anchored = pattern.replace(/\/$/, "").includes("/");
  const segments = pattern.replace(/^\//, "").replace(/\/$/, "").split("/");
  const wanted = anchored ? segments : ["**", ...segments];
  return (path) => matchesPrefix(wanted, path.split("/"));
}

/** Whether the pattern matches the path or one of its directories. */
function matchesPrefix(pattern: readonly string[], path: readonly string[]): boolean {
  // at[i]: the first i segments of the pattern match what has been read of the path.
  let at: readonly boolean[] = skipStars(pattern, [true, ...pattern.map(() => false)]);
  for (const segment of path) {
    const next = pattern.map((part, index) => at[index] === true && part !== "**" && matchesSegment(part, segment));
    const kept = pattern.map((part, index) => part === "**" && (at[index] === true || at[index + 1] === true));
    at = skipStars(pattern, [false, ...pattern.map((_, index) => next[index] === true || kept[index] === true)]);
    if (at[pattern.length] === true) return true;
  }
  return false;
}

/** `**` also stands for nothing at all. */
function skipStars(pattern: readonly string[], at: readonly boolean[]): readonly boolean[] {
  const skipped = [...at];
  for (const [index, part] of pattern.entries()) {
    // A last `**` needs at least one segment: `a/**` is what lies in a, and a itself is not.
    if (part === "**" && index < pattern.length - 1 && skipped[index] === true) skipped[index + 1] = true;
  }
  return skipped;
}

/** The two-pointer match: on a mismatch only the last star gives way. */
function matchesSegment(pattern: string, text: string): boolean {
  let star = -1;
  let resume = 0;
  let p = 0;
  let t = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
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
