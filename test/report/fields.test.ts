import { expect, test } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import { everyField, fewFields, fieldLines } from "../../src/report/fields.ts";

function lines(before: Json, after: Json): readonly string[] {
  return fieldLines([{ path: "spec.x", before, after }], everyField);
}

test("a scalar is shown before and after", () => {
  expect(lines(2, 3)).toEqual(["- spec.x: 2", "+ spec.x: 3"]);
});

test("an absent side has no line", () => {
  expect(lines(null, "new")).toEqual(["+ spec.x: new"]);
  expect(lines("old", null)).toEqual(["- spec.x: old"]);
});

test.each([
  ["3", '"3"'],
  ["true", '"true"'],
  ["", '""'],
  ["a: b", '"a: b"'],
  [" a", '" a"'],
  ["nginx:1.27", "nginx:1.27"],
  ["(hidden)", "(hidden)"],
])("the string %j is written %s, never as another type", (value, written) => {
  expect(lines(null, value)).toEqual([`+ spec.x: ${written}`]);
});

test("text over several lines is compared by line, with a little around it", () => {
  const before = ["a", "b", "c", "d", "e", "f", "g"].join("\n");

  expect(lines(before, before.replace("f", "F"))).toEqual(["@@ spec.x @@", "  c", "  d", "  e", "- f", "+ F", "  g"]);
});

test("an object is compared as YAML", () => {
  expect(lines({ cpu: "1", memory: "1Gi" }, { cpu: "1", memory: "2Gi" })).toEqual([
    "@@ spec.x @@",
    '  cpu: "1"',
    "- memory: 1Gi",
    "+ memory: 2Gi",
  ]);
});

test("a masked value that changes is one line without a value", () => {
  expect(lines("(hidden)", "(hidden, changed)")).toEqual(["! spec.x: (hidden, changed)"]);
});

test("what is cut is counted", () => {
  const fields = Array.from({ length: 20 }, (_, index) => ({ path: `f${index}`, before: null, after: index }));
  const text = Array.from({ length: 50 }, (_, index) => `line ${index}`).join("\n");

  expect(fieldLines(fields, fewFields).at(-1)).toBe("# and 12 more fields");
  expect(fieldLines([{ path: "t", before: null, after: text }], fewFields).at(-1)).toBe("# and 42 more lines");
});

test("texts that share nothing are shown whole, one after the other", () => {
  const text = (letter: string) => Array.from({ length: 600 }, (_, index) => `${letter}${index}`).join("\n");

  const shown = fieldLines([{ path: "t", before: text("a"), after: text("b") }], {
    ...everyField,
    lines: 10_000,
  });

  expect(shown.length).toBe(1_201);
  expect(shown[1]).toBe("- a0");
  expect(shown[601]).toBe("+ b0");
});
