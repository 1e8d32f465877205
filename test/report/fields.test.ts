import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import type { FieldChange } from "../../src/domain/plan.ts";
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
  ["256Mi", "256Mi"],
  ["1e3", '"1e3"'],
  ["0x1f", '"0x1f"'],
  ["12:30", '"12:30"'],
  ["2026-11-21", '"2026-11-21"'],
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

test("what is all new is a tree, with steps that offer no choice joined", () => {
  const fields = [
    { path: "spec.template.spec.containers[web].image", before: null, after: "web:1" },
    { path: "spec.template.spec.containers[web].args", before: null, after: ["-v"] },
    { path: "spec.replicas", before: null, after: 2 },
    { path: "data[a.b/c]", before: null, after: "one\ntwo" },
  ];

  expect(fieldLines(fields, everyField)).toEqual([
    "+ spec:",
    "+   template.spec.containers[web]:",
    "+     image: web:1",
    "+     args:",
    "+       - -v",
    "+   replicas: 2",
    "+ data[a.b/c]: |",
    "+   one",
    "+   two",
  ]);
});

test("in a tree the values of a list have no name beside themselves", () => {
  const fields = [
    { path: "securityContext.capabilities.drop[ALL]", before: null, after: "ALL" },
    { path: "securityContext.runAsNonRoot", before: null, after: true },
    { path: "args[--x=1]", before: null, after: "--x=1" },
    { path: "finalizers[a]", before: null, after: "a" },
    { path: "finalizers[b]", before: null, after: "b" },
  ];

  expect(fieldLines(fields, everyField)).toEqual([
    "+ securityContext:",
    "+   capabilities.drop:",
    "+     - ALL",
    "+   runAsNonRoot: true",
    "+ args:",
    '+   - "--x=1"',
    "+ finalizers:",
    "+   - a",
    "+   - b",
  ]);
});

test("a tree shows every field, whatever the paths", () => {
  const path = fc.array(fc.constantFrom("a", "b", ".", "[", "]", "[c]", "[d.e/f]", ".g"), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(path, { minLength: 2, maxLength: 10 }), (paths) => {
      const fields = paths.map((parts, index) => ({ path: parts.join(""), before: null, after: `value-${index}` }));
      const text = fieldLines(fields, everyField).join("\n");

      for (const { after } of fields) expect(text).toMatch(new RegExp(`: ${after}$`, "m"));
    }),
  );
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
    total: 10_000,
  });

  expect(shown.length).toBe(1_201);
  expect(shown[1]).toBe("- a0");
  expect(shown[601]).toBe("+ b0");
});

test.each<readonly [string, FieldChange, readonly string[]]>([
  [
    "what is known only later",
    { path: "arn", before: "a", after: null, unknown: true },
    ["- arn: a", "+ arn: (known after apply)"],
  ],
  [
    "what is new and known only later",
    { path: "arn", before: null, after: null, unknown: true },
    ["+ arn: (known after apply)"],
  ],
  [
    "a list that is known only later",
    { path: "ids", before: ["a"], after: null, unknown: true },
    ["@@ ids @@", "- - a", "+ (known after apply)"],
  ],
  [
    "what forces a replacement",
    { path: "engine", before: "15", after: "16", replaces: true },
    ['- engine: "15"', '+ engine: "16"  # forces replacement'],
  ],
  [
    "what a difference means",
    { path: "spec.replicas", before: 2, after: 5, note: "from 2 to 5 replicas" },
    ["- spec.replicas: 2", "+ spec.replicas: 5  # from 2 to 5 replicas"],
  ],
  [
    "what something gone meant",
    { path: "spec.replicas", before: 2, after: null, note: "no longer fixed", replaces: true },
    ["- spec.replicas: 2  # no longer fixed, forces replacement"],
  ],
  [
    "an image's tag",
    { path: "spec.containers[a].image", before: "r:5000/a:1", after: "r:5000/a:2", note: "newer" },
    ["! spec.containers[a].image: r:5000/a, tag 1 → 2 (newer)"],
  ],
  ["an image from elsewhere", { path: "image", before: "a:1", after: "b:1" }, ["- image: a:1", "+ image: b:1"]],
  [
    "an image's digest",
    { path: "image", before: "a:1@sha256:11", after: "a:1@sha256:22" },
    ["- image: a:1@sha256:11", "+ image: a:1@sha256:22"],
  ],
  [
    "what only looks like an image",
    { path: "data.url", before: "a:1", after: "a:2" },
    ["- data.url: a:1", "+ data.url: a:2"],
  ],
  [
    "a hidden value that forces a replacement",
    { path: "password", before: "(hidden)", after: "(hidden, changed)", replaces: true },
    ["! password: (hidden, changed)  # forces replacement"],
  ],
])("%s is told beside the field", (_, field, expected) => {
  expect(fieldLines([field], everyField)).toEqual(expected);
});

test("in a tree of what is new, later values and meanings are told as well", () => {
  const fields: readonly FieldChange[] = [
    { path: "tags.team", before: null, after: "a", note: "first" },
    { path: "tags.id", before: null, after: null, unknown: true },
  ];

  expect(fieldLines(fields, everyField)).toEqual(["+ tags:", "+   team: a  # first", "+   id: (known after apply)"]);
});

test("one enormous change is cut as a whole, and what is cut is counted", () => {
  const fields = Array.from({ length: 250 }, (_, index) => ({ path: `f${index}`, before: 0, after: index + 1 }));

  const shown = fieldLines(fields, everyField);

  expect(shown.length).toBe(302);
  expect(shown.slice(-2)).toEqual(["# and 100 more lines", "# and 50 more fields"]);
});

test("texts that differ only where nobody reads on are never shown as equal", () => {
  const long = "same\n".repeat(50_000);

  expect(lines(`${long}a`, `${long}b`)).toEqual(["@@ spec.x @@", "# differs further down than this is read"]);
});
