import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openChecks } from "../../../src/adapters/database/checks.ts";
import { type Database, openDatabase } from "../../../src/adapters/database/database.ts";
import { openQueue, type Queue } from "../../../src/adapters/database/queue.ts";
import { openToldReports } from "../../../src/adapters/database/told-reports.ts";
import { openWaivers } from "../../../src/adapters/database/waivers.ts";
import { parseRevision } from "../../../src/domain/revision.ts";
import type { ToldReport } from "../../../src/domain/told-report.ts";
import type { CheckSubject, Checks } from "../../../src/ports/checks.ts";
import type { RecordedWaiver, ToldReports, WaiverRecords, WantedWaiver } from "../../../src/ports/waivers.ts";
import { createDatabase } from "../../database.ts";

const dayMs = 24 * 60 * 60_000;
const repository = { id: 1, installation: 2, owner: "acme", name: "shop" };
let database: Database;
let queue: Queue;
let checks: Checks;
let waivers: WaiverRecords;
let reports: ToldReports;
let number = 0;

beforeAll(async () => {
  database = await openDatabase({ url: await createDatabase() });
  queue = await openQueue(database, { info: () => {}, warn: () => {}, error: () => {} });
  checks = openChecks(database.pool, queue);
  waivers = openWaivers(database.pool);
  reports = openToldReports(database.pool);
});

beforeEach(async () => {
  number += 1;
  await checks.request(subject(), false);
});

afterAll(async () => {
  await queue.stop();
  await database.close();
});

test("one command records one waiver, however often it is carried out, and says so once", async () => {
  const wanted = want();

  const recorded = await Promise.all([waivers.record(wanted), waivers.record(wanted), waivers.record(wanted)]);

  expect(new Set(recorded.map((one) => given(one).number)).size).toBe(1);
  expect(await actionsOf(given(recorded[0]).number)).toEqual(["waiver.granted"]);
  expect(await waivers.ofCommand(1, wanted.by)).toEqual(given(recorded[0]));
});

test("numbers follow each other and are never given twice, whoever asks at the same time", async () => {
  const all = await Promise.all(
    Array.from({ length: 8 }, (_, line) => waivers.record(want({ fingerprints: [`${number}-${line}`], line }))),
  );

  const numbers = all.map((one) => given(one).number).toSorted((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 8 }, (_, index) => (numbers[0] ?? 0) + index));
});

test("what others cover is left out; what is only asked for covers nobody's grant", async () => {
  const [a, b, c] = ["a", "b", "c"].map((letter) => `${number}-${letter}`) as [string, string, string];
  const asked = given(await waivers.record(want({ fingerprints: [a], grant: null, line: 1 })));
  const granted = given(await waivers.record(want({ fingerprints: [a, b], line: 2 })));
  const rest = given(await waivers.record(want({ fingerprints: [b, c], line: 3 })));

  expect(granted.findings.map(({ fingerprint }) => fingerprint)).toEqual([a, b]);
  expect(rest.findings.map(({ fingerprint }) => fingerprint)).toEqual([c]);
  const covered = await waivers.record(want({ fingerprints: [a], grant: null, line: 4 }));
  expect(covered.status === "covered" && covered.by.map((one) => one.number)).toEqual([asked.number, granted.number]);
  // Another branch has its own.
  expect(given(await waivers.record(want({ fingerprints: [a], baseRef: "release", line: 5 }))).findings).toHaveLength(
    1,
  );
  // What has ended covers nothing.
  const later = want({ fingerprints: [a], line: 6 });
  expect((await waivers.record({ ...later, by: { ...later.by, at: dayMs } })).status).toBe("recorded");
});

test("only what is granted counts, on its own branch", async () => {
  const granted = given(await waivers.record(want({ line: 1 })));
  await waivers.record(want({ fingerprints: [`${number}-asked`], grant: null, line: 2 }));
  const ids = async (branch: string) =>
    (await waivers.list(1, branch)).filter(({ fingerprints }) =>
      fingerprints.some((one) => one.startsWith(`${number}-`)),
    );

  expect(await ids("main")).toEqual([
    {
      id: `w-${granted.number}`,
      rule: "latest-tag",
      fingerprints: [`${number}-x`],
      owner: "bob",
      reason: "Until the next release",
      ticket: null,
      until: dayMs,
      origin: "command",
    },
  ]);
  expect(await ids("release")).toEqual([]);
});

