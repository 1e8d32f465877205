import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/domain/json.ts";
import { durationWords, parseDuration } from "../../../src/pipeline/plan/duration.ts";
import { imageNote } from "../../../src/pipeline/plan/image.ts";
import { scheduleWords } from "../../../src/pipeline/plan/notes.ts";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { ratioNote } from "../../../src/pipeline/plan/quantity-note.ts";
import { locateByPointer, manifestOf } from "./manifests.ts";

test.each([
  ["web:1.9.0", "web:1.10.0", "newer"],
  ["web:v1.10.0", "web:v1.9.0", "older"],
  ["web:1.2.3-alpine", "web:1.2.4-alpine", "newer"],
  ["web:1.2.3-r1", "web:1.2.3-r2", "newer"],
  ["web:1.2.3-ls41", "web:1.2.3-ls40", "older"],
  ["web:2024-01-31", "web:2024-02-01", "newer"],
  ["web:20240201", "web:20240131", "older"],
  ["web:version-1.2", "web:version-1.3", "newer"],
  ["web:1.2.0-rc.1", "web:1.2.0", "newer"],
  ["web:1.2.3-alpine", "web:1.2.3-debian", "another tag"],
  ["web:abc1234", "web:def5678", "another tag"],
  ["web:1.0@sha256:aa", "web:1.1@sha256:aa", "same digest"],
  ["web:1.0@sha256:aa", "web:1.0@sha256:bb", "another build of the same tag"],
  ["web:1.0", "web:1.0@sha256:bb", "now pinned by digest"],
  ["web:1.0@sha256:aa", "web:1.1", "newer, no digest any more"],
  ["web:1.0", "web:latest", "another tag, to a mutable tag"],
  ["web:1.0", "web", "another tag, to a mutable tag"],
  ["web:1.0", "ghcr.io/acme/web:1.0", "moved to another repository"],
  ["nginx:1.0", "docker.io/library/nginx:1.0", "the same image, written otherwise"],
])("from %s to %s: %s", (before, after, note) => {
  expect(imageNote(before, after)).toBe(note);
});

test.each([
  ["512Mi", "1Gi", "doubled"],
  ["1Gi", "512Mi", "halved"],
  ["100m", "150m", "raised by half"],
  ["1", "1200m", "raised by 20%"],
  ["1Gi", "5Gi", "raised to 5 times as much"],
  ["1", "750m", "lowered by 25%"],
  ["10Gi", "1Gi", "cut to a tenth"],
  ["1Gi", "1024Mi", undefined],
  ["1Gi", "much", undefined],
  ["0", "1", undefined],
])("from %s to %s: %s", (before, after, note) => {
  expect(ratioNote(before, after)).toBe(note);
});

test.each([
  ["*/5 * * * *", "every 5 minutes"],
  ["@hourly", "every hour"],
  ["0 * * * *", "every hour"],
  ["30 2 * * 1-5", "at 02:30, Monday through Friday"],
  ["@every 5m", undefined],
  ["61 * * * *", undefined],
  ["${SCHEDULE}", undefined],
  [5, undefined],
])("the schedule %s is %s", (schedule, words) => {
  expect(scheduleWords(schedule)).toBe(words);
});

test.each([
  ["90s", 90, "90 seconds"],
  ["1h30m", 5400, "1 hour 30 minutes"],
  ["500ms", 0.5, "500 milliseconds"],
  ["36h", 129_600, "1 day 12 hours"],
  ["1 hour", undefined, ""],
  ["-5s", undefined, ""],
])("the duration %s is %s seconds, %s", (text, seconds, words) => {
  expect(parseDuration(text)).toBe(seconds);
  if (seconds !== undefined) expect(durationWords(seconds)).toBe(words);
});

const container = (more: JsonObject): JsonObject => ({
  ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" } },
  spec: { template: { spec: { containers: [{ name: "web", ...more }] } } },
});
const spec = (kind: string, given: JsonObject): JsonObject => {
  const [apiVersion = "", name = ""] = kind.split(" ");
  return { apiVersion, kind: name, metadata: { name: "a" }, spec: given };
};

test.each<readonly [JsonObject, JsonObject, readonly (string | undefined)[]]>([
  [spec("apps/v1 Deployment", { replicas: 2 }), spec("apps/v1 Deployment", { replicas: 5 }), ["from 2 to 5"]],
  [container({ image: "a:1.0" }), container({ image: "a:1.1" }), ["newer"]],
  [
    container({ resources: { limits: { memory: "1Gi", cpu: "1" } } }),
    container({ resources: { limits: { memory: "512Mi" } } }),
    ["memory limit halved", "cpu limit removed"],
  ],
  [
    container({ resources: { requests: {} } }),
    container({ resources: { requests: { cpu: "100m" } } }),
    ["cpu request set"],
  ],
  [
    spec("batch/v1 CronJob", { schedule: "*/5 * * * *" }),
    spec("batch/v1 CronJob", { schedule: "0 * * * *" }),
    ["every 5 minutes → every hour"],
  ],
  [
    spec("batch/v1 Job", { activeDeadlineSeconds: 3600 }),
    spec("batch/v1 Job", { activeDeadlineSeconds: 90_000 }),
    ["from 1 hour to 1 day 1 hour"],
  ],
  [
    spec("helm.toolkit.fluxcd.io/v2 HelmRelease", { interval: "10m", chart: { spec: { version: "1.2.0" } } }),
    spec("helm.toolkit.fluxcd.io/v2 HelmRelease", { interval: "1h", chart: { spec: { version: "1.1.0" } } }),
    ["from 10 minutes to 1 hour", "older"],
  ],
  [
    spec("source.toolkit.fluxcd.io/v1 OCIRepository", { ref: { tag: "v1.9.0" } }),
    spec("source.toolkit.fluxcd.io/v1 OCIRepository", { ref: { tag: "v1.10.0" } }),
    ["newer"],
  ],
  [
    spec("policy/v1 PodDisruptionBudget", { maxUnavailable: "25%" }),
    spec("policy/v1 PodDisruptionBudget", { maxUnavailable: "50%" }),
    ["doubled"],
  ],
  [
    spec("v1 Pod", { nodeName: "a", volumes: [{ name: "c", configMap: { name: "web-k2d9t5h6fm" } }] }),
    spec("v1 Pod", { nodeName: "b", volumes: [{ name: "c", configMap: { name: "web-b8gc47kt22" } }] }),
    [undefined, "new content of web"],
  ],
])("what a change means is said in words: %#", async (before, after, notes) => {
  const { plan } = await planChanges({
    application: { name: "shop", environment: "prod" },
    ...{ base: [manifestOf(before)], head: [manifestOf(after)], ignore: [] },
    ...{ locateHead: locateByPointer, locateBase: locateByPointer },
  });

  expect(plan.changes.flatMap(({ fields }) => fields).map(({ note }) => note)).toEqual(notes);
});
