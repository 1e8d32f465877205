import { expect, test } from "vitest";
import { deprecations } from "../../src/checks/deprecations.ts";
import { noPorts, scopeOf, told } from "./scope.ts";

function manifest(apiVersion: string, kind: string): string {
  return `metadata:\n  name: a\nkind: ${kind}\napiVersion: ${apiVersion}\n`;
}

const scope = scopeOf({
  "cron.yaml": manifest("batch/v1beta1", "CronJob"),
  "endpoints.yaml": manifest("v1", "Endpoints"),
  "fine.yaml": manifest("batch/v1", "CronJob"),
  "custom.yaml": manifest("example.com/v1beta1", "Widget"),
});

test("what is deprecated and still served is a warning at its apiVersion", async () => {
  expect(told(await deprecations.check(scope, undefined, noPorts))).toEqual([
    "endpoints.yaml:4 warning deprecated-api",
  ]);
});

test("what the planned release does not serve is found as well", async () => {
  expect(told(await deprecations.check(scope, { kubernetesVersion: "1.25" }, noPorts))).toEqual([
    "cron.yaml:4 warning removed-api",
  ]);
  expect(told(await deprecations.check(scope, { kubernetesVersion: "1.24" }, noPorts))).toEqual([
    "cron.yaml:4 warning deprecated-api",
  ]);
});

test("a release that is not known is never judged as fine", async () => {
  expect((await deprecations.check(scope, { kubernetesVersion: "1.99" }, noPorts)).status).toBe("errored");
});

test("the level is obeyed", async () => {
  expect(told(await deprecations.check(scope, { level: "error" }, noPorts))).toEqual([
    "endpoints.yaml:4 error deprecated-api",
  ]);
  expect(told(await deprecations.check(scope, { level: "off" }, noPorts))).toEqual([]);
});
