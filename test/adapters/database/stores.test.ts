import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openChecks } from "../../../src/adapters/database/checks.ts";
import { openCommandBudget } from "../../../src/adapters/database/command-budget.ts";
import { type Database, openDatabase } from "../../../src/adapters/database/database.ts";
import { openDeliveries } from "../../../src/adapters/database/deliveries.ts";
import { openOnce } from "../../../src/adapters/database/once.ts";
import { openPullRequests } from "../../../src/adapters/database/pull-requests.ts";
import { openQueue, type Queue } from "../../../src/adapters/database/queue.ts";
import { openReplies } from "../../../src/adapters/database/replies.ts";
import { parseRevision } from "../../../src/domain/revision.ts";
import type { CheckSubject, Checks } from "../../../src/ports/checks.ts";
import { createDatabase } from "../../database.ts";

const passed = { conclusion: "success", digest: null, error: null } as const;

let database: Database;
let queue: Queue;
let checks: Checks;
let number = 0;

beforeAll(async () => {
  database = await openDatabase({ url: await createDatabase() });
  queue = await openQueue(database, { info: () => {}, warn: () => {}, error: () => {} });
  checks = openChecks(database.pool, queue);
});

beforeEach(() => {
  number += 1;
});

afterAll(async () => {
  await queue.stop();
  await database.close();
});

test("a delivery that comes ten times at once is stored once, with one job", async () => {
  const deliveries = openDeliveries(database.pool, queue);
  const delivery = { id: "guid", event: "push", payload: { action: "x" } };

  const stored = await Promise.all(Array.from({ length: 10 }, () => deliveries.store(delivery)));

  expect(stored.filter(Boolean)).toHaveLength(1);
  expect(await jobs("deliveries", "guid")).toBe(1);
});

test("a delivery whose job cannot be stored is not stored either", async () => {
  const failing: Queue = {
    ...queue,
    send: async (client) => {
      await client.query("select 1 / length($1)", [""]);
    },
  };
  const delivery = { id: "jobless", event: "push", payload: {} };

  await expect(openDeliveries(database.pool, failing).store(delivery)).rejects.toThrow(/division by zero/);

  expect(await openDeliveries(database.pool, queue).known(["jobless"])).toEqual(new Set());
});

test("two requests for the same head at once make one check, and `again` another", async () => {
  const [one, other] = await Promise.all([checks.request(subject("a"), false), checks.request(subject("a"), false)]);

  expect([one, other].filter((id) => id !== undefined)).toHaveLength(1);
  expect(await checks.request(subject("a"), true)).toBeDefined();
});

test("the same head against another base branch is judged again, and once", async () => {
  await checks.request(subject("a"), false);
  const retargeted = { ...subject("a"), baseRef: "release" };

  expect(await checks.isCovered(retargeted)).toBe(false);
  expect(await checks.request(retargeted, false)).toBeDefined();
  expect(await checks.request(retargeted, false)).toBeUndefined();
});

test("an author's twenty-first command in an hour is answered, the next are not, and others go on", async () => {
  const budget = openCommandBudget(database.pool);
  const spend = (comment: number, commands: number, author = "alice") =>
    budget.spend({ repository: 1, pullRequest: number, author, comment: number * 1000 + comment, commands });

  expect([await spend(1, 15), await spend(2, 5), await spend(2, 5)]).toEqual(["within", "within", "within"]);
  expect([await spend(3, 1), await spend(4, 1), await spend(5, 1)]).toEqual(["just-exceeded", "exceeded", "exceeded"]);
  expect(await spend(6, 1, "bob")).toBe("within");
});

test("a reply waits for its check from before it is posted until it is told", async () => {
  const replies = openReplies(database.pool);
  const id = (await checks.request(subject("a"), false)) ?? "";

  await replies.expect({ repository: 1, comment: number, check: id, rest: "more" });
  expect(await replies.waiting(id)).toEqual([]);
  expect(await replies.posted(1, number, 99)).toBe(id);
  expect(await replies.waiting(id)).toEqual([{ comment: number, reply: 99, rest: "more" }]);
  await replies.told(1, number);

  expect(await replies.waiting(id)).toEqual([]);
  expect(await replies.posted(1, 123_456, 99)).toBeUndefined();
});

test("a new head supersedes the running check, whose worker may not write any more", async () => {
  const id = (await checks.request(subject("a"), false)) ?? "";
  await checks.begin(id, "worker");
  await checks.hold(id, "worker");

  await checks.request(subject("b"), false);

  await expect(checks.hold(id, "worker")).rejects.toThrow("took this check's place");
  expect(await checks.beat([id], "worker")).toEqual(new Set());
  expect(await checks.read(id)).toMatchObject({ state: "superseded", supersededBy: sha("b") });
});

