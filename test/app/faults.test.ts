import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../../src/cli/server.ts";
import type { DeliveryFault, RequestFault } from "../../src/forge/faults.ts";
import { createSetting, lines, runsOf, type Setting, until } from "./setting.ts";

/*
 * The same story every time: a bad change and the push that mends it. Whatever goes wrong on the way, GitHub
 * shows the same in the end, and nothing twice.
 */

let setting: Setting;
let server: RunningServer;

beforeAll(async () => {
  setting = await createSetting();
  server = await setting.start();
  setting.forge.install(setting.app, setting.shop);
});

afterAll(() => setting.stop());

const deliveryFaults: readonly (readonly [string, readonly DeliveryFault[]])[] = [
  ["delayed", [{ kind: "delay", ms: 300, event: "pull_request", times: 2 }]],
  ["dropped", [{ kind: "drop", event: "pull_request", times: 2 }]],
  ["refused by us", [{ kind: "fail", status: 503, event: "pull_request", times: 2 }]],
  ["duplicated", [{ kind: "duplicate", times: 50 }]],
  ["reordered", [{ kind: "reorder", event: "pull_request", action: "opened" }]],
];

/** Two of them: a check is given up after three attempts. */
const written = [/\/check-runs$/, /\/issues\/\d+\/comments$/];
const limits: readonly RequestFault[] = [
  { kind: "primary-limit", resetSeconds: 1 },
  { kind: "secondary-limit", retryAfterSeconds: 1 },
];
const requestFaults: readonly (readonly [string, readonly RequestFault[]])[] = [
  ["5xx before the work", written.map((path) => ({ kind: "fail", status: 502, path }))],
  ["5xx after the work", written.map((path) => ({ kind: "fail", status: 502, when: "after", path }))],
  ["a connection cut before the work", written.map((path) => ({ kind: "drop", when: "before", path }))],
  ["a connection cut after the work", written.map((path) => ({ kind: "drop", when: "after", path }))],
  ["a primary limit", written.map((path) => ({ ...limits[0], path }) as RequestFault)],
  ["a secondary limit", written.map((path) => ({ ...limits[1], path }) as RequestFault)],
  ["git that answers 500", [{ kind: "fail", status: 500, path: /git-upload-pack$/, times: 2 }]],
];

test.each(deliveryFaults)("deliveries that are %s end as if nothing had happened", async (name, faults) => {
  for (const fault of faults) setting.forge.faults.onDeliveries(fault);

  expect(await story(name)).toEqual(asWithoutFaults);
});

test.each(requestFaults)("%s ends as if nothing had happened", async (name, faults) => {
  for (const fault of faults) setting.forge.faults.onRequests(fault);

  expect(await story(name)).toEqual(asWithoutFaults);
});

test("without faults the story ends like this", async () => {
  expect(await story("plain")).toEqual(asWithoutFaults);
});

/** The first head may be superseded before it is judged when its delivery was late; then it was never reviewed. */
const asWithoutFaults = {
  unfinished: [],
  mended: ["success"],
  comments: 1,
  duplicateReviews: 0,
  openThreads: 0,
};

async function story(name: string) {
  const { forge, shop } = setting;
  const branch = name.replaceAll(" ", "-");
  const alice = forge.as("alice");
  await shop.commit({ branch, files: { "web.yaml": `${lines(`wrong ${name}`)}\n` }, author: "alice" });
  const { number, headSha } = await alice.openPullRequest("acme/shop", { title: name, head: branch });
  await swept(() => expect(forge.state.checkRuns.size, "nothing was judged").toBeGreaterThan(0));
  const head = await shop.commit({
    branch,
    files: { "web.yaml": `${lines("", `right ${name}`)}\n` },
    author: "alice",
  });
  await swept(() => expect(runsOf(forge, head).at(-1)?.conclusion).toBe("success"));
  forge.faults.clear();
  await forge.idle();
  await swept(() => expect(runsOf(forge, headSha).every(({ status }) => status === "completed")).toBe(true));

  const issue = [...forge.state.issues.values()].find((one) => one.number === number);
  const own = <T extends { readonly issueId: number }>(table: ReadonlyMap<number, T>) =>
    [...table.values()].filter(({ issueId }) => issueId === issue?.id);
  const reviewed = own(forge.state.reviews).map(({ sha }) => sha);
  return {
    unfinished: runsOf(forge, headSha).filter(({ status }) => status !== "completed"),
    mended: runsOf(forge, head).map(({ conclusion }) => conclusion),
    comments: own(forge.state.comments).length,
    duplicateReviews: reviewed.length - new Set(reviewed).size,
    openThreads: own(forge.state.threads).filter(({ resolvedById }) => resolvedById === null).length,
  };
}

/** What the clock does every few seconds and minutes, as often as it takes. */
async function swept(check: () => void): Promise<void> {
  const settled = until(check);
  let done = false;
  const stop = (): void => {
    done = true;
  };
  settled.then(stop, stop);
  while (!done) {
    await new Promise((next) => setTimeout(next, 400));
    // Long enough that no living worker of ours is taken for dead: they beat every 300 ms.
    if (!done) await server.sweep(2_000).catch(() => {});
  }
  await settled;
}
