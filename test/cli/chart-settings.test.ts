import { expect, test } from "vitest";
import { chartSettings } from "../../src/cli/chart-settings.ts";

test("without a word no host is allowed", () => {
  expect(chartSettings({}, "/")).toEqual({
    ok: true,
    allowed: { hosts: [], credentials: new Map(), listedIn: "FAIRLEAD_CHART_HOSTS" },
  });
});

test("all that is wrong is told at once, and never repeated", () => {
  const env = { FAIRLEAD_CHART_HOSTS: "*.io", FAIRLEAD_CHART_CREDENTIALS: "hunter2" };
  const settings = chartSettings(env, "/");

  expect(settings).toMatchObject({ ok: false });
  expect(settings.ok ? [] : settings.problems).toEqual([
    'FAIRLEAD_CHART_HOSTS is wrong: "*.io" is not a host such as charts.example.com.',
    "FAIRLEAD_CHART_CREDENTIALS is wrong: it is not JSON.",
  ]);
  expect(chartSettings({ FAIRLEAD_CHART_CREDENTIALS_FILE: "/gone" }, "/")).toMatchObject({ ok: false });
});
