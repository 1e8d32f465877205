import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration } from "../../src/config/duration.ts";
import { formats } from "../../src/config/formats.ts";
import { parseWindow } from "../../src/config/window.ts";

test.each([
  ["30m", 1_800_000],
  ["1h30m", 5_400_000],
  ["2d", 172_800_000],
  ["0s", 0],
  ["30", undefined],
  ["", undefined],
  ["30m1h", undefined],
  ["-5m", undefined],
  ["PT30M", undefined],
])("the duration %j is %j milliseconds", (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each([
  ["Mon-Thu 08:00-16:00", { days: [0, 1, 2, 3], from: 480, until: 960 }],
  ["Sat,Sun 00:00-24:00", { days: [5, 6], from: 0, until: 1440 }],
  ["fri-mon 22:00-02:00", { days: [0, 4, 5, 6], from: 1320, until: 120 }],
  ["Mon 08:00-08:00", undefined],
  ["Mon 24:00-25:00", undefined],
  ["Mon 08:60-09:00", undefined],
  ["Mon-Tue-Wed 08:00-09:00", undefined],
  ["Montag 08:00-09:00", undefined],
  ["08:00-09:00", undefined],
])("the window %j is %j", (text, expected) => {
  expect(parseWindow(text)).toEqual(expected);
});

test.each([
  [
    "fairlead-principal",
    ["user:octocat", "user:renovate[bot]", "team:acme/platform", "role:admin"],
    ["acme/platform", "team:acme", "role:owner", "user:", "user:a b"],
  ],
  [
    "fairlead-glob",
    ["**/testdata/**", "a/{b,c}/*.yaml", "[ab]/c"],
    ["", "/a", "a/../b", "!a", "a[b", "a}b{", " a", "a\\b"],
  ],
  ["fairlead-path", [".", "apps/web", "apps/{environment}/web"], ["", "/a", "..", "apps/*", "apps/{env}"]],
  ["fairlead-repository", ["acme/infra"], ["infra", "acme/", "a/b/c", "acme/in fra"]],
  ["fairlead-variable", ["HCP_TOKEN", "_a1"], ["", "1A", "A-B", "A=B"]],
  ["fairlead-workspace", ["ws-8kQ1", "acme/network-prod"], ["network-prod", "ws-", "acme/a b"]],
  ["fairlead-host", ["app.terraform.io", "tfe.acme.test:8443"], ["https://app.terraform.io", "a b", "a/b"]],
  ["fairlead-name", ["prod", "eu-1.prod_a"], ["", "-a", "a b", "a/b", "a".repeat(64), "__proto__"]],
  ["fairlead-timezone", ["UTC", "Europe/Amsterdam"], ["", "Mars", "+02:00"]],
  [
    "fairlead-field",
    ["spec.replicas", "metadata.labels[a.b/c]", "spec.containers[*].image"],
    ["", "a..b", ".a", "a[", "a[]", "a]"],
  ],
] as const)("%s takes %j and refuses %j", (name, good, bad) => {
  expect(good.filter((text) => !formats[name].is(text))).toEqual([]);
  expect(bad.filter((text) => formats[name].is(text))).toEqual([]);
});

test("no text makes a format throw", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const { is } of Object.values(formats)) expect(typeof is(text)).toBe("boolean");
    }),
  );
});
