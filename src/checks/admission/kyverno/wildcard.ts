import { LeftToKyverno } from "./outcome.ts";

/**
 * Whether a text matches a pattern with `*` for any characters and `?` for exactly one, over the whole of it.
 * Some versions of Kyverno read a dot as any character: where that would change the answer, there is none.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  if (pattern === "*" || pattern === text) return true;
  if (!/[*?.]/.test(pattern)) return false;
  if (matches(pattern, text, false)) return true;
  if (pattern.includes(".") && matches(pattern, text, true)) {
    throw new LeftToKyverno(
      `versions of Kyverno differ in whether ${JSON.stringify(pattern)} matches ${JSON.stringify(text)}`,
    );
  }
  return false;
}

export function hasWildcard(text: string): boolean {
  return text.includes("*") || text.includes("?");
}

/** In time of the product of both lengths at worst, whatever the pattern. */
function matches(pattern: string, text: string, anyDot: boolean): boolean {
  const wanted = [...pattern];
  const given = [...text];
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < given.length; ) {
    const one = wanted[at];
    if (one === "*") {
      star = at;
      at += 1;
      resume = index;
    } else if (one !== undefined && (one === "?" || one === given[index] || (anyDot && one === "."))) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else return false;
  }
  return wanted.slice(at).every((one) => one === "*");
}
