import { appendStep } from "../domain/field-path.ts";
import { nearest } from "../domain/nearest.ts";

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
  const close = nearest(word, known);
  return close === undefined ? "" : `; did you mean ${close}?`;
}
