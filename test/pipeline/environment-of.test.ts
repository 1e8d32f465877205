import { expect, test } from "vitest";
import { byPromotion, environmentOf } from "../../src/pipeline/environment-of.ts";

test.each([
  ["apps/web/overlays/prod", [], "prod"],
  ["clusters/berlin/web", [], "berlin"],
  ["apps/web/overlays/eu/prod", [], "prod"],
  ["clusters/prod/test", [], "prod"],
  ["apps/web/staging", [], "staging"],
  ["apps/web", [], "default"],
  ["apps/web/overlays/prod", ["eu", "us"], "default"],
  ["prod/us/web", ["eu", "us"], "us"],
])("%s with %j configured belongs to %s", (path, configured, environment) => {
  expect(environmentOf(path, configured).environment).toBe(environment);
});

test("environments come in the configured order", () => {
  expect(["us", "eu", "canary"].toSorted(byPromotion(["canary", "eu", "us"]))).toEqual(["canary", "eu", "us"]);
});

test("without a configuration, well-known names come in the order in which changes travel", () => {
  expect(["prod", "staging", "dev", "berlin"].toSorted(byPromotion([]))).toEqual(["berlin", "dev", "staging", "prod"]);
});
