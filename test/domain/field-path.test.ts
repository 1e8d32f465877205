import fc from "fast-check";
import { expect, test } from "vitest";
import { appendStep, parseFieldPath } from "../../src/domain/field-path.ts";

test.each([
  ["spec.replicas", ["spec", "replicas"]],
  ["metadata.labels[helm.sh/chart]", ["metadata", "labels", "helm.sh/chart"]],
  ["spec.containers[web].ports[80/TCP]", ["spec", "containers", "web", "ports", "80/TCP"]],
  ["spec.containers[*].image", ["spec", "containers", "*", "image"]],
  ["data[a[b]c]", ["data", "a[b]c"]],
  ["", undefined],
  [".a", undefined],
  ["a..b", undefined],
  ["a.", undefined],
  ["a[", undefined],
  ["a[]", undefined],
  ["a]", undefined],
  ["a b", undefined],
])("%j is %j", (text, steps) => {
  expect(parseFieldPath(text)).toEqual(steps);
});

test("a path that is written is read as the same steps", () => {
  const key = fc.stringMatching(/^[A-Za-z0-9_./~ -]{1,12}$/);
  fc.assert(
    fc.property(fc.array(fc.record({ name: key, inList: fc.boolean() }), { minLength: 1 }), (steps) => {
      const path = steps.reduce(
        (text, { name, inList }) => appendStep(text, inList ? { element: name } : { key: name }),
        "",
      );
      expect(parseFieldPath(path)).toEqual(steps.map(({ name }) => name));
    }),
  );
});
