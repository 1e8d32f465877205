import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { createExpressions } from "../../src/adapters/cel/expressions.ts";
import { admission } from "../../src/checks/admission.ts";
import { findingsOf, noPorts, scopeOf } from "../checks/scope.ts";

const expressions = createExpressions({ workers: 1 });
afterAll(() => expressions.close());

const policy = readFileSync("examples/validating-admission-policy/own-registry.yaml", "utf8");

function deployment(image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: web, image: registry.example.com/web:1}
        - {name: log, image: ${image}}
`;
}

async function told(image: string): Promise<string[]> {
  const scope = scopeOf({ "policy.yaml": policy, "web.yaml": deployment(image) }, { base: { "policy.yaml": policy } });
  const result = await admission.check(scope, undefined, { ...noPorts, expressions });
  return findingsOf(result).map(({ path, line, message }) => `${path}:${line} ${message}`);
}

test("the policy refuses an image from elsewhere on its line, and lets its own in", async () => {
  expect(await told("docker.io/log:1")).toEqual([
    "web.yaml:11 images come from registry.example.com, not docker.io/log:1",
  ]);
  expect(await told("registry.example.com/log:1")).toEqual([]);
});
