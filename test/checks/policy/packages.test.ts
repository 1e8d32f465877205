import { expect, test } from "vitest";
import { packageInputs } from "../../../src/checks/policy/packages.ts";

test.each<[string, string, string]>([
  ["terraform", "deny contains 1 if input.kind", "terraform"],
  ["terraform.aws", "", "terraform"],
  ["terraforms", "deny contains 1 if input.x", "both"],
  ["main", 'deny contains 1 if input.kind == "Pod"', "manifests"],
  ["main", 'deny contains 1 if input["metadata"].name', "manifests"],
  ["main", 'deny contains 1 if object.get(input, "spec", {}) == {}', "manifests"],
  ["main", 'deny contains 1 if object.get(input, ["spec", "replicas"], 0) == 0', "manifests"],
  ["main", "deny contains 1 if input.resource.aws_s3_bucket", "terraform"],
  ["main", "deny contains 1 if input.resource_changes[0]", "terraform"],
  ["main", "deny contains 1 if input.resource[t]; input.kind", "manifests"],
  ["main", "# input.kind is not read\ndeny contains 1 if input.x", "both"],
  ["main", "deny contains 1 if input.kindly", "both"],
])("%s with %j judges %s", (name, body, expected) => {
  expect(judgedBy(name, { "a.rego": `package ${name}\n\nimport rego.v1\n\n${body}\n` })).toBe(expected);
});

test("what a package uses of others, however far, counts as its own", () => {
  const rego = {
    "main.rego": "package main\n\nimport data.lib.pods\n\ndeny[1] { pods.bad }\n",
    "pods.rego": "package lib.pods\n\nbad { data.lib.kinds.is_pod }\n",
    "kinds.rego": 'package lib.kinds\n\nis_pod { input.kind == "Pod" }\n',
    "other.rego": "package other\n\nimport data.lib.podsish\n\ndeny[1] { true }\n",
  };

  expect([judgedBy("main", rego), judgedBy("other", rego)]).toEqual(["manifests", "both"]);
});

test("packages that are named judge Terraform, and others do not any more", () => {
  const rego = {
    "a.rego": "package a\n\ndeny[1] { input.kind }\n",
    "b.rego": "package b\n\ndeny[1] { input.x }\n",
  };

  expect([judgedBy("a", rego, ["a"]), judgedBy("b", rego, ["a"])]).toEqual(["both", "manifests"]);
});

function judgedBy(name: string, rego: Readonly<Record<string, string>>, named?: readonly string[]): string {
  const inputs = packageInputs([name], new Map(Object.entries(rego)), named).get(name);
  if (inputs?.manifests && inputs.terraform) return "both";
  return inputs?.manifests ? "manifests" : "terraform";
}
