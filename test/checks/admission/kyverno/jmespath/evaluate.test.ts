import { search } from "@jmespath-community/jmespath";
import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateExpression } from "../../../../../src/checks/admission/kyverno/jmespath/evaluate.ts";
import { NotEvaluated } from "../../../../../src/checks/admission/kyverno/outcome.ts";
import type { Json, JsonObject } from "../../../../../src/domain/json.ts";

function evaluate(expression: string, root: JsonObject = {}): Json {
  return evaluateExpression(expression, { root, incomplete: new Map() });
}

const document = {
  a: { b: [1, 2, 3], c: null, "d.e/f": "x", g: "" },
  list: [
    { n: "one", v: 1, tags: ["a"] },
    { n: "two", v: 2 },
    { n: "three", v: 3, tags: ["b", "c"] },
  ],
  size: "512Mi",
};

test.each<[string, Json]>([
  ["a.b[0]", 1],
  ["a.b[-1]", 3],
  ["a.b[9]", null],
  ["a.b[1:]", [2, 3]],
  ["a.b[::-1]", [3, 2, 1]],
  ["a.c", null],
  ["a.c.d", null],
  ['a."d.e/f"', "x"],
  ["a.g || 'none'", "none"],
  ["a.missing || 'none'", "none"],
  ["a.missing.deeper || `[]`", []],
  ["list[].n", ["one", "two", "three"]],
  ["list[*].tags[]", ["a", "b", "c"]],
  ["list[?v > `1`].n", ["two", "three"]],
  ["list[?n == 'two'] | [0].v", 2],
  ["list[?contains(n, 'o')].n", ["one", "two"]],
  ["list[].{name: n, first: tags[0]} | [1]", { name: "two", first: null }],
  ["[a.missing, size]", [null, "512Mi"]],
  ["a.missing == null", true],
  ["a.missing == `null`", true],
  ["!(a.missing)", true],
  ["a.b && size", "512Mi"],
  ["length(list)", 3],
  ["sort_by(list, &n)[].v", [1, 3, 2]],
  ["max_by(list, &v).n", "three"],
  ["map(&to_upper(@), list[].n)", ["ONE", "TWO", "THREE"]],
  ["join(',', list[].n)", "one,two,three"],
  ["keys(a)", ["b", "c", "d.e/f", "g"]],
  ["not_null(a.c, a.missing, size)", "512Mi"],
  ["to_string(a.b)", "[1,2,3]"],
  ['to_string(`{"b": "<x>", "a": 1}`)', '{"a":1,"b":"\\u003cx\\u003e"}'],
  ["to_number('1.5')", 1.5],
  ["to_number('x')", null],
  ["type(a)", "object"],
  ['merge(`{"x": 1}`, `{"y": 2}`)', { x: 1, y: 2 }],
  ["split('a/b', '/')", ["a", "b"]],
  ["trim('--a--', '-')", "a"],
  ["trim_prefix('abc', 'a')", "bc"],
  ["replace('aXbXc', 'X', '-', `1`)", "a-bXc"],
  ["replace_all('aXbXc', 'X', '-')", "a-b-c"],
  ["regex_match('^[a-z]+$', 'abc')", true],
  ["regex_match('^\\\\d+$', `12`)", true],
  ["regex_replace_all_literal('[0-9]', 'a1b2', '$1')", "a$1b$1"],
  ["regex_replace_all('h.*', '2400h0m0s', '')", "2400"],
  ["regex_replace_all('([a-z])(?P<digit>[0-9])', 'a1-b2', '${digit}$1')", "1a-2b"],
  ["regex_replace_all('([a-z])', 'ab', '$1x')", ""],
  ["regex_replace_all('a', 'ab', '$$-$9-$none')", "$--b"],
  ["regex_replace_all('(x)?b', 'ab', '[$1]')", "a[]"],
  ["pattern_match('a*', 'abc')", true],
  ['label_match(`{"a": "b"}`, `{"a": "b", "c": "d"}`)', true],
  ["to_boolean('True')", true],
  ["base64_decode('YQ==')", "a"],
  ["base64_encode('a')", "YQ=="],
  ["path_canonicalize('/a/../b//c/')", "/b/c"],
  ["truncate('abcdef', `3`)", "abc"],
  ["semver_compare('1.2.3', '>=1.0.0 <2.0.0')", true],
  ["semver_compare('2.0.0-rc.1', '>=2.0.0')", false],
  ["semver_compare('3.0.0', '<1.0.0 || 3.0.0')", true],
  ["parse_json('{\"a\": [1]}').a[0]", 1],
  ["parse_yaml('a: [yes, 0777]')", { a: [true, 511] }],
  [
    "items(`{\"b\": 2, \"a\": 1}`, 'k', 'v')",
    [
      { k: "a", v: 1 },
      { k: "b", v: 2 },
    ],
  ],
  ['object_from_lists(`["a", "b"]`, `[1]`)', { a: 1, b: null }],
  ["lookup(a, 'g')", ""],
  ["lookup(`[1, 2]`, `1`)", 2],
  ["add(`1`, `2`)", 3],
  ["sum(`[1, 2, 3]`)", 6],
  ["add('1h', '90s')", "1h1m30s"],
  ["subtract('90s', '1h')", "-58m30s"],
  ["divide('1Gi', size)", 2],
  ["divide('1h', '60s')", 60],
  ["multiply(`2`, `3`)", 6],
  ["modulo(`7`, `4`)", 3],
  ["round(`2.567`, `2`)", 2.57],
])("%s", (expression, wanted) => {
  expect(evaluate(expression, document)).toEqual(wanted);
});

