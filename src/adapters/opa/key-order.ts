/**
 * The order in which Rego goes through objects and sets: by their keys. Modules keep them by hashes, and a value's
 * address says which it is; what is known of an address is forgotten when a new walk through it begins.
 */
export class KeyOrder {
  readonly #following = new Map<number, Map<number, number>>();

  /** The key behind the previous one, or the first for 0; 0 behind the last. */
  next(address: number, previous: number, iterate: Iterate, compare: Compare): number {
    if (previous !== 0) return this.#following.get(address)?.get(previous) ?? 0;
    const keys: number[] = [];
    for (let key = iterate(address, 0); key !== 0; key = iterate(address, key)) keys.push(key);
    if (keys.length > 1) keys.sort(compare);
    this.#following.set(address, new Map(keys.map((key, index) => [key, keys[index + 1] ?? 0])));
    return keys[0] ?? 0;
  }

  clear(): void {
    this.#following.clear();
  }
}

type Iterate = (address: number, previous: number) => number;
type Compare = (address: number, other: number) => number;
