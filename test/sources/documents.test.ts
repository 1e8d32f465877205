import fc from "fast-check";
import { expect, test } from "vitest";
import { keepDocuments, readDocuments, readPlaces } from "../../src/sources/documents.ts";
import { kubectl, readByKubectl } from "./kubectl.ts";

function read(text: string) {
  return readDocuments(Buffer.from(text));
}

function only(text: string): unknown {
  const { documents, problems } = read(text);
  expect(problems).toEqual([]);
  return documents[0]?.object;
}

function problem(text: string): string {
  const { problems } = read(text);
  return problems.map(({ line, column, rule }) => `${line}:${column} ${rule}`).join(", ");
}

const scalars =
  "[yes, on, Off, n, N, Y, y, NO, yES, 0777, 0o17, 08, 1_000, 0x1F, 0b11, 1e3, .5, 1., +1, -0b11, ~, null, NULL, nULL, " +
  "2020-01-01, 2001-12-14t21:59:43.10-05:00, 1:30, 0.1_0, _1, 1__0, 0x_1, -0, 1e1000, -.5, +.5, .5_0, !foo 1, !!str 1, " +
  '!!int "7", !!float 3, !!bool "yes", !!binary aGk=, "<<", 18446744073709551615, 99999999999999999999, =, .e3, +, ' +
  "0x, 1e, 1.2.3, 1 2, 0o8, -0x1f, -017, 12e03, '1', \"yes\", ! 1, 0b12, 00, 007, 1.5e-3, .inf5, infinity, nan]";

const shapes = [
  "{1: a, 1.5: b, true: c, 0777: d}",
  "{m: {<<: {a: 2, b: 3}, a: 1}}",
  "{m: {a: 1, <<: {a: 2, b: 3}}}",
  "{m: {<<: [{a: 1}, {a: 2, b: 3}]}}",
  "a: &x {b: 1}\nc: *x\nd: [*x, *x]",
  'a: |\n  one\n  two\nb: >-\n  one\n  two\nc: "one\\\n  two"',
];

test.skipIf(kubectl === undefined).each([`a: ${scalars}`, ...shapes])("means what Kubernetes reads: %s", (spec) => {
  expect(only(spec)).toEqual(readByKubectl(spec));
});

test.skipIf(kubectl === undefined)("plain scalars mean what Kubernetes reads, whatever they look like", () => {
  const word = fc.stringMatching(/^[-+0-9.eExXoObB_yYnNaAuUlLtTrRsSfFiI~]{1,7}$/);
  const sample = fc
    .sample(word, { numRuns: 2000, seed: 7 })
    .filter((text) => !/^[-?]?$|^-+$|^\.\.\.$|^[-+]?\.(inf|nan)$/i.test(text));
  const spec = `a:\n${sample.map((text) => `- ${text}`).join("\n")}`;

  expect(only(spec)).toEqual(readByKubectl(spec));
});

