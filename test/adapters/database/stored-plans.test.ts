import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "../../../src/adapters/database/database.ts";
import { openStoredPlans, planLimits } from "../../../src/adapters/database/stored-plans.ts";
import type { StoredPlan } from "../../../src/ports/stored-plans.ts";
import { createDatabase } from "../../database.ts";
import { change, planned, report } from "../../report/builders.ts";

let database: Database;

beforeAll(async () => {
  database = await openDatabase({ url: await createDatabase() });
});

beforeEach(() => database.pool.query("delete from fairlead.plans"));

afterAll(() => database.close());

test("a plan is what was kept, for its own token and no other", async () => {
  const plans = openStoredPlans(database.pool);
  const [one, other] = [await plans.keep(plan("one")), await plans.keep(plan("other"))];

  expect(await plans.open(one ?? "")).toEqual(plan("one"));
  expect(await plans.open(other ?? "")).toEqual(plan("other"));
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  for (const wrong of ["", "0".repeat(64), `${one}0`, one?.toUpperCase() ?? ""])
    expect(await plans.open(wrong)).toBeUndefined();
});

test("neither the token nor anything of the plan can be read from the row", async () => {
  const token = (await openStoredPlans(database.pool).keep(plan("unmistakable"))) ?? "";
  const { rows } = await database.pool.query<{ id: Buffer; sealed: Buffer }>("select * from fairlead.plans");
  const row = Buffer.concat(rows.flatMap(({ id, sealed }) => [id, sealed]));

  for (const word of [token, "unmistakable", "acme", "spec.replicas"]) expect(row.includes(word)).toBe(false);
  expect(row.includes(Buffer.from(token, "hex"))).toBe(false);
});

test("a row that was changed opens for nobody", async () => {
  const plans = openStoredPlans(database.pool);
  const token = (await plans.keep(plan("one"))) ?? "";
  await database.pool.query("update fairlead.plans set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)");

  await expect(plans.open(token)).rejects.toThrow();
});

test("a plan beyond the limit is not kept", async () => {
  const plans = openStoredPlans(database.pool, { ...planLimits, mostBytes: 100 });

  expect(await plans.keep(plan("one"))).toBeNull();
  expect(await count()).toBe(0);
});

test("what is too old opens no more, and the sweep removes it", async () => {
  const plans = openStoredPlans(database.pool);
  const old = (await plans.keep(plan("old"))) ?? "";
  await database.pool.query("update fairlead.plans set stored = now() - interval '30 days 1 second'");
  const kept = (await plans.keep(plan("young"))) ?? "";

  expect(await plans.open(old)).toBeUndefined();
  await plans.prune();

  expect(await count()).toBe(1);
  expect(await plans.open(kept)).toEqual(plan("young"));
});

test("where all together are too large, the oldest go first", async () => {
  const plans = openStoredPlans(database.pool);
  const tokens: string[] = [];
  for (const name of ["a", "b", "c"]) {
    tokens.push((await plans.keep(plan(name))) ?? "");
    await database.pool.query("update fairlead.plans set stored = stored - interval '1 hour'");
  }
  const { rows } = await database.pool.query<{ bytes: number }>(
    "select sum(length(sealed))::float8 as bytes from fairlead.plans",
  );

  await openStoredPlans(database.pool, { ...planLimits, mostBytesInAll: (rows[0]?.bytes ?? 0) - 1 }).prune();

  const left = await Promise.all(tokens.map((token) => plans.open(token)));
  expect(left.map((one) => one?.repository.name)).toEqual([undefined, "b", "c"]);
});

function plan(name: string): StoredPlan {
  return {
    repository: { owner: "acme", name },
    pullRequest: 7,
    repositoryUrl: `https://github.com/acme/${name}`,
    at: 1_767_323_040_000,
    report: report({ applications: [planned({}, [change()])] }),
  };
}

async function count(): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>("select count(*) as count from fairlead.plans");
  return rows[0]?.count ?? 0;
}
