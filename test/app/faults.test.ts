import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "../../src/cli/server.ts";
import type { DeliveryFault, RequestFault } from "../../src/forge/faults.ts";
import { concluded, createSetting, lines, runsOf, type Setting, until } from "./setting.ts";

/*
 * The same story every time: a bad change is judged, and the push that mends it. Whatever goes wrong on the way,
 * GitHub shows the same in the end, and nothing twice.
 */

let setting: Setting;
let server: RunningServer;
let database: Client;

beforeAll(async () => {
  setting = await createSetting();
  server = await setting.start();
  setting.forge.install(setting.app, setting.shop);
  database = new Client({ connectionString: setting.settings.databaseUrl });
  await database.connect();
});

afterEach(() => setting.forge.faults.clear());

afterAll(async () => {
  await database.end();
  await setting.stop();
});

const deliveryFaults: readonly (readonly [string, readonly DeliveryFault[]])[] = [
  ["dropped", [{ kind: "drop", event: "pull_request", times: 2 }]],
  ["refused by us", [{ kind: "fail", status: 503, event: "pull_request", times: 2 }]],
  ["duplicated", [{ kind: "duplicate", times: 50 }]],
];

/** Two of them: a check is given up after three attempts. */
const written = [/\/check-runs$/, /\/issues\/\d+\/comments$/];
const requestFaults: readonly (readonly [string, readonly RequestFault[]])[] = [
  ["5xx before the work", written.map((path) => ({ kind: "fail", status: 502, method: "POST", path }))],
  ["5xx after the work", written.map((path) => ({ kind: "fail", status: 502, method: "POST", when: "after", path }))],
  ["a cut before the work", written.map((path) => ({ kind: "drop", when: "before", method: "POST", path }))],
  ["a cut after the work", written.map((path) => ({ kind: "drop", when: "after", method: "POST", path }))],
  ["a primary limit", [{ kind: "primary-limit", resetSeconds: 1, method: "POST", path: written[1] as RegExp }]],
  [
    "a secondary limit",
    written.map((path) => ({ kind: "secondary-limit", retryAfterSeconds: 0, method: "POST", path })),
  ],
  ["git that answers 500", [{ kind: "fail", status: 500, path: /git-upload-pack$/, times: 2 }]],
];

/** A check run for each head, one comment, and the review of the first head, whose thread is resolved. */
const mended = { runs: ["success"], comments: 1, reviews: 1, threads: ["resolved"] };

test("without faults the story ends like this", async () => {
  expect(await story("plain")).toEqual(mended);
});

test.each(deliveryFaults)("deliveries that are %s end as if nothing had happened", async (name, faults) => {
  for (const fault of faults) setting.forge.faults.onDeliveries(fault);

  expect(await story(name)).toEqual(mended);
});

test.each(requestFaults)("%s ends as if nothing had happened", async (name, faults) => {
  const { faults: toCome } = setting.forge;
  for (const fault of faults) toCome.onRequests(fault);

  expect(await story(name)).toEqual(mended);

  expect(toCome.takeForRequest("POST", "/repos/acme/shop/check-runs"), "the fault never happened").toBeUndefined();
});

test.each([
  ["late", ["opened", "synchronize"]],
  ["in reverse", ["synchronize", "opened"]],
])("deliveries that come %s, when the push is there already, judge its head alone", async (name, order) => {
  const { forge } = setting;
  forge.faults.onDeliveries({ kind: "fail", status: 503, event: "pull_request", times: 2 });
  const { number, headSha } = await open(name);
  const head = await mend(name);
  await forge.idle();
  const undelivered = forge
    .deliveries()
    .filter(({ response }) => response?.status === 503)
    .slice(-2);
  expect(undelivered.map(({ action }) => action)).toEqual(["opened", "synchronize"]);

  for (const wanted of order) {
    forge.redeliver(undelivered.find(({ action }) => action === wanted)?.id ?? 0);
    await forge.idle();
    await workedThrough();
  }
  await concluded(forge, head, "success");

  expect(runsOf(forge, headSha)).toEqual([]);
  expect(shown(number, head)).toEqual({ ...mended, reviews: 0, threads: [] });
});

async function story(name: string) {
  const { forge } = setting;
  const { number, headSha } = await open(name);
  await swept(() => concludedAs(headSha, "failure"));
  const head = await mend(name);
  await swept(() => concludedAs(head, "success"));
  await forge.idle();
  await workedThrough();

  expect(runsOf(forge, headSha).map(({ conclusion }) => conclusion)).toEqual(["failure"]);
  return shown(number, head);
}

async function open(name: string) {
  const branch = name.replaceAll(" ", "-");
  await setting.shop.commit({ branch, files: { "web.yaml": `${lines(`wrong ${name}`)}\n` }, author: "alice" });
  return setting.forge.as("alice").openPullRequest("acme/shop", { title: name, head: branch });
}

function mend(name: string): Promise<string> {
  const files = { "web.yaml": `${lines("", `right ${name}`)}\n` };
  return setting.shop.commit({ branch: name.replaceAll(" ", "-"), files, author: "alice" });
}

/** What is to be seen at GitHub of the pull request. */
function shown(number: number, head: string) {
  const { state } = setting.forge;
  const issue = [...state.issues.values()].find((one) => one.number === number);
  const own = <T extends { readonly issueId: number }>(table: ReadonlyMap<number, T>) =>
    [...table.values()].filter(({ issueId }) => issueId === issue?.id);
  return {
    runs: runsOf(setting.forge, head).map(({ conclusion }) => conclusion),
    comments: own(state.comments).length,
    reviews: own(state.reviews).length,
    threads: own(state.threads).map(({ resolvedById }) => (resolvedById === null ? "open" : "resolved")),
  };
}

function concludedAs(sha: string, conclusion: string): void {
  expect(runsOf(setting.forge, sha).at(-1)?.conclusion).toBe(conclusion);
}

/** The sweep that the clock would bring: once all deliveries were tried, and again after each thing that failed. */
async function swept(check: () => void): Promise<void> {
  await setting.forge.idle();
  let sweptFor = -1;
  await until(async () => {
    const failures = setting.log.filter((line) => / (?:warn|error) .*could not be /.test(line)).length;
    if (failures !== sweptFor) {
      // A living check of ours beats every 300 ms, so it is never taken for dead; one that failed is let go at once.
      await server.sweep(sweptFor === -1 ? 2_000 : 0);
      sweptFor = failures;
    }
    check();
  });
}

/** Every delivery that reached us has been acted on. */
async function workedThrough(): Promise<void> {
  await until(async () => {
    const { rows } = await database.query("select event, error from fairlead.deliveries where state = 'stored'");
    expect(rows).toEqual([]);
  });
}