test("a late worker does not conclude what was superseded, taken over or concluded meanwhile", async () => {
  const id = (await checks.request(subject("a"), false)) ?? "";
  const mine = (await checks.begin(id, "slow")) ?? { id, state: "requested", attempts: 0 };
  await checks.takeOver(id, 0);
  await expect(checks.conclude(mine, passed)).rejects.toThrow("took this check's place");
  const theirs = (await checks.begin(id, "quick")) ?? mine;
  await expect(checks.conclude(mine, passed)).rejects.toThrow("took this check's place");

  await checks.request(subject("b"), false);
  await expect(checks.conclude(theirs, passed)).rejects.toThrow("took this check's place");
  const superseded = (await checks.read(id)) ?? mine;
  expect(superseded).toMatchObject({ state: "superseded", conclusion: null });

  await checks.conclude(superseded, { ...passed, conclusion: "cancelled" });
  await expect(checks.conclude(superseded, passed)).rejects.toThrow("took this check's place");
  expect(await checks.read(id)).toMatchObject({ state: "concluded", conclusion: "cancelled" });
});

test("a concluded check whose posted reply was never told is unanswered until it is", async () => {
  const replies = openReplies(database.pool);
  const id = (await checks.request(subject("a"), false)) ?? "";
  const unanswered = async () => (await checks.listUnanswered()).map((check) => check.id);
  await replies.expect({ repository: 1, comment: number, check: id, rest: "" });
  await replies.posted(1, number, 99);
  expect(await unanswered()).not.toContain(id);

  await checks.conclude({ id, state: "requested", attempts: 0 }, passed);
  expect(await unanswered()).toContain(id);
  await replies.told(1, number);

  expect(await unanswered()).not.toContain(id);
});

test("one worker of many begins a check, and after a takeover only the new one holds it", async () => {
  const id = (await checks.request(subject("a"), false)) ?? "";
  const begun = await Promise.all(["x", "y", "z"].map((worker) => checks.begin(id, worker)));
  expect(begun.filter((check) => check !== undefined)).toHaveLength(1);

  expect(await checks.takeOver(id, 60_000)).toBe(false);
  expect(await Promise.all([checks.takeOver(id, 0), checks.takeOver(id, 0)])).toContain(true);
  const again = await checks.begin(id, "new");

  expect(again).toMatchObject({ attempts: 2, state: "running" });
  for (const old of ["x", "y", "z"]) await expect(checks.hold(id, old)).rejects.toThrow();
});

test("the head that was judged before another came is judged again when it comes back", async () => {
  const id = (await checks.request(subject("a"), false)) ?? "";
  await checks.conclude({ id, state: "requested", attempts: 0 }, passed);
  expect(await checks.request(subject("a"), false)).toBeUndefined();

  await checks.request(subject("b"), false);

  expect(await checks.request(subject("a"), false)).toBeDefined();
});

test("a removed installation leaves nothing open", async () => {
  const id = (await checks.request(subject("a", 99), false)) ?? "";

  await checks.abandon(99);

  expect(await checks.read(id)).toMatchObject({ state: "concluded", conclusion: "cancelled" });
});

test("something done once is told from something begun and something new", async () => {
  const once = openOnce(database.pool);

  expect(await once.begin("key")).toEqual({ status: "new" });
  expect(await once.begin("key")).toEqual({ status: "begun" });
  await once.finish("key", 2 ** 40);
  expect(await once.begin("key")).toEqual({ status: "done", result: 2 ** 40 });
});

test("two workers take turns at the sticky comment, and the second finds what the first kept", async () => {
  await checks.request(subject("a"), false);
  const pullRequests = openPullRequests(database.pool);
  const post = () =>
    pullRequests.withComment(1, number, async ({ id, uncertain, intend, keep }) => {
      if (id !== null) return `found ${id}`;
      await intend();
      await keep(7);
      return uncertain ? "uncertain" : "posted";
    });

  expect((await Promise.all([post(), post()])).toSorted()).toEqual(["found 7", "posted"]);
});

test("a comment that was meant and never kept is uncertain", async () => {
  await checks.request(subject("a"), false);
  const pullRequests = openPullRequests(database.pool);
  await pullRequests.withComment(1, number, ({ intend }) => intend());

  expect(await pullRequests.withComment(1, number, async ({ uncertain }) => uncertain)).toBe(true);
});

function subject(letter: string, installation = 2): CheckSubject {
  const repository = { id: installation === 2 ? 1 : installation, installation, owner: "acme", name: "shop" };
  return { repository, pullRequest: number, base: sha("0"), baseRef: "main", head: sha(letter) };
}

function sha(letter: string) {
  const revision = parseRevision(letter.repeat(40));
  if (revision === undefined) throw new Error(`${letter} is no hexadecimal digit.`);
  return revision;
}

async function jobs(name: string, id: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    "select count(*) as count from fairlead_jobs.job where name = $1 and data->>'id' = $2",
    [name, id],
  );
  return rows[0]?.count ?? 0;
}