test("what JSON can say is read back as it was written", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value);
      expect(JSON.stringify(only(text))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test("documents keep their line and their position in the stream, empty ones counted", () => {
  expect(read("\ufeff# intro\n---\n---\na: 1\n---\n# nothing\n---\nb: 2\n").documents).toEqual([
    { object: { a: 1 }, line: 4, index: 1 },
    { object: { b: 2 }, line: 8, index: 3 },
  ]);
});

test.each([
  ["a: 1\na: 2", "2:1 duplicate-key"],
  ["{a: 1, a: 2}", "1:8 duplicate-key"],
  ["on: 1\ntrue: 2", "2:1 duplicate-key"],
  ["<<: {a: 1}\na: 2\na: 3", "3:1 duplicate-key"],
  ["a: 1\n<<: {a: 2}\na: 3", "3:1 duplicate-key"],
  ["a: *x", "1:5 unknown-anchor"],
  ["a: &x [*x]", "1:9 recursive-anchor"],
  ["? null\n: 1", "1:3 key"],
  ["? [a]\n: 1", "1:3 key"],
  ["a: .inf", "1:4 scalar"],
  ["a: !!int x", "1:10 scalar"],
  ["a: 1\n<<: 2", "2:1 merge"],
  ["a: b: c", "1:5 syntax"],
  [`a: ${"[".repeat(300)}`, "1:259 syntax"],
])("refuses %s", (text, where) => {
  expect(problem(text)).toBe(where);
});

test("aliases that unfold without end are refused, and quickly", () => {
  const levels = Array.from(
    { length: 12 },
    (_, at) => `l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(",")}]`,
  );

  expect(problem(`l0: &l0 [x]\n${levels.join("\n")}`)).toMatch(/^\d+:\d+ alias-bomb$/);
});

test("a bracket that closes at its key's column is read, and moves no line", () => {
  const { documents, problems } = read("a: [\n  1\n]\n---\nb: [\n]\n---\nc: 1\nc: 2\n");

  expect(documents.map(({ line }) => line)).toEqual([1, 5]);
  expect(problems).toMatchObject([{ line: 9, column: 1 }]);
});

test("places count in the text as it was given, whatever had to be indented to read it", () => {
  const text = "a: [\nx,\n]\nb:\n  c: {\n y: 1\n}\nd: [\n]\ne: 5\n";
  const { documents, offsets } = readPlaces(text);
  const places = offsets.get(documents[0]?.object ?? null);

  expect([...(places ?? [])].map(([key, offset]) => [key, text.slice(offset, offset + 2)])).toEqual([
    ["a", "a:"],
    ["b", "b:"],
    ["d", "d:"],
    ["e", "e:"],
  ]);
});

test("a document with a problem does not hide its neighbours", () => {
  expect(read("a: 1\n---\nb: 1\nb: 2\n---\nc: 1\n")).toEqual({
    documents: [
      { object: { a: 1 }, line: 1, index: 0 },
      { object: { c: 1 }, line: 6, index: 2 },
    ],
    problems: [
      { line: 4, column: 1, rule: "duplicate-key", message: 'The key "b" is written twice in the same mapping.' },
    ],
  });
});

test.each([
  ["UTF-16", Buffer.from("\ufeffa: 1", "utf16le")],
  ["NUL", Buffer.from("a: 1\0")],
  ["Latin-1", Buffer.from([0x61, 0x3a, 0x20, 0xe9])],
])("%s is refused as an encoding", (_, bytes) => {
  expect(readDocuments(bytes)).toMatchObject({ documents: [], problems: [{ line: 1, rule: "encoding" }] });
});

test("no text makes the reader throw", () => {
  const piece = fc.constantFrom(
    "a: ",
    "- ",
    "\n",
    "  ",
    "&x ",
    "*x",
    "[",
    "]",
    "{",
    "}",
    "|\n",
    "<<: ",
    "? ",
    "!!int ",
    "'",
    '"',
    "---\n",
    "1",
    "b",
    "#",
    "\t",
    ",",
    "...",
    "%Y",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const { documents, problems } = read(pieces.join(""));
      expect([...documents, ...problems].every(({ line }) => line >= 1)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test("__proto__ is a key like any other", () => {
  const value = only("__proto__: {a: 1}\nconstructor: 2") as object;

  expect(Object.entries(value)).toEqual([
    ["__proto__", { a: 1 }],
    ["constructor", 2],
  ]);
  expect((value as { a?: unknown }).a).toBeUndefined();
});

test("documents that are kept are parsed once for the same bytes", () => {
  const bytes = Buffer.from("a: 1\n");

  const kept = keepDocuments(bytes);

  expect(kept.documents).toMatchObject([{ object: { a: 1 } }]);
  expect(readDocuments(bytes)).toBe(kept);
  expect(readDocuments(Buffer.from(bytes))).toEqual(kept);
});