test.each([
  ["a.missing", 'Unknown key "missing" in path'],
  ["a.missing.deeper", 'Unknown key "missing" in path'],
  ["length(a.c)", "invalid argument type"],
  ["to_upper(`1`)", "invalid argument type"],
  ["to_boolean('perhaps')", "to_boolean is given 'perhaps'"],
  ["divide(`1`, `0`)", "zero divisor"],
  ["add('1Gi', '1h')", "types mismatch"],
  ["base64_decode('?')", "illegal base64"],
  ['sort(`[1, "a"]`)', "all strings or all numbers"],
])("%s is an error of the rule", (expression, message) => {
  expect(() => evaluate(expression, document)).toThrow(message);
  expect(() => evaluate(expression, document)).toThrow(expect.objectContaining({ name: "RuleFault" }));
});

test.each([
  "random('a')",
  "time_now()",
  "x509_decode('a')",
  "a.b[0] + `1`",
  "size[0:3]",
  "let $a = size in $a",
  "a ==",
  "to_upper('ß')",
  "add('1h', '30m')",
])("%s is not evaluated", (expression) => {
  expect(() => evaluate(expression, document)).toThrow(NotEvaluated);
});

test("sums of quantities are the same quantity, whatever their suffix", () => {
  expect(evaluate("divide(add('1Gi', '512Mi'), '1536Mi')")).toBe(1);
  expect(evaluate("subtract('1', '250m')")).toBe("750000000n");
});

test("where every field is there, the answers are those of JMESPath", () => {
  const leaf = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom("x", "", "yz"), fc.boolean());
  const row = fc.record({ a: leaf, b: fc.array(leaf, { maxLength: 3 }), c: fc.record({ d: leaf }) });
  const expressions = [
    "[].a",
    "[*].b[]",
    "[?a].c.d",
    "[].[a, c.d]",
    "[0].c",
    "[].b | [0]",
    "[?length(b) > `1`].a",
    "[].{x: a, y: b[0]}",
    "[1:].a",
    "[?a == c.d].b[]",
  ];
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), fc.constantFrom(...expressions), (rows, expression) => {
      const text = expression.startsWith("[") ? `rows${expression}` : expression;
      expect(evaluate(text, { rows })).toEqual(search({ rows } as never, text));
    }),
  );
});