test("of two who confirm the first answers for it, and the same command is told so again", async () => {
  const { number: id } = given(await waivers.record(want({ grant: null })));
  const key = { repository: 1, number: id };
  const grant = (owner: string) => ({ owner, until: dayMs, warnAt: dayMs / 2 });
  const by = (login: string, comment: number) => ({ login, at: 1, comment, line: 0 });

  const both = await Promise.all([
    waivers.confirm(key, grant("max"), by("max", 71)),
    waivers.confirm(key, grant("mary"), by("mary", 72)),
  ]);

  const [winner] = both.filter((one) => one !== undefined);
  expect(both.filter((one) => one !== undefined)).toHaveLength(1);
  const again = by(winner?.owner ?? "", winner?.owner === "max" ? 71 : 72);
  expect(await waivers.confirm(key, grant(again.login), again)).toEqual(winner);
  expect(await actionsOf(id)).toEqual(["waiver.asked", "waiver.confirmed"]);
});

test("what is withdrawn stays so, and is withdrawn once", async () => {
  const { number: id } = given(await waivers.record(want()));
  const key = { repository: 1, number: id };
  const by = { login: "bob", at: 1, comment: 81, line: 0 };

  expect(await waivers.withdraw(key, by)).toMatchObject({ state: "withdrawn" });
  expect(await waivers.withdraw(key, by)).toMatchObject({ state: "withdrawn" });
  expect(await waivers.withdraw(key, { ...by, comment: 82 })).toBeUndefined();
  expect(await waivers.confirm(key, { owner: "max", until: 1, warnAt: 1 }, by)).toBeUndefined();
  expect(await actionsOf(id)).toEqual(["waiver.granted", "waiver.withdrawn"]);
});

test("those whose time has come end once, whoever looks; asks after a month", async () => {
  const granted = given(await waivers.record(want({ line: 1 })));
  const asked = given(await waivers.record(want({ fingerprints: [`${number}-b`], grant: null, line: 2 })));
  await waivers.expire(dayMs - 1);
  expect(await actionsOf(granted.number)).toEqual(["waiver.granted"]);

  await Promise.all([waivers.expire(dayMs), waivers.expire(dayMs), waivers.expire(31 * dayMs)]);

  expect(await actionsOf(granted.number)).toEqual(["waiver.granted", "waiver.expired"]);
  expect(await actionsOf(asked.number)).toEqual(["waiver.asked", "waiver.expired"]);
  expect((await waivers.listOpen(1)).filter((one) => [granted.number, asked.number].includes(one.number))).toEqual([]);
});

test("a warning is one program's to give, between its time and the end", async () => {
  const { number: id } = given(await waivers.record(want()));
  const claimed = async (now: number) =>
    (await waivers.claimWarnings(now)).map((one) => one.number).filter((one) => one === id);

  expect(await claimed(dayMs / 2 - 1)).toEqual([]);
  expect(await claimed(dayMs)).toEqual([]);
  expect((await Promise.all([claimed(dayMs / 2), claimed(dayMs / 2)])).flat()).toEqual([id]);
  await waivers.noteWarned({ repository: 1, number: id }, dayMs / 2);
  await waivers.noteWarned({ repository: 1, number: id }, dayMs / 2);
  expect(await actionsOf(id)).toEqual(["waiver.granted", "waiver.warned"]);
});

test("a verdict that used a waiver lapses when it ends or is withdrawn, and its head may be judged again", async () => {
  const { number: id } = given(await waivers.record(want()));
  const check = await judged({ waivers: [`w-${id}`], waivedUntil: dayMs });
  const lapsed = async (now: number) =>
    (await reports.listLapsed(now)).map((one) => one.id).filter((one) => one === check);
  expect(await lapsed(dayMs - 1)).toEqual([]);
  expect(await lapsed(dayMs)).toEqual([check]);
  expect(await checks.isCovered(subject())).toBe(true);
  await waivers.withdraw({ repository: 1, number: id }, { login: "bob", at: 1, comment: 91, line: 0 });
  expect(await lapsed(0)).toEqual([check]);

  await reports.lapse(check);

  expect(await lapsed(dayMs)).toEqual([]);
  expect(await checks.isCovered(subject())).toBe(false);
  const asked = await Promise.all([checks.request(subject(), false), checks.request(subject(), false)]);
  expect(asked.filter((one) => one !== undefined)).toHaveLength(1);
});

