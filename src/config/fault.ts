import { appendStep } from "../domain/field-path.ts";

/** A key of a map, or a position in a list. */
export type Segment = string | number;

/** One thing wrong at one place of the configuration, before that place has a line. */
export type Fault = {
  readonly path: readonly Segment[];
  /** Whether it is the key that is wrong, not what stands under it. */
  readonly atKey?: boolean;
  readonly message: string;
};

/** `["environments", 1, "soak"]` → `environments[1].soak`. */
export function pathText(path: readonly Segment[]): string {
  return path.reduce<string>(
    (text, segment) => appendStep(text, typeof segment === "number" ? { element: String(segment) } : { key: segment }),
    "",
  );
}

/**
 * A value as a message shows it. Long texts and addresses are not repeated: somebody may have pasted a
 * webhook's address, and that is a secret.
 */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return "an empty value";
  if (typeof value === "object") return Array.isArray(value) ? "this list" : "this map";
  const text = JSON.stringify(value);
  return text.length > 60 || text.includes("://") ? "this text" : text;
}

/** `; did you mean autoSync?` when one of the known words is near enough, else "". */
export function didYouMean(word: string, known: readonly string[]): string {
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits, candidate }) => edits <= Math.max(1, Math.floor(Math.min(candidate.length, word.length) / 3)))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0] === undefined ? "" : `; did you mean ${ranked[0].candidate}?`;
}

/** Levenshtein's distance. Words longer than any key of ours are as far as their length. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return Math.max(a.length, b.length);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...b].entries()) {
      const above = row[column + 1] ?? 0;
      const diagonal = row[column] ?? 0;
      next.push(Math.min(above + 1, (next[column] ?? 0) + 1, diagonal + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
