import { afterAll, beforeAll, expect, test } from "vitest";
import { concluded, createSetting, lines, runsOf, type Setting } from "./setting.ts";

let setting: Setting;

beforeAll(async () => {
  setting = await createSetting();
  await setting.start();
  setting.forge.install(setting.app, setting.shop);
  await setting.forge.idle();
});

afterAll(() => setting.stop());

test("a good change passes with one check run, one comment and no review", async () => {
  const { forge, shop } = setting;
  await shop.commit({ branch: "good", files: { "web.yaml": `${lines("better")}\n` }, author: "alice" });
  forge.forgetRequests();
  const { number, headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Better", head: "good" });

  const run = await concluded(forge, headSha, "success");

  expect(run.name).toBe("fairlead");
  expect(runsOf(forge, headSha)).toHaveLength(1);
  expect(commentsOf(number)).toHaveLength(1);
  expect([...forge.state.reviews.values()]).toHaveLength(0);
});

test("a bad change fails on its lines, and the push that mends it edits the same comment and resolves the threads", async () => {
  const { forge, shop } = setting;
  await shop.commit({
    branch: "bad",
    files: { "web.yaml": `${lines("", "", "wrong", "", "wrong too")}\n` },
    author: "alice",
  });
  const { number, headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Bad", head: "bad" });
  const failed = await concluded(forge, headSha, "failure");
  const [comment] = commentsOf(number);
  const before = comment?.body;

  expect(failed.annotations.map(({ path, start_line }) => `${path}:${start_line}`)).toEqual([
    "web.yaml:3",
    "web.yaml:5",
  ]);
  expect(threadsOf(number).map(({ line, resolvedById }) => [line, resolvedById])).toEqual([
    [3, null],
    [5, null],
  ]);

  const mended = await shop.commit({ branch: "bad", files: { "web.yaml": `${lines("mended")}\n` }, author: "alice" });
  await concluded(forge, mended, "success");

  expect(commentsOf(number).map(({ id }) => id)).toEqual([comment?.id]);
  expect(commentsOf(number)[0]?.body).not.toBe(before);
  expect(
    threadsOf(number).filter(({ resolvedById }) => resolvedById === null),
    setting.log.join("\n"),
  ).toEqual([]);
});

test("a pull request costs at most twelve requests, and one more for every fifty annotations", async () => {
  const { forge, shop } = setting;
  const many = Array.from({ length: 120 }, (_, index) => `wrong ${index}`).join("\n");
  await shop.commit({ branch: "many", files: { "many.yaml": `${many}\n` }, author: "alice" });
  await forge.idle();
  forge.forgetRequests();
  const { headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Many", head: "many" });

  const run = await concluded(forge, headSha, "failure");

  expect(run.annotations).toHaveLength(120);
  const ours = forge.requests().filter(({ caller }) => caller.startsWith("app:") || caller.startsWith("installation:"));
  expect(
    ours.map(({ operation }) => operation).length,
    ours.map(({ operation }) => operation).join("\n"),
  ).toBeLessThanOrEqual(12 + 2);
});

test("duplicated and repeated deliveries change nothing", async () => {
  const { forge, shop } = setting;
  forge.faults.onDeliveries({ kind: "duplicate", event: "pull_request", action: "opened" });
  await shop.commit({ branch: "twice", files: { "web.yaml": `${lines("twice")}\n` }, author: "alice" });
  const { number, headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Twice", head: "twice" });
  await concluded(forge, headSha, "success");
  const delivery = forge.deliveries().find(({ event, action }) => event === "pull_request" && action === "opened");

  forge.redeliver(delivery?.id ?? 0);
  await forge.idle();

  expect(runsOf(forge, headSha)).toHaveLength(1);
  expect(commentsOf(number)).toHaveLength(1);
});

test("a lost delivery is made up for by the sweep", async () => {
  const { forge, shop } = setting;
  await shop.commit({ branch: "lost", files: { "web.yaml": `${lines("lost")}\n` }, author: "alice" });
  forge.faults.onDeliveries({ kind: "drop", event: "pull_request", action: "opened" });
  const { headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Lost", head: "lost" });
  await forge.idle();
  expect(runsOf(forge, headSha)).toEqual([]);

  const server = await setting.start();
  await server.sweep();

  await concluded(forge, headSha, "success");
  expect(runsOf(forge, headSha)).toHaveLength(1);
});

test("the comment is posted anew when somebody deleted it", async () => {
  const { forge, shop } = setting;
  await shop.commit({ branch: "deleted", files: { "web.yaml": `${lines("one")}\n` }, author: "alice" });
  const { number, headSha } = await forge
    .as("alice")
    .openPullRequest("acme/shop", { title: "Deleted", head: "deleted" });
  await concluded(forge, headSha, "success");
  forge.state.comments.delete(commentsOf(number)[0]?.id ?? 0);

  const next = await shop.commit({ branch: "deleted", files: { "web.yaml": `${lines("two")}\n` }, author: "alice" });
  await concluded(forge, next, "success");

  expect(commentsOf(number)).toHaveLength(1);
});

test("a draft is checked, a closed pull request is not", async () => {
  const { forge, shop } = setting;
  await shop.commit({ branch: "draft", files: { "web.yaml": `${lines("draft")}\n` }, author: "alice" });
  const people = forge.as("alice");
  const { number, headSha } = await people.openPullRequest("acme/shop", { title: "Draft", head: "draft", draft: true });
  await concluded(forge, headSha, "success");

  await people.closePullRequest("acme/shop", number);
  const next = await shop.commit({ branch: "draft", files: { "web.yaml": `${lines("later")}\n` }, author: "alice" });
  await forge.idle();
  await people.reopenPullRequest("acme/shop", number);

  await concluded(forge, next, "success");
});

test("a merge group's commit gets the same check", async () => {
  const { forge, shop } = setting;
  const base = await shop.tip();
  const head = await shop.commit({
    branch: "gh-readonly-queue/main/pr-1",
    files: { "web.yaml": `${lines("queued")}\n` },
  });

  await shop.mergeGroup("checks_requested", { headSha: head, baseSha: base });

  expect((await concluded(forge, head, "success")).name).toBe("fairlead");
});

function commentsOf(number: number) {
  const issue = [...setting.forge.state.issues.values()].find((one) => one.number === number);
  return [...setting.forge.state.comments.values()].filter(
    ({ issueId, appId }) => issueId === issue?.id && appId !== null,
  );
}

function threadsOf(number: number) {
  const issue = [...setting.forge.state.issues.values()].find((one) => one.number === number);
  return [...setting.forge.state.threads.values()].filter(({ issueId }) => issueId === issue?.id);
}
