import fc from "fast-check";
import { expect, test } from "vitest";
import { matching, ofRule } from "../../../src/commands/waiving/match.ts";
import type { ToldFinding } from "../../../src/domain/told-report.ts";

const all = { resources: [], applications: [], environments: [] };

test.each(["latest-tag", "policy/latest-tag", "Policy/Latest-Tag"])("%s names the rule", (rule) => {
  expect(ofRule([finding()], rule)).toHaveLength(1);
});

test.each(["latest", "schema/latest-tag", "latest-*", ""])("%j names no rule", (rule) => {
  expect(ofRule([finding()], rule)).toEqual([]);
});

test("a rule of an engine may have slashes", () => {
  expect(ofRule([finding({ check: "admission", rule: "K8sLabels/must-have" })], "k8slabels/must-have")).toHaveLength(1);
});

test.each([
  "web",
  "shop/web",
  "Deployment/web",
  "Deployment shop/web",
  "deployment/WEB",
  "w?b",
  "*",
  "shop/*",
  "{api,web}",
])("-r %s is about Deployment shop/web", (pattern) => {
  expect(matching([finding()], { rule: "latest-tag", ...all, resources: [pattern] })).toHaveLength(1);
});

test.each(["shop", "Deployment", "we", "web/", "Service/web", "other/web", "**/shop"])(
  "-r %s is not about Deployment shop/web",
  (pattern) => {
    expect(matching([finding()], { rule: "latest-tag", ...all, resources: [pattern] })).toEqual([]);
  },
);

test.each([
  ["aws_s3_bucket.logs[0]", "aws_s3_bucket.logs[0]"],
  ['module.a["x y"].b', 'module.a["x y"].b'],
  ["Namespace shop", "shop"],
  ["Namespace shop", "Namespace/shop"],
])("%s is called %s", (resource, pattern) => {
  expect(matching([finding({ resource })], { rule: "latest-tag", ...all, resources: [pattern] })).toHaveLength(1);
});

test("of rules whose names are alike only one is meant", () => {
  const found = [finding({ check: "a", rule: "b" }), finding({ check: "policy", rule: "a/b" })];

  expect(matching(found, { rule: "a/b", ...all })).toEqual(found.slice(0, 1));
});

test("what is about a file is called by its path", () => {
  const found = [finding({ resource: null, path: "apps/web/.env" })];

  expect(matching(found, { rule: "latest-tag", ...all, resources: ["apps/web/.env"] })).toHaveLength(1);
  expect(matching(found, { rule: "latest-tag", ...all, resources: ["apps"] })).toEqual([]);
});

test("options narrow together, and what belongs to nothing is left out by them", () => {
  const found = [finding(), finding({ environment: "prod" }), finding({ application: null, environment: null })];

  expect(matching(found, { rule: "latest-tag", ...all, environments: ["d*"] })).toEqual([found[0]]);
  expect(matching(found, { rule: "latest-tag", ...all, applications: ["web"] })).toEqual(found.slice(0, 2));
  expect(matching(found, { rule: "latest-tag", ...all, applications: ["web"], environments: ["qa"] })).toEqual([]);
  expect(matching(found, { rule: "latest-tag", ...all })).toEqual(found);
});

test("every resource is called by its own name, whatever is in it", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (resource) => {
      const wish = { rule: "latest-tag", ...all, resources: [resource] };

      expect(matching([finding({ resource })], wish)).toHaveLength(1);
    }),
  );
});

function finding(given: Partial<ToldFinding> = {}): ToldFinding {
  return {
    check: "policy",
    rule: "latest-tag",
    severity: "error",
    message: "No.",
    application: "web",
    environment: "dev",
    resource: "Deployment shop/web",
    path: "web.yaml",
    fingerprint: "f".repeat(64),
    locked: false,
    waiver: null,
    ...given,
  };
}
