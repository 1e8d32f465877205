import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { createExpressions } from "../../../src/adapters/cel/expressions.ts";
import { fromJson } from "../../../src/adapters/cel/from-json.ts";
import { toJson } from "../../../src/adapters/cel/to-json.ts";
import { evaluate } from "./evaluate.ts";

const expressions = createExpressions({ workers: 1 });
const small = createExpressions({ workers: 1, maxHeapMegabytes: 16 });
const hurried = createExpressions({ workers: 1, timeoutMs: 0 });
afterAll(() => Promise.all([expressions.close(), hurried.close(), small.close()]));

const leaf = fc.constantFrom(
  "1",
  "-2",
  "3u",
  "1.5",
  "'a'",
  "b'a'",
  "true",
  "false",
  "null",
  "x",
  "x.a",
  "x.?a",
  "[]",
  "{}",
);

/** Texts that look like expressions, some of which are. */
const { text } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc
      .tuple(
        tie("text"),
        fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", "in"),
        tie("text"),
      )
      .map((parts) => `(${parts.join(" ")})`),
    fc.tuple(tie("text"), tie("text"), tie("text")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc
      .tuple(tie("text"), fc.constantFrom("all", "exists", "exists_one", "map", "filter"), tie("text"))
      .map(([a, name, b]) => `${a}.${name}(x, ${b})`),
    fc
      .tuple(tie("text"), fc.constantFrom("size()", "a", "?a", "split('a')", "sum()", "orValue(1)"))
      .map((parts) => parts.join(".")),
    fc
      .tuple(fc.constantFrom("string", "int", "double", "type", "dyn", "quantity", "duration"), tie("text"))
      .map(([name, a]) => `${name}(${a})`),
    fc.array(tie("text"), { maxLength: 3 }).map((parts) => `[${parts.join(", ")}]`),
    fc.tuple(tie("text"), tie("text")).map(([a, b]) => `${a}[${b}]`),
    fc.tuple(tie("text")).map(([a]) => `!${a}`),
  ),
}));

test("whatever is written has a value, or a reason why it has none", () => {
  fc.assert(
    fc.property(text, fc.jsonValue({ maxDepth: 2, stringUnit: "grapheme" }).filter(isExact), (written, json) => {
      const found = evaluate(written, new Map([["x", fromJson(json as never)]]));
      expect(["value", "refused", "failed", "not-evaluated"]).toContain(found.status);
    }),
    { numRuns: 2000 },
  );
});

/** From 2^53 on nobody knows what a number was, and it is said so. */
function isExact(json: unknown): boolean {
  return !/\d{16}|e\+/.test(JSON.stringify(json));
}

test("what the checker calls a boolean, an integer or a text is one", () => {
  const kinds: Readonly<Record<string, string>> = {
    bool: "boolean",
    int: "bigint",
    string: "string",
    double: "number",
  };
  fc.assert(
    fc.property(text, (written) => {
      const found = evaluate(written, new Map([["x", fromJson({ a: 1, b: [true] })]]));
      if (found.status !== "value" || kinds[found.type] === undefined) return;
      expect(typeof found.value).toBe(kinds[found.type]);
    }),
    { numRuns: 2000 },
  );
});

test("any text at all is taken or refused", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (written) => void evaluate(written)));
});

test("JSON stays what it is", () => {
  const numbers = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e15, min: -1e15 }));
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 3 },
      numbers.map((one) => one + 0),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("json")),
      fc.dictionary(fc.string(), tie("json"), { noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(json, (value) => {
      expect(toJson(fromJson(value as never))).toEqual(value);
    }),
  );
});

const endless = ["lists.range(1000).map(a, lists.range(1000).map(b, lists.range(1000).map(c, c)))", "1 == 1"];

test("what costs too much has no answer, and leaves the others theirs", async () => {
  expect(await expressions.evaluate({ variables: [], expressions: endless, kubernetes: 36 }, [{ a: 1 }])).toEqual([
    [expect.objectContaining({ status: "not-evaluated" }), { status: "value", value: true }],
  ]);
});

test("a regular expression takes the time of its text, however it is written", async () => {
  const program = {
    variables: [],
    expressions: ["('a' + text).matches('^(a+)+$')", "text.matches('(x+x+)+y')"],
    kubernetes: 36,
  };
  const input = { text: `${"a".repeat(5000)}!` };
  expect(await expressions.evaluate(program, [input])).toEqual([
    [
      { status: "value", value: false },
      { status: "value", value: false },
    ],
  ]);
});

test("what takes longer than it may is not evaluated", async () => {
  const program = { variables: [], expressions: ["1 == 1"] };
  expect(await hurried.evaluate(program, [{}, {}])).toEqual([
    [{ status: "not-evaluated", reason: "it took longer than 0 s", exhausted: true }],
    [{ status: "not-evaluated", reason: "it took longer than 0 s", exhausted: true }],
  ]);
});

test("what takes more memory than it may is not evaluated, and costs nobody else their answer", async () => {
  const list = "lists.range(650).map(a, lists.range(650).map(b, text + 'x'))";
  const program = { variables: [], expressions: [`${list}.size() > 0`], kubernetes: 36 };
  const easy = { variables: [], expressions: ["text.size() > 0"], kubernetes: 36 };
  const inputs = [{ text: "a" }, { text: "b" }, { text: "c" }];
  const answers = await small.evaluate([easy, program, easy], inputs);
  expect(answers).toEqual([
    [{ status: "value", value: true }],
    [{ status: "not-evaluated", reason: "it took more memory than it may", exhausted: true }],
    [{ status: "value", value: true }],
  ]);
});

test("nothing is evaluated any more when nobody wants it", async () => {
  const given = { variables: [], expressions: ["1 == 1"] };
  await expect(expressions.evaluate(given, [{}], AbortSignal.abort())).rejects.toThrow("no longer wanted");
});
