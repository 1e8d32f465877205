import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import { findWritten } from "../../src/sources/written.ts";

const object = {
  metadata: { namespace: "shop", name: "web" },
  spec: {
    targetNamespace: "shop",
    images: [{ name: "nginx", newTag: "9" }],
    patches: [{ patch: "x", target: { kind: "A" } }],
  },
};

test.each([
  ["namespace", "shop", ["spec", "targetNamespace"]],
  ["images", { newTag: "9", name: "nginx" }, ["spec", "images", 0]],
  ["patches", { target: { kind: "A" }, patch: "x" }, ["spec", "patches", 0]],
  ["namePrefix", "web", undefined],
  ["images", { name: "nginx" }, undefined],
])("what is laid over the field %s as %j is said at %j", (field, value, way) => {
  expect(findWritten(object, field, value)).toEqual(way);
});

test("where it is found, that value stands", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (document, value) => {
      const way = findWritten(document as Json, "images", value as Json) ?? [];
      let at: unknown = document;
      for (const key of way) at = (at as Record<string | number, unknown>)[key];

      if (way.length > 0) expect(at).toEqual(value);
    }),
  );
});
