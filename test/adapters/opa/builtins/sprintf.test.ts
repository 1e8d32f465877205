import fc from "fast-check";
import { expect, test } from "vitest";
import { sprintf } from "../../../../src/adapters/opa/builtins/sprintf.ts";
import { parseTerm } from "../../../../src/adapters/opa/read-term.ts";
import { isArray } from "../../../../src/adapters/opa/term.ts";
import { opaEval, opaPath } from "../local-tools.ts";

/** Go prints the inside of its structure for %w of a big integer, which means nothing outside Go. */
const bigInteger = "123456789012345678901234567890";

const values = [
  "0",
  "7",
  "-42",
  "65",
  "8364",
  "1114112",
  "9223372036854775807",
  bigInteger,
  "1.5",
  "-0.000012345",
  "1e100",
  "100000000000000000000000.5",
  "2.5",
  "0.1",
  "1.0",
  "1e3",
  "1234567.5",
  "100000.5",
  '"text"',
  '""',
  '"häß\\u20ac \\"q\\" \\u0001 `b` \\n"',
  "true",
  "null",
  "[]",
  '[1,"a",[true,null]]',
  "{}",
  '{"b":1,"a":{"c":[1.10,"é"]}}',
];
const verbs = ["v", "s", "q", "x", "X", "d", "b", "o", "O", "c", "U", "e", "E", "f", "F", "g", "G", "t", "T", "w", "z"];
const flags = [
  "",
  "+",
  "#",
  "-",
  " ",
  "0",
  "+#",
  "08",
  "-8",
  "8",
  "20",
  "+20",
  "012.3",
  ".2",
  ".0",
  "-12.5",
  "#.3",
  "# ",
  "020",
];

const matrix = values.flatMap((value) =>
  verbs
    .filter((verb) => verb !== "w" || value !== bigInteger)
    .flatMap((verb) => flags.map((flag): [string, string] => [`<%${flag}${verb}>`, `[${value}]`])),
);

const others: readonly [string, string][] = [
  ["no verbs", "[]"],
  ["100%%", "[]"],
  ["%", "[]"],
  ["%d", "[]"],
  ["%d %s", "[1]"],
  ["%s", '["a","b",3,1.5,true]'],
  ["%[2]v %[1]v", '["a","b"]'],
  ["%[3]v", '["a"]'],
  ["%[x]v", '["a"]'],
  ["%[1", '["a"]'],
  ["%[1]", '["a"]'],
  ["%[]v", '["a"]'],
  ["%[2]v %v", '["a","b","c"]'],
  ["%[1]v %v %v", '["a","b","c"]'],
  ["%*d", "[5,42]"],
  ["%-*d|", "[5,42]"],
  ["%*d", "[-5,42]"],
  ["%*d", '["x",42]'],
  ["%.*f", "[2,3.14159]"],
  ["%.*f", "[-2,3.14159]"],
  ["%.*f", '["x",3.14159]'],
  ["%[2]*[1]d", "[12,5]"],
  ["%[3]*.[2]*[1]f", "[12.0,2,6]"],
  ["%6.2f%%", "[99.5]"],
  ["%!", "[]"],
  ["%!d", "[1]"],
  ["%é", "[1]"],
  ["%5", "[1]"],
  ["%10000019d", "[1]"],
  ["%[1]2d", "[1,2]"],
  ["%.[2]d", "[1,2]"],
  ["%[2].3d", "[1,2]"],
  ["%d%d%d", "[1,2]"],
  ["%.d", "[0]"],
  ["%05s|%-05s|%05q", '["ab","ab","ab"]'],
  ["%x %X % x %#x %# X", '["hi","hi","hi","hi","hi"]'],
  ["%.1x", '["hello"]'],
  ["%.3s|%.10s|%.0s", '["häßlich","ab","ab"]'],
  ["%v and %v", '[{"a":1},[1,2]]'],
  ["%%%d%%", "[3]"],
  ["%p", '["x"]'],
  ["%v", "[{1,2,3}]"],
];

