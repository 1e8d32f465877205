import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { admission } from "../../src/checks/admission.ts";
import { noTools } from "../checks/admission/kyverno/asked.ts";
import { findingsOf, noPorts, scopeOf } from "../checks/scope.ts";

const policy = readFileSync("examples/kyverno/images.yaml", "utf8");

function deployment(image: string, namespace = "shop"): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: ${image}
`;
}

async function lines(manifest: string): Promise<readonly string[]> {
  const files = { "policies/images.yaml": policy, "apps/web.yaml": manifest };
  const result = await admission.check(scopeOf(files), {}, { ...noPorts, tools: noTools });
  return findingsOf(result).map(
    ({ path, line, severity, rule, message }) => `${path}:${line} ${severity} ${rule}: ${message}`,
  );
}

test("the example refuses images without a version, and records those from elsewhere", async () => {
  expect(await lines(deployment("nginx"))).toEqual([
    "apps/web.yaml:11 error ClusterPolicy/images/tagged: validation failure: validation error: Say which version: no tag, and latest, can be another image tomorrow. rule autogen-tagged failed at path /image/",
    "apps/web.yaml:11 notice ClusterPolicy/images/own-registry: validation error: Images come from registry.example.com. rule autogen-own-registry failed at path /spec/template/spec/containers/0/image/",
  ]);
});

test("and lets in what has one, from the right place, or in a sandbox", async () => {
  expect(await lines(deployment("registry.example.com/web:1"))).toEqual([]);
  expect(await lines(deployment(`registry.example.com/web@sha256:${"a".repeat(64)}`))).toEqual([]);
  expect(await lines(deployment("hub/web:1", "a-sandbox"))).toEqual([]);
});
