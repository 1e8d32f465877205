import fc from "fast-check";
import { expect, test } from "vitest";
import { Allowance, SubstitutionError } from "../../../src/renderers/substitute/allowance.ts";
import { expand } from "../../../src/renderers/substitute/expand.ts";

const known: Readonly<Record<string, string>> = {
  name: "web",
  empty: "",
  file: "bash.string.txt",
  path: "/path/to/file",
  mixed: "abcABC123ABCabc",
  letters: "ÄbC",
  slashes: "foo/bar/baz",
  price: "$&",
};

function expanded(text: string, incomplete = false): string {
  return expand(text, { values: new Map(Object.entries(known)), incomplete }, new Allowance(10_000));
}

/** As kustomize-controller 1.x replaces them. */
test.each([
  ["no variables", "no variables"],
  ["a ${name} b${name}", "a web bweb"],
  ["$name $ $", "$name $ $"],
  ["${unset}.", "."],
  ["$${name} $$ $$$${name}", "${name} $ $${name}"],
  ["$$${name}", "$web"],
  ["${name:-x} ${name:=x} ${name=x} ${name:?x} ${name:+x}", "web web web web web"],
  ["${empty:-x} ${unset:=x} ${unset=x} ${unset:?x} ${unset:+x}", "x x x x x"],
  ["${unset:=}", ""],
  ["${unset:=a${name}b${unset:=c}}", "awebbc"],
  ["${unset:=$${name}}", "$web"],
  ["${#mixed} ${#letters} ${#unset}", "15 4 0"],
  ["${mixed,} ${mixed,,} ${mixed^} ${mixed^^}", "abcABC123ABCabc abcabc123abcabc AbcABC123ABCabc ABCABC123ABCABC"],
  ["${letters,} ${letters,,}", "äbC äbc"],
  ["${path:6} ${path:6:2} ${path:99} ${path:-4}", "to/file to  /path/to/file"],
  ["${mixed:1:-1} ${mixed:3:3} ${mixed:x} ${mixed: 1}", "bcABC123ABCab ABC abcABC123ABCabc abcABC123ABCabc"],
  ["${mixed:0:99} ${mixed:9:-9} ${mixed:12:0}.", "abcABC123ABCabc  ."],
  ["${file#*.} ${file##*.} ${file%.*} ${file%%.*}", "string.txt txt bash.string bash"],
  ["${path#*/} ${path##*/} ${path%/*}", "path/to/file file /path/to"],
  ["${name#x} ${name#w?} ${name##[a-w]*} ${name%[^x]}", "web b  web"],
  ["${name#[} ${name#\\}", "web web"],
  [
    "${mixed/abc/XYZ} ${mixed//abc/XYZ} ${mixed/#abc/X} ${mixed/%abc/X} ${mixed/%ABC/X}",
    "XYZABC123ABCabc XYZABC123ABCXYZ XABC123ABCabc abcABC123ABCX abcABC123ABCabc",
  ],
  ["${name/#/pre-} ${name/%/-post} ${name/e/}", "pre-web web-post wb"],
  ["${slashes/\\//-} ${slashes//\\//-}", "foo-bar/baz foo-bar-baz"],
  ["${name/${unset:=e}/$$}", "w$b"],
  ["${name//e/${price}}", "w$&b"],
])("%s is %s", (text, expected) => {
  expect(expanded(text)).toBe(expected);
});

test.each([
  "${",
  "${}",
  "${name",
  "${name-x}",
  "${name:",
  "${name:}",
  "${name#}",
  "${name/a}",
  "${-}",
  "${a b}",
  "${#}",
  "${name:=x",
  "${name^^x}",
])("%s is a mistake", (text) => {
  expect(() => expanded(text)).toThrow(SubstitutionError);
});

test("what is not known stays as it is written, and a default stands for it", () => {
  expect(expanded("${unset} ${unset^^} ${unset:=x} ${name} ${unset:=${other}}", true)).toBe(
    "${unset} ${unset^^} x web ${other}",
  );
});

test("text that holds no dollar sign is never changed", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      (text) => expanded(text.replaceAll("$", "")) === text.replaceAll("$", ""),
    ),
  );
});

test("text whose dollar signs are doubled comes back as it was", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("$", "{", "}", "a", ":", "=", "\\", "/", "\n") }),
      (text) => expanded(text.replaceAll("$", "$$$$")) === text,
    ),
  );
});

test("whatever is written, the answer is text or a mistake", () => {
  const signs = fc.constantFrom(
    "$",
    "{",
    "}",
    "${",
    "name",
    "unset",
    ":",
    "=",
    "-",
    "#",
    "%",
    "/",
    "^",
    ",",
    "*",
    "[",
    "\\",
    "1",
  );
  fc.assert(
    fc.property(fc.string({ unit: signs, maxLength: 30 }), (text) => {
      try {
        expect(typeof expanded(text)).toBe("string");
      } catch (error) {
        expect(error).toBeInstanceOf(SubstitutionError);
      }
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["references that grow", "${long}".repeat(200)],
  ["a replacement that grows", "${long//x/${long}}"],
  ["a pattern of many stars", `\${long#${"*x".repeat(100)}y}`],
  ["expressions in expressions", `${"${a:=".repeat(10_000)}x${"}".repeat(10_000)}`],
])("%s end in a mistake", (_, text) => {
  const values = new Map([["long", "x".repeat(1000)]]);

  expect(() => expand(text, { values, incomplete: false }, new Allowance(100_000))).toThrow(SubstitutionError);
});
