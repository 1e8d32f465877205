import fc from "fast-check";
import { expect, test } from "vitest";
import { foldAlike } from "../../src/domain/alike.ts";

const first = (text: string) => text.slice(0, 1);

test("what many say is said once, where the first says it, and few stand as they are", () => {
  expect(foldAlike(["b1", "a1", "b2", "a2", "b3", "c1", "b4"], first)).toEqual([
    { first: "b1", others: ["b2", "b3", "b4"] },
    { first: "a1", others: [] },
    { first: "a2", others: [] },
    { first: "c1", others: [] },
  ]);
});

test("nothing is lost", () => {
  const things = fc.uniqueArray(fc.tuple(fc.constantFrom("a", "b"), fc.nat()).map(([kind, of]) => `${kind}${of}`));
  fc.assert(
    fc.property(things, (given) => {
      const folded = foldAlike(given, first).flatMap((one) => [one.first, ...one.others]);
      expect(folded.toSorted()).toEqual(given.toSorted());
    }),
  );
});
