import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.ts";
import { configPreview } from "../../src/config/preview.ts";
import type { RepositoryConfig } from "../../src/config/schema.ts";

test("a change of words and order within maps does nothing", () => {
  expect(preview("", "version: 1")).toEqual([]);
  expect(preview("environments: [{name: a, prune: false}]", "environments: [{prune: false, name: a}]")).toEqual([]);
});

test("environments that come, go, change and move are told by name", () => {
  const before = "environments: [{name: dev, autoSync: true}, {name: staging}, {name: old}]";
  const after = "environments: [{name: staging, soak: 1h, after: [dev]}, {name: dev}, {name: prod}]";

  expect(preview(before, after)).toEqual([
    "Environment old would be removed.",
    'Environment staging: after would gain "dev".',
    'Environment staging: soak would change from not set to "1h".',
    "Environment dev: autoSync would change from true to false.",
    "Environment prod would be added.",
    "The order of environments would become staging, dev.",
  ]);
});

test("whose approval counts and who may sync are told one by one", () => {
  const before =
    "environments: [{name: a, approvals: {count: 2, from: ['team:o/x', 'team:o/y']}, permissions: {sync: ['role:admin']}}]";
  const after =
    "environments: [{name: a, approvals: {count: 1, from: ['team:o/x']}, permissions: {sync: ['role:write']}}]";

  expect(preview(before, after)).toEqual([
    "Environment a: approvals.count would change from 2 to 1.",
    'Environment a: approvals.from would lose "team:o/y".',
    'Environment a: permissions.sync would lose "role:admin".',
    'Environment a: permissions.sync would gain "role:write".',
  ]);
});

test("a check that is lowered and a policy source that is removed are called so", () => {
  const before = { ...config(""), checks: { secrets: "error", policy: { sources: ["policies/"], warn: "notice" } } };
  const after = { ...config(""), checks: { secrets: "off", policy: { sources: [], warn: "warning" } } };

  expect(configPreview(before, after)).toEqual([
    'Check secrets would be lowered from "error" to "off".',
    'Check policy: sources would lose "policies/".',
    'Check policy: warn would be raised from "notice" to "warning".',
  ]);
});

test("what would be hidden is said", () => {
  expect(
    preview("", "discovery: {exclude: ['old/**']}\nreport: {ignore: [metadata.annotations], reviewComments: false}"),
  ).toEqual([
    'Files matching "old/**" would no longer be looked at.',
    'Differences in "metadata.annotations" would no longer be shown.',
    "Report: reviewComments would change from true to false.",
  ]);
});

function preview(before: string, after: string): string[] {
  return configPreview(config(before), config(after));
}

function config(text: string): RepositoryConfig {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("\n"));
  return parsed.config;
}

test("policies from elsewhere are told by their address and what they are pinned to", () => {
  const [one, other] = ["1", "2"].map((digit) => `sha256:${digit.repeat(64)}`);
  const pinned = (pin = "") =>
    `checks: {policy: {sources: [policies/, {url: "oci://ghcr.io/acme/rules", pin: "${pin}", directory: k8s}]}}`;

  expect(preview("", pinned(one))).toEqual([
    `Check policy: sources would gain oci://ghcr.io/acme/rules below k8s at ${one}.`,
  ]);
  expect(preview(pinned(one), pinned(other))).toEqual([
    `Check policy: sources would lose oci://ghcr.io/acme/rules below k8s at ${one}.`,
    `Check policy: sources would gain oci://ghcr.io/acme/rules below k8s at ${other}.`,
  ]);
});
