import { diffLines } from "diff";

/** Two texts that differ so much that comparing takes longer are told apart as a whole. */
const timeout = 2_000;

/** The lines of `after`, from 1, that `before` has not got; every line when there is no `before`. */
export function addedLines(before: string | undefined, after: string): (line: number) => boolean {
  if (before === undefined) return () => true;
  const changes = diffLines(before, after, { timeout });
  if (changes === undefined) return () => true;
  const added = new Set<number>();
  let line = 1;
  for (const change of changes) {
    if (change.removed) continue;
    if (change.added) for (let offset = 0; offset < change.count; offset += 1) added.add(line + offset);
    line += change.count;
  }
  return (asked) => added.has(asked);
}
