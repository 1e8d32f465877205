/**
 * The order in which Rego goes through objects and sets: by their keys. Modules keep them by hashes, and a value's
 * address says which it is; what is known of an address is forgotten when a new walk through it begins.
 */
export class KeyOrder {
  readonly #walks = new Map<number, { readonly keys: readonly number[]; at: number }>();

  /** The key behind the previous one, or the first for 0; 0 behind the last. */
  next(address: number, previous: number, iterate: Iterate, compare: Compare): number {
    return previous === 0 ? this.#begin(address, iterate, compare) : this.#goOn(address, previous);
  }

  clear(): void {
    if (this.#walks.size > 0) this.#walks.clear();
  }

  #begin(address: number, iterate: Iterate, compare: Compare): number {
    const first = iterate(address, 0);
    const second = first === 0 ? 0 : iterate(address, first);
    if (second === 0) {
      this.#walks.delete(address);
      return first;
    }
    const keys = [first];
    for (let key = second; key !== 0; key = iterate(address, key)) keys.push(key);
    keys.sort(compare);
    this.#walks.set(address, { keys, at: 0 });
    return keys[0] ?? 0;
  }

  #goOn(address: number, previous: number): number {
    const walk = this.#walks.get(address);
    if (walk === undefined) return 0;
    // Walks through the same value may stand within each other: then the place is looked for.
    const at = walk.keys[walk.at] === previous ? walk.at : walk.keys.indexOf(previous);
    walk.at = at + 1;
    return walk.keys[at + 1] ?? 0;
  }
}

type Iterate = (address: number, previous: number) => number;
type Compare = (address: number, other: number) => number;
