import fc from "fast-check";
import { expect, test } from "vitest";
import { regoProblems, renamed } from "../../../../src/checks/admission/gatekeeper/rego-source.ts";
import { regoTokens } from "../../../../src/checks/admission/gatekeeper/rego-tokens.ts";

const violation = 'violation[{"msg": "x"}] { true }\n';

test("a template and its libraries stand below a name of their own, line by line", () => {
  const main = `# package of none
package k8s.thing # as written

import data.lib.names
import data.lib.images.tag as tag

violation[{"msg": msg}] {
  # data.lib.ignored
  msg := sprintf("data.lib.text %v", [data.lib.names.of(input)])
  data["lib"].names.ok with input as data.inventory.cluster
  input.data.lib.x
}
`;
  const files = renamed({ main, libs: ["package lib.names\n\nok { data.lib.images.any }\n"] }, "root.t3");

  expect([...files]).toEqual([
    [
      "root.t3/template.rego",
      `# package of none
package root.t3.main # as written

import data.root.t3.lib.names
import data.root.t3.lib.images.tag as tag

violation[{"msg": msg}] {
  # data.lib.ignored
  msg := sprintf("data.lib.text %v", [data.root.t3.lib.names.of(input)])
  data.root.t3["lib"].names.ok with input as data.inventory.cluster
  input.data.lib.x
}
`,
    ],
    ["root.t3/lib_0.rego", "package root.t3.lib.names\n\nok { data.root.t3.lib.images.any }\n"],
  ]);
});

test.each<readonly [string, string, string | null]>([
  ["the inventory", `package a\n${violation}x { data.inventory.cluster }\n`, null],
  ["its libraries", `package a\nimport data.lib.b\n${violation}`, null],
  ["keywords of the future", `package a\nimport future.keywords.in\nimport rego.v1\n${violation}`, null],
  ["a comment about other data", `package a\n# data.other\n${violation}`, null],
  ["a text about other data", `package a\nx { y == "data.other" }\n${violation}`, null],
  ["a field of that name", `package a\nx { input.review.object.data.other }\n${violation}`, null],
  ["a default before the rule", `package a\ndefault violation = false\n`, null],
  [
    "other data",
    `package a\n${violation}x { data.other.y }\n`,
    "line 3: it may use data.inventory and data.lib, and not data.other",
  ],
  [
    "other data in brackets",
    `package a\n${violation}x { data["other"] }\n`,
    "line 3: it may use data.inventory and data.lib, and not data.other",
  ],
  [
    "any data",
    `package a\n${violation}x { data[y] }\n`,
    "line 3: it may use data.inventory and data.lib, and not data itself",
  ],
  ["another import", `package a\nimport data.other\n${violation}`, "line 2: it may not import data.other"],
  [
    "an import of the input",
    `package a\nimport input.review as review\n${violation}`,
    "line 2: it may not import input.review",
  ],
  ["no rule", "package a\nviolations[x] { true }\n", "line 1: it has no rule `violation`"],
  ["the rule's name in use", "package a\nx { violation }\n", "line 1: it has no rule `violation`"],
  ["no package", violation, "line 1: it does not begin with a package"],
])("Rego with %s", (_, main, problem) => {
  const [first] = regoProblems({ main, libs: [] }).map(({ line, reason }) => `line ${line}: ${reason}`);

  expect(first ?? null).toBe(problem);
});

test("a library stands below lib, and not in it", () => {
  const told = (lib: string) =>
    regoProblems({ main: `package a\n${violation}`, libs: [lib] }).map(({ reason }) => reason);

  expect(told("package lib.a\n")).toEqual([]);
  expect(told('package lib["a-b"]\n')).toEqual([]);
  expect(told("package lib\n")).toEqual(["the package of a library is below `lib`"]);
  expect(told("package library.a\n")).toEqual(["the package of a library is below `lib`"]);
});

test("tokens stand where they say, on their lines, whatever the text is", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z_. \n"`#\\[\]{}=:]{0,60}$/), (text) => {
      for (const token of regoTokens(text)) {
        expect(text.slice(token.at, token.at + token.text.length)).toBe(token.text);
        expect(text.slice(0, token.at).split("\n")).toHaveLength(token.line);
      }
    }),
  );
});
