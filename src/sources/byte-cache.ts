/**
 * Keeps what was used last, up to a weight; forgets the rest. What weighs more than the whole is not kept, and below
 * half of it the order is that of keeping.
 */
export class ByteCache<Key, Value> {
  readonly #kept = new Map<Key, { readonly value: Value; readonly weight: number }>();
  readonly #maxWeight: number;
  #weight = 0;

  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight;
  }

  get(key: Key): Value | undefined {
    const entry = this.#kept.get(key);
    if (entry === undefined) return undefined;
    // Who was used last matters only where something may have to go.
    if (this.#weight * 2 > this.#maxWeight) {
      this.#kept.delete(key);
      this.#kept.set(key, entry);
    }
    return entry.value;
  }

  set(key: Key, value: Value, weight: number): void {
    this.delete(key);
    if (weight > this.#maxWeight) return;
    this.#kept.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#kept.keys()) {
      if (this.#weight <= this.#maxWeight) break;
      this.delete(oldest);
    }
  }

  delete(key: Key): void {
    const entry = this.#kept.get(key);
    if (entry === undefined) return;
    this.#kept.delete(key);
    this.#weight -= entry.weight;
  }
}
