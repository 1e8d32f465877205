import { expect, test } from "vitest";
import { parseAnswer } from "../../../src/adapters/opa/answers.ts";
import type { Json } from "../../../src/domain/json.ts";
import type { PolicyRule } from "../../../src/ports/policies.ts";

const rule = { package: "shop", name: "deny", id: "shop", path: "policies/shop.rego", line: 3 } as PolicyRule;
const policies = { rules: [rule], exceptions: [] };

test.each<[string, Json]>([
  ["nothing", null],
  ["an empty result set", []],
  ["a result without an answer", [{}]],
  ["an undefined answer", [{ result: null }]],
  ["an answer that is no list", [{ result: { deny: [] } }]],
  ["a rule without a value", [{ result: [[0]] }]],
  ["a value without a rule", [{ result: [["deny", []]] }]],
])("%s is an error, and never allowed", (_, answer) => {
  expect(() => parseAnswer(answer, policies)).toThrow(/gave/);
});

test.each<[string, Json]>([
  ["a number", 3],
  ["an object without a text", [{ message: "no" }]],
])("a denial that is %s is an error that names the rule", (_, value) => {
  expect(() => parseAnswer([{ result: [[0, value]] }], policies)).toThrow("policies/shop.rego:3: deny of package shop");
});

test("no denial and a plain no are allowed, a plain yes is denied", () => {
  const messages = (value: Json) => parseAnswer([{ result: [[0, value]] }], policies).map(({ message }) => message);

  expect([messages([]), messages(false), messages({}), messages(true)]).toEqual([[], [], [], ["shop"]]);
});

test.each<readonly [string, Json, string | null]>([
  ["a JSON pointer", "/spec/template/metadata/annotations/a~1b", "/spec/template/metadata/annotations/a~1b"],
  ["a pointer as a fragment", "#/spec/replicas", "/spec/replicas"],
  ["dots", "spec.replicas", "/spec/replicas"],
  ["dots and brackets", "spec.containers[0].image", "/spec/containers/0/image"],
  ["quoted keys", 'metadata.labels["app.kubernetes.io/name"]', "/metadata/labels/app.kubernetes.io~1name"],
  ["a JSONPath", "$.spec.containers[1]['image']", "/spec/containers/1/image"],
  ["a list of keys", ["metadata", "labels", "a/b", 0], "/metadata/labels/a~1b/0"],
  ["a list of none", [], ""],
  ["nothing", "", null],
  ["a number", 3, null],
])("a path given as %s leads to the field", (_, path, pointer) => {
  const [denial] = parseAnswer([{ result: [[0, [{ msg: "no", path }]]] }], policies);

  expect(denial?.pointer).toBe(pointer);
});

test.each<readonly [string, string, readonly Json[], number]>([
  ["its name behind deny_", "deny_root", [["root"]], 0],
  ["its name behind violation_", "violation_root", [["other", "root"]], 0],
  ["its name behind warn_", "warn_root", [["root"]], 0],
  ["nothing, where it has no name of its own", "deny", [[""]], 0],
  ["deny, where it has no name of its own", "deny", [["deny"]], 0],
  ["the names of others", "deny_root", [["roots"], ["deny_root"], [""]], 1],
  ["nothing, where it is a warning", "warn", [[""]], 1],
  ["no name at all", "deny_root", [], 1],
])("a rule is excepted by %s, or it is not", (_, name, exceptions, count) => {
  const one = { ...rule, name };

  const answer = [
    {
      result: [
        [0, ["no"]],
        [-1, [...exceptions]],
      ],
    },
  ];
  const denials = parseAnswer(answer, { rules: [one], exceptions: ["shop"] });

  expect(denials.length).toBe(count);
});

test("exceptions of one package leave the rules of another alone", () => {
  const other = { ...rule, package: "other" };

  const denials = parseAnswer(
    [
      {
        result: [
          [0, ["no"]],
          [1, ["no"]],
          [-1, [[""]]],
        ],
      },
    ],
    {
      rules: [rule, other],
      exceptions: ["shop"],
    },
  );

  expect(denials.map((denial) => denial.package)).toEqual(["other"]);
});

test("what is denied without a word is told by the rule's title or its id", () => {
  const said = (one: PolicyRule) =>
    parseAnswer([{ result: [[0, ["", { msg: " " }]]] }], { rules: [one], exceptions: [] }).map(
      ({ message }) => message,
    );

  expect([said({ ...rule, title: "Shops close" }), said({ ...rule, title: null })]).toEqual([
    ["Shops close", "Shops close"],
    ["shop", "shop"],
  ]);
});

test("whatever stands beside msg is handed on", () => {
  const details = { msg: "no", details: { missing: ["a"] }, severity: "notice" };

  const [denial] = parseAnswer([{ result: [[0, [details]]] }], policies);

  expect(denial).toMatchObject({ message: "no", metadata: { details: { missing: ["a"] }, severity: "notice" } });
});
