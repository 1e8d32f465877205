import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../../src/cli/server.ts";
import type { CheckRequest } from "../../src/pipeline/request.ts";
import { judgeLines } from "./line-judge.ts";
import { concluded, createSetting, lines, runsOf, type Setting, until } from "./setting.ts";

let setting: Setting;
let server: RunningServer;
const asked: CheckRequest[] = [];

beforeAll(async () => {
  setting = await createSetting();
  server = await setting.start((request, repository) => {
    asked.push(request);
    return judgeLines(request, repository);
  });
  setting.forge.install(setting.app, setting.shop);
});

afterAll(() => setting.stop());

test("a fork's pull request is checked, and the judge is told that it is one", async () => {
  const { forge } = setting;
  const fork = await forge.fork("acme/shop", "mallory");
  await fork.commit({ branch: "gift", files: { "web.yaml": `${lines("wrong")}\n` }, author: "mallory" });

  const { headSha } = await forge.as("mallory").openPullRequest("acme/shop", { title: "Gift", head: "mallory:gift" });

  await concluded(forge, headSha, "failure");
  expect(asked.at(-1)?.pullRequest).toMatchObject({ fork: true, author: "mallory" });
});

test("a pull request that is pointed at another base is judged against it", async () => {
  const { forge, shop } = setting;
  const base = await shop.commit({ branch: "release", files: { "other.yaml": "one\n" } });
  await shop.commit({ branch: "move", files: { "web.yaml": `${lines("moved")}\n` }, author: "alice" });
  const { number, headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Move", head: "move" });
  await concluded(forge, headSha, "success");

  await forge.as("alice").editPullRequest("acme/shop", number, { base: "release" });
  await forge.idle();

  await expect
    .poll(() => runsOf(forge, headSha).map(({ conclusion }) => conclusion), { timeout: 20_000 })
    .toEqual(["success", "success"]);
  expect(asked.at(-1)?.base).toBe(base);
});

test("a pull request that was pointed at another base while we were not told is noticed by the sweep", async () => {
  const { forge, shop } = setting;
  const base = await shop.commit({ branch: "next", files: { "other.yaml": "two\n" } });
  await shop.commit({ branch: "quiet", files: { "web.yaml": `${lines("quiet")}\n` }, author: "alice" });
  const { number, headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Quiet", head: "quiet" });
  await concluded(forge, headSha, "success");
  forge.faults.onDeliveries({ kind: "drop", event: "pull_request", action: "edited" });
  await forge.as("alice").editPullRequest("acme/shop", number, { base: "next" });
  await forge.idle();

  await server.sweep();
  await server.sweep();

  await until(() => expect(runsOf(forge, headSha).map(({ conclusion }) => conclusion)).toEqual(["success", "success"]));
  expect(asked.at(-1)?.base).toBe(base);
});

test("findings on lines that the base moved stand where the head has them", async () => {
  const { forge, shop } = setting;
  await shop.commit({
    branch: "moved",
    files: { "web.yaml": `${lines(...Array(17).fill(""), "wrong")}\n` },
    author: "alice",
  });
  await shop.commit({ files: { "web.yaml": `new\nnew\nnew\n${lines()}\n` }, message: "The base moves on" });

  const { headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Moved", head: "moved" });

  const run = await concluded(forge, headSha, "failure");
  expect(run.annotations.map(({ start_line }) => start_line)).toEqual([18]);
});
