import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../../src/cli/server.ts";
import type { Judge } from "../../src/verdicts/ports.ts";
import { judgeLines } from "./line-judge.ts";
import { concluded, createSetting, lines, runsOf, type Setting, until } from "./setting.ts";

/** What happens to branches while pull requests are judged. */

let setting: Setting;
let server: RunningServer;
/** Branches into which nothing passes, as where the configuration is strict. */
const strict = new Set<string>();
let gate: Promise<void> | undefined;
let reached: (() => void) | undefined;

const judge: Judge = async (request, repository, signal) => {
  if (gate !== undefined) {
    reached?.();
    const stopped = new Promise<void>((done) => signal.addEventListener("abort", () => done(), { once: true }));
    await Promise.race([gate, stopped]);
  }
  const report = await judgeLines(request, repository);
  return strict.has(request.pullRequest?.base ?? "") ? { ...report, conclusion: "failed" } : report;
};

beforeAll(async () => {
  setting = await createSetting();
  server = await setting.start(judge);
  setting.forge.install(setting.app, setting.shop);
  await setting.forge.idle();
});

afterAll(() => setting.stop());

async function open(head: string, change: string, base = "main") {
  const { forge, shop } = setting;
  await shop.commit({ branch: head, files: { "web.yaml": `${lines(change)}\n` }, author: "alice" });
  return forge.as("alice").openPullRequest("acme/shop", { title: head, head, base });
}

/** Holds every check until it is released or aborted. */
function holdChecks() {
  const held = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  gate = held.promise;
  reached = started.resolve;
  return {
    started: started.promise,
    release: () => {
      gate = undefined;
      held.resolve();
    },
  };
}

test("a rewritten history of as many commits cancels the old head's check and judges the new head", async () => {
  const held = holdChecks();
  const { number, headSha } = await open("rewritten", "wrong");
  await held.started;

  const { shop } = setting;
  const main = await shop.tip();
  execFileSync("git", ["--git-dir", shop.directory, "update-ref", "refs/heads/aside", main]);
  const next = await shop.commit({ branch: "aside", files: { "web.yaml": `${lines("right")}\n` }, author: "alice" });
  held.release();
  await shop.take({ directory: shop.directory, revision: next, branch: "rewritten", author: "alice" });

  await concluded(setting.forge, next, "success");
  expect((await concluded(setting.forge, headSha, "cancelled")).title).toBe(`Superseded by ${next.slice(0, 7)}`);
  expect(reviewsOf(number)).toEqual([]);
});

test("against another base branch the same head is judged anew, and that verdict counts", async () => {
  await branch("release");
  strict.add("release");
  const { number, headSha } = await open("retargeted", "retargeted");
  await concluded(setting.forge, headSha, "success");

  await setting.forge.as("alice").editPullRequest("acme/shop", number, { base: "release" });

  await concluded(setting.forge, headSha, "failure");
  expect(runsOf(setting.forge, headSha)).toHaveLength(2);
});

test("a pull request that is closed while its check runs is cancelled, and judged when it is opened again", async () => {
  const alice = setting.forge.as("alice");
  const held = holdChecks();
  const { number, headSha } = await open("closed", "closed");
  await held.started;

  await alice.closePullRequest("acme/shop", number);
  const run = await concluded(setting.forge, headSha, "cancelled");
  expect(run.summary).toContain("closed before the check had ended");
  held.release();
  await alice.reopenPullRequest("acme/shop", number);

  await concluded(setting.forge, headSha, "success");
  expect(runsOf(setting.forge, headSha)).toHaveLength(2);
});

test("when the base branch is renamed and nothing is delivered, the sweep has the head judged against the new name", async () => {
  await branch("old-name");
  const { number, headSha } = await open("onto-renamed", "renamed", "old-name");
  await concluded(setting.forge, headSha, "success");

  await branch("new-name");
  strict.add("new-name");
  execFileSync("git", ["--git-dir", setting.shop.directory, "update-ref", "-d", "refs/heads/old-name"]);
  const issue = [...setting.forge.state.issues.values()].find((one) => one.number === number);
  if (issue?.pull == null) throw new Error("There is no such pull request.");
  issue.pull.baseBranch = "new-name";
  await server.sweep();

  await concluded(setting.forge, headSha, "failure");
});

test("a head branch that is deleted while its check runs has it cancelled", async () => {
  const held = holdChecks();
  const { headSha } = await open("deleted", "deleted");
  await held.started;

  await setting.forge.as("alice").request("DELETE", "/repos/acme/shop/git/refs/heads/deleted");

  await concluded(setting.forge, headSha, "cancelled");
  held.release();
  await setting.forge.idle();
  expect(conclusions(headSha)).toEqual(["cancelled"]);
});

test("of two pull requests from one commit the one that fails keeps the other from passing, whichever ends last", async () => {
  await branch("strict");
  strict.add("strict");
  const alice = setting.forge.as("alice");
  const lax = await open("shared", "shared");
  await concluded(setting.forge, lax.headSha, "success");

  const other = await alice.openPullRequest("acme/shop", { title: "Into strict", head: "shared", base: "strict" });
  await until(() => expect(conclusions(lax.headSha)).toEqual(["failure", "failure"]));
  expect(runsOf(setting.forge, lax.headSha)[0]?.title).toContain(`#${other.number}`);

  await alice.comment("acme/shop", lax.number, "/plan");
  await until(() => expect(conclusions(lax.headSha)).toEqual(["failure", "failure", "failure"]));

  await alice.closePullRequest("acme/shop", other.number);
  await setting.forge.idle();
  await alice.comment("acme/shop", lax.number, "/plan");
  await until(() => expect(conclusions(lax.headSha).at(-1)).toBe("success"));
});

test("two pull requests from one commit that both pass have a comment and a check run each", async () => {
  await branch("other");
  const one = await open("twin", "twin");
  await concluded(setting.forge, one.headSha, "success");
  const two = await setting.forge
    .as("alice")
    .openPullRequest("acme/shop", { title: "Twin", head: "twin", base: "other" });

  await until(() => expect(conclusions(one.headSha)).toEqual(["success", "success"]));
  for (const { number } of [one, two]) await until(() => expect(commentsOf(number)).toHaveLength(1));
});

async function branch(name: string): Promise<void> {
  const { shop } = setting;
  execFileSync("git", ["--git-dir", shop.directory, "update-ref", `refs/heads/${name}`, await shop.tip()]);
}

function conclusions(sha: string) {
  return runsOf(setting.forge, sha).map(({ conclusion }) => conclusion);
}

function issueId(number: number) {
  return [...setting.forge.state.issues.values()].find((one) => one.number === number)?.id;
}

function commentsOf(number: number) {
  return [...setting.forge.state.comments.values()].filter(
    ({ issueId: id, appId }) => id === issueId(number) && appId !== null,
  );
}

function reviewsOf(number: number) {
  return [...setting.forge.state.reviews.values()].filter(({ issueId: id }) => id === issueId(number));
}
