import { afterEach, expect, test } from "vitest";
import type { Wishes } from "../../src/domain/report.ts";
import { defaults } from "../../src/forge/apps.ts";
import { judgeLines } from "./line-judge.ts";
import { concluded, createSetting, lines, type Setting } from "./setting.ts";

let setting: Setting;

afterEach(() => setting.stop());

const reading = { ...defaults.permissions, contents: "read" } as const;

async function begin(wishes: Wishes, permissions: NonNullable<Parameters<typeof createSetting>[0]>["permissions"]) {
  setting = await createSetting({ permissions: permissions ?? defaults.permissions });
  await setting.start((request, repository, signal) => judgeLines(request, repository, signal, wishes));
  setting.forge.install(setting.app, setting.shop);
}

async function open(...changes: readonly string[]) {
  await setting.shop.commit({ branch: "change", files: { "web.yaml": `${lines(...changes)}\n` }, author: "alice" });
  return setting.forge.as("alice").openPullRequest("acme/shop", { title: "Change", head: "change" });
}

function push(...changes: readonly string[]) {
  return setting.shop.commit({ branch: "change", files: { "web.yaml": `${lines(...changes)}\n` }, author: "alice" });
}

test("an App that may not resolve threads folds them away once, and says so once", async () => {
  await begin({ reviewComments: true, effects: true, requestChanges: false }, reading);
  const { forge } = setting;
  const { headSha } = await open("wrong");
  await concluded(forge, headSha, "failure");

  await concluded(forge, await push("", "wrong"), "failure");
  await concluded(forge, await push("", "", "right"), "success");
  await concluded(forge, await push("", "", "righter"), "success");

  expect([...forge.state.threads.values()].map(({ resolvedById }) => resolvedById)).toEqual([null, null]);
  expect([...forge.state.reviewComments.values()].map(({ minimized }) => minimized)).toEqual(["outdated", "outdated"]);
  expect(setting.log.filter((line) => line.includes("folded away"))).toHaveLength(1);
  expect(forge.requests().filter(({ operation }) => operation?.includes("minimizeComment"))).toHaveLength(2);
});

test("git is handed a token that reads this repository and nothing else, and keeps it", async () => {
  await begin({ reviewComments: true, effects: true, requestChanges: false }, defaults.permissions);
  const { forge, shop } = setting;
  const { headSha } = await open("better");
  await concluded(forge, headSha, "success");
  await concluded(forge, await push("better still"), "success");

  const narrow = [...forge.state.tokens.values()].filter(({ repositoryIds }) => repositoryIds !== null);

  expect(narrow.map(({ permissions, repositoryIds }) => [permissions, repositoryIds])).toEqual([
    [{ contents: "read" }, [shop.id]],
  ]);
  expect([...new Set(forge.gitRequests().map(({ token }) => token))]).toEqual(narrow.map(({ token }) => token));
});

test("a failed check requests changes where the configuration says so, until a head passes", async () => {
  await begin({ reviewComments: true, effects: true, requestChanges: true }, reading);
  const { forge } = setting;
  const { headSha } = await open("wrong");
  await concluded(forge, headSha, "failure");
  await concluded(forge, await push("", "wrong"), "failure");
  expect(states()).toEqual(["CHANGES_REQUESTED", "CHANGES_REQUESTED"]);
  forge.forgetRequests();

  await concluded(forge, await push("", "", "right"), "success");

  expect(states()).toEqual(["DISMISSED", "DISMISSED"]);
  expect(ours().length, ours().join("\n")).toBeLessThanOrEqual(12);
});

test("no line is commented on where the configuration says so, and changes are requested all the same", async () => {
  await begin({ reviewComments: false, effects: false, requestChanges: true }, defaults.permissions);
  const { forge } = setting;
  const { headSha } = await open("wrong");

  await concluded(forge, headSha, "failure");

  expect(states()).toEqual(["CHANGES_REQUESTED"]);
  expect([...forge.state.reviewComments.values()]).toEqual([]);
  expect([...forge.state.reviews.values()][0]?.body).toContain("1 error in this change.");
});

test("no review is posted where the configuration wants neither", async () => {
  await begin({ reviewComments: false, effects: false, requestChanges: false }, defaults.permissions);
  const { headSha } = await open("wrong");

  await concluded(setting.forge, headSha, "failure");

  expect(states()).toEqual([]);
});

function states(): readonly string[] {
  return [...setting.forge.state.reviews.values()].map(({ state }) => state);
}

function ours(): readonly (string | null)[] {
  const isOurs = (caller: string) => caller.startsWith("app:") || caller.startsWith("installation:");
  return setting.forge.requests().flatMap(({ caller, operation }) => (isOurs(caller) ? [operation] : []));
}
