import fc from "fast-check";
import { expect, test } from "vitest";
import { amend } from "../../../src/adapters/opa/amend.ts";
import { BinaryReader, positive, unsigned } from "../../../src/adapters/opa/wasm-sections.ts";

test("what is no module of OPA's is refused, and never run as it is", () => {
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

  expect(() => amend(empty)).toThrow("The module has no section 1.");
  expect(() => amend(new Uint8Array([...empty, 1, 9, 1]))).toThrow();
});

test("numbers are read as they are written", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 - 1 }), (value) => {
      expect(new BinaryReader(Uint8Array.from(unsigned(value))).unsigned()).toBe(value);
      const signed = positive(value);
      expect((signed.at(-1) ?? 0) & 0x40, "its sign is that of a number that is not negative").toBe(0);
      expect(new BinaryReader(Uint8Array.from(signed)).unsigned()).toBe(value);
    }),
  );
});
