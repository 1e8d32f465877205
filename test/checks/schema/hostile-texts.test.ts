import { expect, test } from "vitest";
import { withKnownDigests } from "../../../src/checks/policy/known-digest.ts";
import { isSubstituted } from "../../../src/checks/schema/messages.ts";
import { readTemplate } from "../../../src/sources/templates/template.ts";
import { scopeOf } from "../scope.ts";

test("texts that are made to be read again and again are read in no time", async () => {
  expect(isSubstituted("${".repeat(500_000))).toBe(false);
  expect(isSubstituted("a ${b} c")).toBe(true);
  expect(readTemplate("{{a}}".repeat(60))).toBeDefined();
  const scope = scopeOf({ "a.yaml": `a: "${"a".repeat(500_000)}"\nb: x:1@sha256:${"0".repeat(64)}\n` });
  const about = { application: null, environment: null, resource: null } as const;
  const finding = {
    check: "policy",
    rule: "latest-tag",
    message: "",
    path: "a.yaml",
    line: 1,
    severity: "error",
    ...about,
  } as const;
  expect(await withKnownDigests([finding], scope)).toEqual([finding]);
});
