import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Judge } from "../../src/verdicts/ports.ts";
import { judgeLines } from "./line-judge.ts";
import { concluded, createSetting, lines, runsOf, type Setting, until } from "./setting.ts";

let setting: Setting;

beforeEach(async () => {
  setting = await createSetting();
});

afterEach(() => setting.stop());

test("a newer push stops the running check, which says what took its place and never reports", async () => {
  const { forge, shop } = setting;
  const stuck = stuckOn(() => true);
  await setting.start(stuck.judge);
  forge.install(setting.app, shop);
  await shop.commit({ branch: "change", files: { "web.yaml": `${lines("wrong")}\n` }, author: "alice" });
  const { headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Change", head: "change" });
  await stuck.reached;

  stuck.letOthersPass();
  const next = await shop.commit({ branch: "change", files: { "web.yaml": `${lines("right")}\n` }, author: "alice" });
  const old = await concluded(forge, headSha, "cancelled");
  await concluded(forge, next, "success");

  expect(old.title).toBe(`Superseded by ${next.slice(0, 7)}`);
  expect([...forge.state.reviews.values()]).toEqual([]);
  expect(stuck.aborted()).toBe(true);
});

test("a check that is running when the program stops is finished by the next one, with the same check run", async () => {
  const { forge, shop } = setting;
  const stuck = stuckOn(() => true);
  const first = await setting.start(stuck.judge);
  forge.install(setting.app, shop);
  await shop.commit({ branch: "change", files: { "web.yaml": `${lines("better")}\n` }, author: "alice" });
  const { headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Change", head: "change" });
  await stuck.reached;

  await first.stop();
  expect(runsOf(forge, headSha).map(({ status }) => status)).toEqual(["in_progress"]);
  // Handed back by who stops, and not only found by a sweep much later.
  expect(await checks()).toEqual([{ state: "requested", worker: null }]);
  await setting.start();

  await concluded(forge, headSha, "success");
  expect(runsOf(forge, headSha)).toHaveLength(1);
});

test("a check that fails for a reason of ours three times concludes as a failure that says so", async () => {
  const { forge, shop } = setting;
  const server = await setting.start(async () => {
    throw new Error("the disk is full");
  });
  forge.install(setting.app, shop);
  await shop.commit({ branch: "change", files: { "web.yaml": `${lines("better")}\n` }, author: "alice" });
  const { headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Change", head: "change" });

  for (const attempt of [1, 2]) {
    await until(() => expect(failures()).toHaveLength(attempt));
    await server.sweep(0);
  }
  const run = await concluded(forge, headSha, "failure");

  expect(run?.summary).toContain("the disk is full");
  expect(runsOf(forge, headSha)).toHaveLength(1);
});

async function checks(): Promise<unknown[]> {
  const client = new Client({ connectionString: setting.settings.databaseUrl });
  await client.connect();
  const { rows } = await client.query("select state, worker from fairlead.checks");
  await client.end();
  return rows;
}

function failures(): readonly string[] {
  return setting.log.filter((line) => line.includes("a check could not be run"));
}

/** A judge that waits until it is aborted, for as long as it is told to. */
function stuckOn(isStuck: () => boolean) {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  let others = false;
  let aborted = false;
  const judge: Judge = async (request, repository, signal) => {
    if (others || !isStuck()) return judgeLines(request, repository);
    resolve();
    await new Promise<void>((done) => signal.addEventListener("abort", () => done(), { once: true }));
    aborted = true;
    return judgeLines(request, repository);
  };
  return {
    judge,
    reached,
    letOthersPass: () => {
      others = true;
    },
    aborted: () => aborted,
  };
}
