import type { Pool, PoolClient } from "pg";
import { type AuditAction, ourselves } from "../../domain/audit.ts";
import type { WaiverRecord } from "../../domain/waiver-record.ts";
import type { WaiverCommand, WaiverKey, WaiverRecords } from "../../ports/waivers.ts";
import { appendAudit } from "./audit.ts";
import { recordWaiver } from "./record-waiver.ts";
import { inTransaction } from "./transaction.ts";
import { auditOf, selectWaivers, type WaiverRow, waiverOf, waiverRecord } from "./waiver-row.ts";

/** An ask that nobody confirmed for so long is not wanted any more. */
const askedMs = 30 * 24 * 60 * 60_000;

const open = "state in ('asked', 'granted')";

/** Waivers that commands gave, as rows; what changes one is told to the audit log in the same transaction. */
export function openWaivers(pool: Pool): WaiverRecords {
  async function find(where: string, ...values: readonly unknown[]): Promise<readonly WaiverRecord[]> {
    const { rows } = await pool.query<WaiverRow>(`${selectWaivers} where ${where} order by w.number`, [...values]);
    return rows.map(waiverRecord);
  }
  return {
    list: async (repository, baseRef) =>
      (await find("w.repository = $1 and w.base_ref = $2 and w.state = 'granted'", repository, baseRef)).flatMap(
        (one) => waiverOf(one) ?? [],
      ),
    listOpen: (repository) => find(`w.repository = $1 and w.${open}`, repository),
    read: async (repository, number) => (await find("w.repository = $1 and w.number = $2", repository, number))[0],
    ofCommand: async (repository, { comment, line }) =>
      (
        await find(
          `w.repository = $1 and
           (w.comment = $2 and w.line = $3 or w.settled_comment = $2 and w.settled_line = $3)`,
          ...[repository, comment, line],
        )
      )[0],
    record: (wanted) => inTransaction(pool, (client) => recordWaiver(client, wanted)),
    confirm: (id, { owner, until, warnAt }, by) =>
      settle(pool, id, by, {
        from: "state = 'asked'",
        to: "state = 'granted', owner = $5, until = $6, warn_at = $7",
        values: [owner, until, warnAt],
        isDone: "state = 'granted'",
        action: "waiver.confirmed",
      }),
    withdraw: (id, by) =>
      settle(pool, id, by, {
        from: open,
        to: "state = 'withdrawn'",
        values: [],
        isDone: "state = 'withdrawn'",
        action: "waiver.withdrawn",
      }),
    expire: (now) => inTransaction(pool, (client) => expire(client, now)),
    claimWarnings: async (now) => {
      const { rows } = await pool.query<WaiverKey>(
        `update fairlead.waivers set warning = now()
         where state = 'granted' and not warned and warn_at <= $1 and until > $1
           and (warning is null or warning < now() - interval '10 minutes')
         returning repository, number`,
        [now],
      );
      const claimed = rows.map(({ repository, number }) =>
        find("w.repository = $1 and w.number = $2", repository, number),
      );
      return (await Promise.all(claimed)).flat();
    },
    noteWarned: (id, now) =>
      inTransaction(pool, async (client) => {
        const changed = await change(client, id, "warned = true", "not warned", []);
        if (changed !== undefined)
          await appendAudit(client, auditOf(changed, "waiver.warned", { login: ourselves, at: now }));
      }),
  };
}

type Settlement = {
  readonly from: string;
  readonly to: string;
  readonly values: readonly unknown[];
  /** How it stands after this very command. */
  readonly isDone: string;
  readonly action: AuditAction;
};

/** Carried out again after a crash, the command finds what it did, and does nothing more. */
function settle(
  pool: Pool,
  id: WaiverKey,
  by: WaiverCommand,
  { from, to, values, isDone, action }: Settlement,
): Promise<WaiverRecord | undefined> {
  return inTransaction(pool, async (client) => {
    const place = [by.comment, by.line];
    const changed = await change(client, id, `${to}, settled_comment = $3, settled_line = $4`, from, [
      ...place,
      ...values,
    ]);
    if (changed !== undefined) {
      await appendAudit(client, auditOf(changed, action, by));
      return changed;
    }
    return readIn(client, id, `w.${isDone} and w.settled_comment = $3 and w.settled_line = $4`, place);
  });
}

async function change(
  client: PoolClient,
  id: WaiverKey,
  to: string,
  from: string,
  values: readonly unknown[],
): Promise<WaiverRecord | undefined> {
  const { rowCount } = await client.query(
    `update fairlead.waivers set ${to} where repository = $1 and number = $2 and ${from}`,
    [id.repository, id.number, ...values],
  );
  return rowCount === 1 ? readIn(client, id, "true", []) : undefined;
}

async function readIn(
  client: PoolClient,
  { repository, number }: WaiverKey,
  condition: string,
  values: readonly unknown[],
): Promise<WaiverRecord | undefined> {
  const { rows } = await client.query<WaiverRow>(
    `${selectWaivers} where w.repository = $1 and w.number = $2 and ${condition}`,
    [repository, number, ...values],
  );
  return rows[0] && waiverRecord(rows[0]);
}

async function expire(client: PoolClient, now: number): Promise<number> {
  const { rows } = await client.query<WaiverKey>(
    `update fairlead.waivers set state = 'expired'
     where (state = 'granted' and until <= $1) or (state = 'asked' and asked_at <= $2)
     returning repository, number`,
    [now, now - askedMs],
  );
  for (const id of rows) {
    const waiver = await readIn(client, id, "true", []);
    if (waiver !== undefined)
      await appendAudit(client, auditOf(waiver, "waiver.expired", { login: ourselves, at: now }));
  }
  return rows.length;
}
