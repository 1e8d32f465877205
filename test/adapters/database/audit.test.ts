import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAudit, openAuditReader } from "../../../src/adapters/database/audit.ts";
import { start, walkChain } from "../../../src/adapters/database/audit-chain.ts";
import { type Database, openDatabase } from "../../../src/adapters/database/database.ts";
import type { AuditEntry, AuditRecord } from "../../../src/domain/audit.ts";
import { createDatabase } from "../../database.ts";

let database: Database;
let chain: readonly AuditRecord[];

beforeAll(async () => {
  database = await openDatabase({ url: await createDatabase() });
  const audit = openAudit(database.pool);
  for (let at = 0; at < 6; at += 1) await audit.append(entry({ at, subject: `w-${at}` }));
  await Promise.all([audit.append(entry({ key: "once" })), audit.append(entry({ key: "once" }))]);
  await audit.append(entry({ details: { odd: "\u0000 \ud800 🙂 \u2028", deep: { list: [1, 1.5, null, true] } } }));
  chain = await everything();
});

afterAll(() => database.close());

test("entries that many programs add at once stand in one chain, and one with the same key once", async () => {
  expect(chain.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(await openAuditReader(database.pool).verify(null)).toEqual({
    status: "whole",
    last: { seq: 8, hash: chain.at(-1)?.hash },
  });
});

test.each(["update fairlead.audit set actor = 'nobody'", "delete from fairlead.audit", "truncate fairlead.audit"])(
  "the database refuses: %s",
  async (sql) => {
    await expect(database.pool.query(sql)).rejects.toThrow("never changed or removed");
  },
);

test("whatever single thing is changed in the log, the walk names the first entry that is wrong", () => {
  const fields = ["at", "repository", "actor", "action", "subject", "key", "previous", "hash"] as const;
  const edits = fc.record({ at: fc.nat(chain.length - 1), field: fc.constantFrom(...fields), text: fc.string() });
  fc.assert(
    fc.property(edits, ({ at, field, text }) => {
      const value = field === "at" ? -1 - text.length : `${text}!`;
      const forged = chain.map((one, index) => (index === at ? { ...one, [field]: value } : one));

      expect(walk(forged)).toMatchObject({ status: "broken", seq: at + 1 });
    }),
  );
});

test("entries that are taken out, put in, swapped or cut off at the end are missed", () => {
  fc.assert(
    fc.property(fc.nat(chain.length - 1), fc.nat(chain.length - 1), (one, other) => {
      const without = chain.filter((_, index) => index !== one);
      const twice = chain.toSpliced(other, 0, chain[one] ?? (fc.sample(fc.constant(chain[0]), 1)[0] as AuditRecord));
      const swapped = chain.map((entry, index) =>
        index === one ? chain[other] : index === other ? chain[one] : entry,
      );

      expect(walk(without)).toMatchObject({ status: "broken", seq: one + 1 });
      expect(walk(twice).status).toBe("broken");
      if (one !== other)
        expect(walk(swapped as AuditRecord[])).toMatchObject({ status: "broken", seq: Math.min(one, other) + 1 });
    }),
  );
});

test("a log that was made anew as a whole is found by a link that was written down before", () => {
  const last = chain.at(-1) as AuditRecord;

  expect(walk(chain, { seq: 3, hash: chain[2]?.hash ?? "" }).status).toBe("whole");
  expect(walk(chain, { seq: 3, hash: "0".repeat(64) })).toMatchObject({ status: "broken", seq: 3 });
  expect(walk(chain, { seq: 99, hash: last.hash })).toMatchObject({ status: "broken", seq: 9 });
  expect(walk([], null, start).status).toBe("whole");
});

test("an edit of the table by somebody who may switch triggers off is found", async () => {
  const reader = openAuditReader(database.pool);
  const tamper = async (sql: string) => {
    await database.pool.query("alter table fairlead.audit disable trigger all");
    await database.pool.query(sql);
    await database.pool.query("alter table fairlead.audit enable trigger all");
  };

  await tamper(`update fairlead.audit set details = '{"until": 2}' where seq = 5`);
  expect(await reader.verify(null)).toMatchObject({ status: "broken", seq: 5, reason: "it is not as it was written" });
  await tamper(`update fairlead.audit set details = '${JSON.stringify(chain[4]?.details)}' where seq = 5`);
  expect((await reader.verify(null)).status).toBe("whole");

  await tamper("delete from fairlead.audit where seq = 8");
  expect(await reader.verify(null)).toMatchObject({ status: "broken", seq: 8, reason: "it is not there" });
});

async function everything(): Promise<readonly AuditRecord[]> {
  const found: AuditRecord[] = [];
  for await (const batch of openAuditReader(database.pool).entries({})) found.push(...batch);
  return found;
}

function walk(entries: readonly AuditRecord[], seen: typeof start | null = null, head = linkOf(chain.at(-1))) {
  const walked = walkChain(head, seen);
  for (const one of entries) walked.take(one);
  return walked.end();
}

function linkOf(entry: AuditRecord | undefined): typeof start {
  return entry === undefined ? start : { seq: entry.seq, hash: entry.hash };
}

function entry(given: Partial<AuditEntry>): AuditEntry {
  return {
    at: 0,
    repository: "acme/shop",
    actor: "bob",
    action: "command",
    subject: "#7",
    details: { until: 1 },
    ...given,
  };
}
