/** Fewer are read sooner where each stands in full. */
const foldedFrom = 4;

/** The first of several things that say the same, with the others. */
type Alike<T> = { readonly first: T; readonly others: readonly T[] };

/**
 * Things in their order; of those that say the same, where there are many, the first with the others below it:
 * one sentence is read once.
 */
export function foldAlike<T extends object | string>(
  things: readonly T[],
  saying: (thing: T) => string,
): readonly Alike<T>[] {
  const groups = Map.groupBy(things, saying);
  return things.flatMap((thing): readonly Alike<T>[] => {
    const [first, ...others] = groups.get(saying(thing)) ?? [];
    if (others.length + 1 < foldedFrom) return [{ first: thing, others: [] }];
    return thing === first ? [{ first: thing, others }] : [];
  });
}
