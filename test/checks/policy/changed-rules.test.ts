import fc from "fast-check";
import { expect, test } from "vitest";
import { changedRules } from "../../../src/checks/policy/changed-rules.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import type { PolicyRule } from "../../../src/ports/policies.ts";

const rule = (id: string, more: Partial<PolicyRule> = {}): PolicyRule => ({
  package: "main",
  name: "deny",
  path: "policies/a.rego",
  line: 1,
  id,
  title: null,
  description: null,
  severity: null,
  link: null,
  remediation: null,
  profile: null,
  parameters: [],
  ...more,
});

type Side = {
  readonly rules: readonly PolicyRule[];
  readonly rego: Readonly<Record<string, string>>;
  readonly data?: JsonObject;
};

function changes(before: Side, after: Side) {
  const [old, now] = [before, after].map(({ rules, rego, data = {} }) => ({
    rules,
    sources: { rego: new Map(Object.entries(rego)), data, fingerprint: "", problems: [] },
  }));
  if (old === undefined || now === undefined) throw new Error("two sides");
  const { added, changed, gone } = changedRules(old, now);
  return {
    added: added.map(({ id }) => id),
    changed: changed.map((pair) => `${pair.after.id}${pair.itself ? "" : " by what it uses"}`),
    gone: gone.map(({ id }) => id),
  };
}

const statements = [
  "import data.lib",
  'deny[x] {\n  lib.f(input)\n  x := "no"\n}',
  'deny[x] { input.y; x := "y" }',
  "helper(x) = x { x }",
  "limit := 3",
];

test("where statements stand, and what is said around them, changes no rule", () => {
  const side = (lines: readonly string[], path: string): Side => ({
    rules: [rule("a", { path, line: lines.length })],
    rego: { [path]: `package main\n${lines.join("\n")}\n`, "policies/lib.rego": "package lib\nf(x) { x.z }\n" },
  });
  const shuffled = fc.shuffledSubarray(statements, { minLength: statements.length });
  const remarks = fc.array(fc.constantFrom("", "# a remark", "   # another", "  "), { maxLength: 4 });

  fc.assert(
    fc.property(shuffled, remarks, fc.constantFrom("policies/a.rego", "policies/b/c.rego"), (lines, more, path) => {
      const written = lines.flatMap((line, index) => [...(more[index] === undefined ? [] : [more[index]]), line]);

      expect(changes(side(statements, "policies/a.rego"), side(written, path))).toEqual({
        added: [],
        changed: [],
        gone: [],
      });
    }),
  );
});

test.each<readonly [string, Side, readonly string[]]>([
  ["its own text", { rules: [rule("a")], rego: { a: "package main\ndeny[x] { x := 2 }\n" } }, ["a"]],
  [
    "its METADATA",
    { rules: [rule("a", { severity: "warning" })], rego: { a: "package main\ndeny[x] { x := data.n }\n" } },
    ["a"],
  ],
  [
    "a helper beside it",
    { rules: [rule("a")], rego: { a: "package main\ndeny[x] { x := data.n }\nf := 1\n" } },
    ["a by what it uses"],
  ],
  [
    "its data",
    { rules: [rule("a")], rego: { a: "package main\ndeny[x] { x := data.n }\n" }, data: { n: 2 } },
    ["a by what it uses"],
  ],
  [
    "data that it does not name",
    { rules: [rule("a")], rego: { a: "package main\ndeny[x] { x := data.n }\n" }, data: { m: 2 } },
    [],
  ],
  [
    "a test",
    {
      rules: [rule("a")],
      rego: { a: "package main\ndeny[x] { x := data.n }\n", "a_test.rego": "package main\ntest_a { true }\n" },
    },
    [],
  ],
])("a rule is another one by %s", (_, after, changed) => {
  const before = { rules: [rule("a")], rego: { a: "package main\ndeny[x] { x := data.n }\n" } };

  expect(changes(before, after).changed).toEqual(changed);
});

test("a reference that is computed may read all data", () => {
  const side = (data: JsonObject): Side => ({
    rules: [rule("a")],
    rego: { a: "package main\ndeny[x] { x := data[input.key] }\n" },
    data,
  });

  expect(changes(side({ a: 1 }), side({ a: 2 })).changed).toEqual(["a by what it uses"]);
});

test("rules come and go by their ids", () => {
  const rego = { a: "package main\ndeny[x] { x := 1 }\n" };

  expect(changes({ rules: [rule("a"), rule("b")], rego }, { rules: [rule("b"), rule("c")], rego })).toEqual({
    added: ["c"],
    changed: [],
    gone: ["a"],
  });
});