test("a verdict that another took the place of does not lapse", async () => {
  const check = await judged({ waivers: ["file-1"], waivedUntil: 5 });
  await checks.request(subject(), true);

  expect((await reports.listLapsed(dayMs)).map((one) => one.id)).not.toContain(check);
});

test("a report is found by exactly its head and base, as it was when somebody wrote about it", async () => {
  await judged({ total: 1 });
  await database.pool.query("update fairlead.told_reports set told = to_timestamp(100.5) where pull_request = $1", [
    number,
  ]);
  await judged({ total: 2 });
  await database.pool.query(
    "update fairlead.told_reports set told = to_timestamp(200.5) where pull_request = $1 and total = 2",
    [number],
  );

  const totalAt = async (at: number, of: Partial<CheckSubject> = {}) =>
    (await reports.find({ ...subject(), ...of }, at))?.total;

  expect([await totalAt(99_000), await totalAt(100_000), await totalAt(199_000), await totalAt(200_000)]).toEqual([
    undefined,
    1,
    1,
    2,
  ]);
  expect(await totalAt(300_000, { baseRef: "release" })).toBeUndefined();
  expect(await totalAt(300_000, { head: sha("b") })).toBeUndefined();
});

test("of a pull request the newest reports are kept, and a late worker's is not", async () => {
  for (let round = 0; round < 8; round += 1) await judged({});
  const { rows } = await database.pool.query("select 1 from fairlead.told_reports where pull_request = $1", [number]);
  expect(rows).toHaveLength(5);

  const id = (await checks.request(subject(), true)) ?? "";
  const mine = await checks.begin(id, "slow");
  await checks.request(subject(), true);
  if (mine === undefined) throw new Error("The check was not begun.");
  await expect(reports.keep(mine, "slow", told())).rejects.toThrow("took this check's place");
});

/** A concluded check of the pull request whose report was kept. */
async function judged(report: Partial<ToldReport>): Promise<string> {
  const id = (await checks.request(subject(), true)) ?? "";
  const check = await checks.begin(id, "worker");
  if (check === undefined) throw new Error("The check was not begun.");
  await reports.keep(check, "worker", told(report));
  await checks.conclude(check, { conclusion: "success", digest: null, error: null });
  return id;
}

function told(report: Partial<ToldReport> = {}): ToldReport {
  return { findings: [], total: 0, waivers: [], waivedUntil: null, ...report };
}

function want({
  fingerprints = [`${number}-x`],
  grant = { owner: "bob", until: dayMs, warnAt: dayMs / 2 },
  baseRef = "main",
  line = 0,
}: {
  readonly fingerprints?: readonly string[];
  readonly grant?: WantedWaiver["grant"];
  readonly baseRef?: string;
  readonly line?: number;
} = {}): WantedWaiver {
  return {
    repository,
    pullRequest: number,
    baseRef,
    head: sha("a"),
    rule: "latest-tag",
    findings: fingerprints.map((fingerprint) => ({
      check: "policy",
      rule: "latest-tag",
      severity: "error",
      message: "No.",
      application: "web",
      environment: "dev",
      resource: "Deployment shop/web",
      path: "web.yaml",
      fingerprint,
    })),
    reason: "Until the next release",
    ticket: null,
    durationMs: dayMs,
    grant,
    by: { login: "bob", at: 0, comment: number * 1_000, line },
  };
}

function given(recorded: RecordedWaiver | undefined) {
  if (recorded?.status !== "recorded") throw new Error("It is covered.");
  return recorded.waiver;
}

async function actionsOf(id: number): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ action: string }>(
    "select action from fairlead.audit where subject = $1 order by seq",
    [`w-${id}`],
  );
  return rows.map(({ action }) => action);
}

function subject(): CheckSubject {
  return { repository, pullRequest: number, base: sha("0"), baseRef: "main", head: sha("a") };
}

function sha(letter: string) {
  const revision = parseRevision(letter.repeat(40));
  if (revision === undefined) throw new Error(`${letter} is no hexadecimal digit.`);
  return revision;
}
