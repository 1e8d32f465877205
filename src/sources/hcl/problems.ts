import type { SourceProblem } from "../documents.ts";

/** What the parser calls the file; its messages begin with it. */
export const givenName = "input.tf";

/** More tell no more: one missing brace lets the rest of the file look wrong. */
const maxProblems = 5;

/** The parser's message, which may hold several, as problems with their lines; null when it is none of its own. */
export function problemsIn(message: string): readonly SourceProblem[] | null {
  const text = message.replace(/^parse config: \[/, "").replace(/\]$/, "");
  const place = /input\.tf:(\d+),(\d+)(?:-[\d,]+)?: /g;
  const starts = [...text.matchAll(place)];
  if (starts.length === 0) return null;
  const problems = starts.map((start, index): SourceProblem => {
    const said = text.slice(start.index + start[0].length, starts[index + 1]?.index);
    return { line: Number(start[1]), column: Number(start[2]), rule: "syntax", message: sentence(said) };
  });
  return problems.slice(0, maxProblems);
}

/** `Title; Detail. More detail.` in one sentence. */
function sentence(said: string): string {
  const [title = "", ...rest] = said.trim().split("; ");
  const [detail = ""] = rest.join("; ").split(/(?<=\.)\s/);
  const words = detail === "" ? `${title}.` : `${title}: ${detail}`;
  return words.replaceAll(/input\.tf:(\d+),[\d,-]+/g, "line $1");
}
