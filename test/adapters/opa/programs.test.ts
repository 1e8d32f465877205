import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWithOpa } from "./differential.ts";
import { opaPath } from "./local-tools.ts";

const input = {
  kind: "Deployment",
  list: [3, "a", null, { k: 1, l: [2, 2] }, [1, [2]], true, 1.5, "a"],
  numbers: [5, 3, 9, 3, 0],
  labels: { zeta: "1", alpha: "2", mid: "x", "a/b": "y", é: "z" },
  nested: { b: { d: [1, 2, { e: "f" }], c: {} }, a: { d: [] } },
};

/** Rules that every program can use: sets, objects, functions with other ways, defaults, and what contradicts nothing. */
const shared = `
names[name] { input.labels[name] }
by_value[value] = key { value := input.labels[key] }
sized[size] = collected { size := count(input.labels[_]); collected := {key | count(input.labels[key]) == size} }
kind_of(x) = "few" { is_number(x); x < 4 } else = "many" { is_number(x) } else = type_name(x)
default strict = false
strict { input.kind == "StatefulSet" }
twice(x) = y { y := x * 2 }
pairs[[a, b]] { a := input.numbers[_]; b := input.numbers[_]; a < b }
leaves[path] = value { walk(input, [path, value]); not is_object(value); not is_array(value) }
first(xs) = xs[0]
deep = {name: inner | inner := input.nested[name]}
`;

const source = fc.constantFrom(
  "input.list[_]",
  "input.numbers[_]",
  "input.labels[_]",
  "names[_]",
  "pairs[_]",
  "input.nested[_]",
  "input.nested[_].d[_]",
  "by_value[_]",
  "deep[_]",
  "sized[_]",
  "leaves[_]",
  'split(input.kind, "e")[_]',
  "object.keys(input.labels)[_]",
  "{1, 2, 3}[_]",
  "[[1, 2], [3]][_]",
  "walk(input.nested)[_]",
);

const condition = fc.constantFrom(
  "true",
  "is_number(x)",
  "not is_number(x)",
  "x != null",
  "x > 2",
  "not strict",
  "count(x) > 1",
  "x == input.list[_]",
  "not x in input.numbers",
  'kind_of(x) == "few"',
  'sprintf("%v", [x]) != "3"',
  "x = [a, b]",
  "x[_] == 2",
  "input.labels[k] == x",
  "some i; input.numbers[i] == x",
  "every n in input.numbers { n >= 0 }",
  'type_name(x) in {"number", "string"}',
  'startswith(x, "a")',
);

const head = fc.constantFrom(
  "x",
  "[x, kind_of(x)]",
  "twice(x)",
  '{"v": x}',
  "{x}",
  "count(x)",
  'sprintf("%v", [x])',
  "first(x)",
  "[y | y := input.list[_]; y == x]",
  "{k: v | v := input.labels[k]; v != x}",
  "json.marshal(x)",
  'sort([x, 1, "b"])',
);

const comprehension = fc
  .tuple(source, fc.array(condition, { maxLength: 2 }), head, fc.boolean())
  .map(([from, conditions, value, isSet]) => {
    const body = [`x := dyn(${from})`, ...new Set(conditions)].join("; ");
    return isSet ? `{${value} | ${body}}` : `[${value} | ${body}]`;
  });

const whole = fc.constantFrom(
  "names",
  "by_value",
  "sized",
  "pairs",
  "leaves",
  "deep",
  "strict",
  "[k | input.labels[k]]",
  "[v | v := input.labels[_]]",
  "[p | walk(input.nested, [p, _])]",
  "[kind_of(x) | x := input.list[_]]",
  'concat(",", names)',
  "[n | names[n]]",
  "[b | pairs[[3, b]]]",
  "object.union(input.labels, by_value)",
  "{x: y | x := input.numbers[_]; y := x * x}",
  "[i | input.numbers[i] == 3]",
  "input.nested.b.d[2].e",
  "input.nothing.at.all",
  "input.list[3].l[1]",
  'data.main.names["zeta"]',
);

const changed = fc.constantFrom(
  "",
  ' with input as {"labels": {"b": 1, "a": 2}, "numbers": [1, 1], "kind": "StatefulSet", "list": [], "nested": {}}',
  ' with input.kind as "StatefulSet"',
  " with input.numbers as [2, 1]",
  ' with input.labels.alpha as {"deep": [1]}',
  " with data.main.strict as true",
  " with input as 1",
);

const expression = fc.oneof({ weight: 3, arbitrary: comprehension }, { weight: 1, arbitrary: whole });
const program = fc.tuple(expression, changed).map(([value, change]) => value + change);

test.skipIf(opaPath === undefined)("programs made at random say what OPA says", async () => {
  const programs = [...new Set(fc.sample(program, { numRuns: 700, seed: 20_261_121 }))];

  const differences = await compareWithOpa(programs, input, shared);

  expect(differences.slice(0, 20)).toEqual([]);
  expect(programs.length).toBeGreaterThan(400);
});
