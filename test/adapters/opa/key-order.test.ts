import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyOrder } from "../../../src/adapters/opa/key-order.ts";

const keysOf = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 8 });

test("a value is gone through in the order of its keys, also within a walk through itself", () => {
  fc.assert(
    fc.property(keysOf, (keys) => {
      const order = new KeyOrder();
      const values = new Map([[7, keys]]);
      const sorted = keys.toSorted((a, b) => a - b);
      const pairs: (readonly [number, number])[] = [];

      for (const outer of walk(order, values, 7)) {
        for (const inner of walk(order, values, 7)) pairs.push([outer, inner]);
      }

      expect(pairs).toEqual(sorted.flatMap((outer) => sorted.map((inner) => [outer, inner])));
    }),
  );
});

test("an address that another value stands at is gone through anew", () => {
  const order = new KeyOrder();

  const walks = [[3, 1, 2], [5], [], [9, 8]].map((keys) => [...walk(order, new Map([[7, keys]]), 7)]);

  expect(walks).toEqual([[1, 2, 3], [5], [], [8, 9]]);
});

/** As a module asks: for the first key with 0, for each next with the one before. */
function* walk(order: KeyOrder, values: ReadonlyMap<number, readonly number[]>, address: number): Iterable<number> {
  const iterate = (at: number, previous: number): number => {
    const keys = values.get(at) ?? [];
    return keys[previous === 0 ? 0 : keys.indexOf(previous) + 1] ?? 0;
  };
  const compare = (a: number, b: number): number => a - b;
  for (
    let key = order.next(address, 0, iterate, compare);
    key !== 0;
    key = order.next(address, key, iterate, compare)
  ) {
    yield key;
  }
}
