import { expect, test } from "vitest";
import { examplesOf } from "../../../src/cli/policy/examples.ts";

const rule = { package: "acme.owner", path: "policies/owner.rego" } as Parameters<typeof examplesOf>[0];

const told = (tests: Readonly<Record<string, string>>) =>
  examplesOf(rule, new Map(Object.entries(tests))).map(({ path, line, text }) => `${path}:${line} ${text}`);

test("the first test that denies and the first that allows are shown, whole", () => {
  const text = "package acme.owner_test\n\ntest_it_is_denied {\n  x\n}\n\ntest_denies_more { y }\n\ntest_good { z }\n";

  expect(told({ "elsewhere_test.rego": text })).toEqual([
    "elsewhere_test.rego:3 test_it_is_denied {\n  x\n}",
    "elsewhere_test.rego:9 test_good { z }",
  ]);
});

test("tests of other rules, and those that go on for pages, are no examples", () => {
  const long = `package x\n\ntest_denies {\n${"  x\n".repeat(30)}}\n`;

  expect(
    told({ "other_test.rego": "package other_test\n\ntest_denies { x }\n", "policies/owner_test.rego": long }),
  ).toEqual([]);
});
