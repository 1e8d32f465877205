import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearest, onlyNear } from "../../src/domain/nearest.ts";

test.each([
  ["replica", "replicas"],
  ["imagePullPolcy", "imagePullPolicy"],
  ["lables", "labels"],
  ["comand", "command"],
  ["protocoll", "protocol"],
])("%s is taken for %s", (wrong, right) => {
  expect(nearest(wrong, ["name", "image", "command", right])).toBe(right);
});

test("a word that is like none of the candidates has no nearest", () => {
  expect(nearest("a", ["b", "c"])).toBeUndefined();
  expect(nearest("frobnicate", ["name", "image"])).toBeUndefined();
});

test("the distance of two words is the same both ways, and zero only for equal ones", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = editDistance(a, b, 20);
      return (
        distance === editDistance(b, a, 20) &&
        (distance === 0) === (a === b) &&
        distance <= Math.max(a.length, b.length)
      );
    }),
  );
});

test("a name among few is found again behind a slip of the finger", () => {
  const names = ["check", "plan", "render", "doctor"];

  expect(nearest("chek", names)).toBe("check");
  expect(nearest("plna", names)).toBe("plan");
  expect(nearest("doctro", names)).toBe("doctor");
  expect(nearest("serve", names)).toBeUndefined();
  expect(nearest("", names)).toBeUndefined();
});

test("where two names are near, none is the only one", () => {
  expect(onlyNear("hosts", ["host", "hostz"])).toBeUndefined();
  expect(onlyNear("hosst", ["host", "image"])).toBe("host");
});

test("one letter added is one step", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.nat(8), (text, at) => {
      expect(editDistance(text, `${text.slice(0, at)}x${text.slice(at)}`, 20)).toBe(1);
    }),
  );
});
