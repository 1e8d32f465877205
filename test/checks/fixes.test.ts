import { expect, test } from "vitest";
import type { Check } from "../../src/checks/check.ts";
import { deprecations } from "../../src/checks/deprecations.ts";
import { withKnownDigests } from "../../src/checks/policy/known-digest.ts";
import { schema } from "../../src/checks/schema.ts";
import type { Finding } from "../../src/domain/finding.ts";
import { findingsOf, noPorts, scopeOf } from "./scope.ts";

type Files = Readonly<Record<string, string>>;

async function judge(check: Check<never>, files: Files, settings?: unknown): Promise<readonly Finding[]> {
  return findingsOf(await check.check(scopeOf(files), settings as never, noPorts));
}

/** The files with every suggested line in its place, as GitHub would commit them. */
function applied(files: Files, findings: readonly Finding[]): Files {
  const changed: Record<string, string> = { ...files };
  for (const { path, fix } of findings) {
    if (fix === undefined) continue;
    const lines = (changed[path] ?? "").split("\n");
    expect(lines[fix.line - 1]).toBe(fix.before);
    lines[fix.line - 1] = fix.after;
    changed[path] = lines.join("\n");
  }
  return changed;
}

const cronJob = `apiVersion: batch/v1beta1 # soon gone
kind: CronJob
metadata: { name: a }
spec:
  schedule: "0 * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: a
              image: a:1
`;

test("an API version that was only renamed is a line to accept, and then nothing is found", async () => {
  const files = { "a.yaml": cronJob };
  const findings = await judge(schema, files);

  expect(findings.map(({ rule, fix }) => [rule, fix])).toEqual([
    [
      "not-served",
      { line: 1, before: "apiVersion: batch/v1beta1 # soon gone", after: "apiVersion: batch/v1 # soon gone" },
    ],
  ]);
  expect(await judge(schema, applied(files, findings))).toEqual([]);
});

test("so is one that the planned release is without", async () => {
  const files = { "a.yaml": cronJob };
  const findings = await judge(deprecations, files, { kubernetesVersion: "1.24" });

  expect(findings.map(({ rule, fix }) => [rule, fix?.after])).toEqual([
    ["deprecated-api", "apiVersion: batch/v1 # soon gone"],
  ]);
  expect(await judge(deprecations, applied(files, findings), { kubernetesVersion: "1.24" })).toEqual([]);
});

test.each([
  [
    "a successor that means something else",
    cronJob.replace("batch/v1beta1", "extensions/v1beta1").replace("CronJob", "Ingress"),
  ],
  ["a manifest that would be wrong in its successor", cronJob.replace("schedule:", "shedule:")],
  ["a version that is not written on its line", cronJob.replace("batch/v1beta1 # soon gone", "{{ $version }}")],
])("%s gets no suggestion of another API version", async (_, text) => {
  const findings = await judge(schema, { "a.yaml": text });

  expect(findings.flatMap(({ fix }) => (fix?.after.includes("apiVersion") ? [fix] : []))).toEqual([]);
});

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: a }
spec:
  replcas: 3
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec:
      containers:
        - name: a
          image: a:1
          "imagePullPolcy": Always
`;

test("a misspelt field is a line to accept, its value and quotes kept, and then nothing is found", async () => {
  const files = { "a.yaml": deployment };
  const findings = await judge(schema, files);

  expect(findings.map(({ fix }) => fix?.after)).toEqual(["  replicas: 3", '          "imagePullPolicy": Always']);
  expect(await judge(schema, applied(files, findings))).toEqual([]);
});

test.each([
  [
    "two names are as near",
    deployment
      .replace("replcas: 3", "replicas: 3")
      .replace("      containers:", "      hostIPD: true\n      containers:"),
  ],
  ["the right name stands beside it", deployment.replace("replcas: 3", "replcas: 3\n  replicas: 4")],
  [
    "it stands in braces",
    deployment.replace("  replcas: 3", "  strategy: { tipe: Recreate }").replace('"imagePullPolcy"', "imagePullPolicy"),
  ],
  [
    "its line may hold a secret",
    deployment
      .replace("replcas: 3", "replicas: 3")
      .replace('"imagePullPolcy": Always', "env: [{ name: PASSWORD, valeu: hunter2 }]"),
  ],
])("a misspelt field gets no suggestion where %s", async (_, text) => {
  const findings = await judge(schema, { "a.yaml": text });

  expect(findings.length).toBeGreaterThan(0);
  expect(
    findings.flatMap(({ fix }) => (fix === undefined || fix.after.includes("imagePullPolicy") ? [] : [fix])),
  ).toEqual([]);
});

test("a misspelt field that holds a value of a variable is never repeated in a suggestion", async () => {
  const text = deployment
    .replace("  replcas: 3\n", "")
    .replace('"imagePullPolcy": Always', "env:\n            - name: PASSWORD\n              valeu: hunter2");
  const findings = await judge(schema, { "a.yaml": text });

  expect(findings.length).toBe(1);
  expect(JSON.stringify(findings)).not.toContain("hunter2");
});

test("lines of a Secret are never repeated in a suggestion", async () => {
  const text = "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ntyp: hunter2\n";

  expect(JSON.stringify(await judge(schema, { "a.yaml": text }))).not.toContain("hunter2");
});

test("lines that end as on Windows are left alone", async () => {
  const findings = await judge(schema, { "a.yaml": deployment.replaceAll("\n", "\r\n") });

  expect(findings.flatMap(({ fix }) => fix ?? [])).toEqual([]);
});

const digest = `sha256:${"4f".repeat(32)}`;
const about: Finding = {
  check: "policy",
  rule: "latest-tag",
  severity: "warning",
  message: "The image can change.",
  path: "a.yaml",
  line: 12,
  application: "app",
  environment: "default",
  resource: null,
};

test("an image whose digest stands elsewhere in the repository is a line to accept", async () => {
  const files = {
    "a.yaml": deployment.replace("image: a:1", "image: ghcr.io/acme/a # the newest"),
    "b.yaml": deployment.replace("image: a:1", `image: ghcr.io/acme/a:latest@${digest}`),
  };
  const [finding] = await withKnownDigests([about], scopeOf(files));

  expect(finding?.fix?.after).toBe(`          image: ghcr.io/acme/a@${digest} # the newest`);
});

test.each([
  ["stands with two digests", { "b.yaml": `a:1@${digest}`, "c.yaml": `a:1@sha256:${"0".repeat(64)}` }],
  ["stands with another tag", { "b.yaml": `a:2@${digest}` }],
  ["is only the end of another name", { "b.yaml": `ghcr.io/a:1@${digest}` }],
  ["stands without a tag", { "b.yaml": `a@${digest}` }],
])("an image that elsewhere %s gets no suggestion", async (_, others: Files) => {
  const files = { "a.yaml": deployment, ...others };

  expect((await withKnownDigests([about], scopeOf(files)))[0]?.fix).toBeUndefined();
});

test("a finding about something else gets no digest", async () => {
  const files = { "a.yaml": deployment, "b.yaml": `image: a:1@${digest}` };

  expect((await withKnownDigests([{ ...about, rule: "probes" }], scopeOf(files)))[0]?.fix).toBeUndefined();
  expect((await withKnownDigests([about], scopeOf(files)))[0]?.fix?.after).toContain(digest);
});
