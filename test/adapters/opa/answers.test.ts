import { expect, test } from "vitest";
import { parseAnswer } from "../../../src/adapters/opa/answers.ts";
import type { Json } from "../../../src/domain/json.ts";
import type { PolicyRule } from "../../../src/ports.ts";

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
