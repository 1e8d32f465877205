import fc from "fast-check";
import { expect, test } from "vitest";
import { keysOf, pointerOf } from "../../src/domain/json-pointer.ts";

test("slashes and tildes of a key are escaped", () => {
  expect(pointerOf(["metadata", "annotations", "example.com/a~b", 0])).toBe(
    "/metadata/annotations/example.com~1a~0b/0",
  );
});

test("the whole document has no keys", () => {
  expect(pointerOf([])).toBe("");
  expect(keysOf("")).toEqual([]);
});

test("keys come back from their pointer as they were", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (keys) => {
      expect(keysOf(pointerOf(keys))).toEqual(keys);
    }),
  );
});
