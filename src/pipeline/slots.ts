/** Runs work when it is its turn; rejects as the work does. */
type Slots = <T>(owner: object, work: () => Promise<T>) => Promise<T>;

/**
 * So many at once, and those who wait take turns by owner: whoever wants four is not kept waiting by somebody
 * before it who wants a thousand.
 */
export function createSlots(count: number): Slots {
  let free = count;
  /** In the order of their turns; an owner without anything waiting is not in it. */
  const waiting = new Map<object, (() => void)[]>();

  function enqueue(owner: object, start: () => void): void {
    const own = waiting.get(owner);
    if (own === undefined) waiting.set(owner, [start]);
    else own.push(start);
  }

  function startNext(): void {
    const [turn] = waiting;
    if (turn === undefined) {
      free += 1;
      return;
    }
    const [owner, own] = turn;
    const start = own.shift();
    waiting.delete(owner);
    if (own.length > 0) waiting.set(owner, own);
    start?.();
  }

  return async (owner, work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((start) => enqueue(owner, start));
    try {
      return await work();
    } finally {
      startNext();
    }
  };
}
