/** The candidate that `text` is most likely a misspelling of; undefined when none is close. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const wanted = text.toLowerCase();
  const limit = limitOf(text);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of candidates) {
    const distance = distanceOf(wanted, name.toLowerCase(), limit);
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** The only candidate that `text` can be a misspelling of; undefined when there are several. */
export function onlyNear(text: string, candidates: readonly string[]): string | undefined {
  const limit = limitOf(text);
  const same = candidates.filter((name) => name.toLowerCase() === text.toLowerCase());
  if (same.length === 1) return same[0];
  const near = candidates.filter((name) => distanceOf(text.toLowerCase(), name.toLowerCase(), limit) <= limit);
  return near.length === 1 ? near[0] : undefined;
}

/** One slip in a short word, two or three in a long one: more than that is another word. */
function limitOf(text: string): number {
  return text.length < 3 ? 0 : Math.min(3, Math.floor(text.length / 3));
}

function distanceOf(wanted: string, name: string, limit: number): number {
  return isCutShort(wanted, name) ? 1 : editDistance(wanted, name, limit);
}

/** `index` for `indexed`: the word was right as far as it went. */
function isCutShort(text: string, name: string): boolean {
  return text.length >= 4 && name.startsWith(text) && name.length - text.length <= Math.max(3, text.length / 2);
}

/** Insertions, deletions, replacements and swaps of neighbours; anything above `limit` is `limit + 1`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let twoBack: number[] = [];
  let oneBack = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((oneBack[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (oneBack[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (twoBack[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    [twoBack, oneBack] = [oneBack, row];
  }
  return Math.min(oneBack[b.length] ?? 0, limit + 1);
}