const part = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(fc.constant(""), arbitrary.map(String));
const directive = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(..."-+# 0"), maxLength: 3 }),
    part(fc.constantFrom("[1]", "[2]", "[3]", "[9]", "[x]", "[")),
    part(fc.oneof(fc.constant("*"), fc.nat(30))),
    part(
      fc.oneof(
        fc.constant(".*"),
        fc.constant("."),
        fc.nat(25).map((size) => `.${size}`),
      ),
    ),
    part(fc.constantFrom("[1]", "[2]")),
    fc.constantFrom(..."vvvsqxXdboOcUeEfFgGtT%z!é"),
  )
  .map((parts) => `%${parts.join("")}`);
const randomFormat = fc
  .array(fc.oneof({ weight: 3, arbitrary: directive }, fc.constantFrom("a", " ", "é😀", "%%", "|")), { maxLength: 5 })
  .map((parts) => parts.join(""));
const randomNumber = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(1n << 62n), max: 1n << 62n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom("0", "1", "65", "128512", "1.0", "1e21", "0.1", bigInteger),
);
/** Not any character: Go and Node.js know different versions of Unicode, in which others can be printed. */
const randomText = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: fc.constantFrom(...'aé€😀\u0001\t"`\\\u2028\ufffd\u00a0'), maxLength: 4 }),
);
const randomValue = fc.oneof(
  randomNumber,
  randomText.map((text) => JSON.stringify(text)),
  fc.constantFrom(...values),
);
const randomValues = fc.array(randomValue, { maxLength: 4 }).map((list) => `[${list.join(",")}]`);

test.skipIf(opaPath === undefined)("sprintf says what OPA says, for every verb, flag and kind of value", async () => {
  const cases = [...matrix, ...others.slice(0, -1)];
  const expected = await opaEval(
    "[x | some c in input; x := sprintf(c[0], c[1])]".replace("some c in input", "c := input[_]"),
    `[${cases.map(([format, list]) => `[${JSON.stringify(format)},${list}]`).join(",")}]`,
  );

  const differences = cases.flatMap(([format, list], index) => {
    const said = print(format, list);
    const wanted = Array.isArray(expected) ? expected[index] : undefined;
    return said === wanted ? [] : [`${format} ${list}: ${said} instead of ${wanted}`.slice(0, 200)];
  });

  expect(differences.slice(0, 40)).toEqual([]);
  expect(cases.length).toBeGreaterThan(9000);
});

test.skipIf(opaPath === undefined)("sprintf says what OPA says to formats and values made at random", async () => {
  const cases = fc.sample(fc.tuple(randomFormat, randomValues), { numRuns: 3_000, seed: 20_261_121 });
  const expected = await opaEval(
    "[x | c := input[_]; x := sprintf(c[0], c[1])]",
    `[${cases.map(([format, list]) => `[${JSON.stringify(format)},${list}]`).join(",")}]`,
  );

  const differences = cases.flatMap(([format, list], index) => {
    const [said, wanted] = [print(format, list), Array.isArray(expected) ? expected[index] : undefined];
    return said === wanted ? [] : [`${format} ${list}: ${said} instead of ${wanted}`.slice(0, 200)];
  });

  expect(differences.slice(0, 40)).toEqual([]);
});

test("sets keep their braces and are sorted", () => {
  expect(print("%v %v", '[{"b","a"},set()]')).toBe('{"a", "b"} set()');
});

test("sprintf answers for any format, and prints what holds no verb as it stands", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.integer()), (format, list) => {
      expect(typeof print(format, JSON.stringify(list))).toBe("string");
      const plain = format.replaceAll("%", "");
      expect(print(plain, "[]")).toBe(plain);
    }),
  );
});

function print(format: string, list: string): string {
  const term = parseTerm(list);
  return sprintf(format, isArray(term) ? term : []);
}
