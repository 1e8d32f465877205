import type { Pool } from "pg";
import { SupersededError } from "../../errors.ts";
import type { CheckRecord, Checks } from "../../ports/checks.ts";
import { type CheckRow, checkColumns, checkRecord } from "./check-row.ts";
import type { Queue } from "./queue.ts";
import { isCovered, requestCheck } from "./request-check.ts";
import { inTransaction } from "./transaction.ts";

const found = `select ${checkColumns} from fairlead.checks c join fairlead.repositories r on r.id = c.repository`;

const mine = "id = $1 and worker = $2 and state = 'running'";

/** Checks as rows: who works on which, and what came of it. Every change is a compare and set. */
export function openChecks(pool: Pool, queue: Queue): Checks {
  async function change(sql: string, values: readonly unknown[]): Promise<void> {
    const { rowCount } = await pool.query(sql, [...values]);
    if (rowCount === 0) throw new SupersededError("Another worker or a newer push took this check's place.");
  }
  async function one(sql: string, values: readonly unknown[]): Promise<CheckRow | undefined> {
    return (await pool.query<CheckRow>(sql, [...values])).rows[0];
  }
  async function listNewest(repository: number, head: string): Promise<readonly CheckRecord[]> {
    const { rows } = await pool.query<CheckRow>(
      `select distinct on (c.pull_request) ${checkColumns}
       from fairlead.checks c join fairlead.repositories r on r.id = c.repository
       where c.repository = $1 and c.head = $2 order by c.pull_request, c.generation desc`,
      [repository, head],
    );
    return rows.map(checkRecord);
  }
  return {
    request: (subject, again) => inTransaction(pool, (client) => requestCheck(client, queue, subject, again)),
    isCovered: (subject) => isCovered(pool, subject),
    begin: async (id, worker) => {
      const row = await one(
        `update fairlead.checks c set state = 'running', worker = $2, heartbeat = now(), attempts = attempts + 1
         from fairlead.repositories r where r.id = c.repository and c.id = $1 and c.state = 'requested'
         returning ${checkColumns}`,
        [id, worker],
      );
      return row === undefined ? undefined : checkRecord(row);
    },
    hold: (id, worker) => change(`update fairlead.checks set heartbeat = now() where ${mine}`, [id, worker]),
    beat: async (ids, worker) => {
      const { rows } = await pool.query<{ id: string }>(
        `update fairlead.checks set heartbeat = now()
         where id = any($1::uuid[]) and worker = $2 and state = 'running' returning id`,
        [ids, worker],
      );
      return new Set(rows.map(({ id }) => id));
    },
    noteCheckRun: (id, worker, checkRun) =>
      // Superseded meanwhile: it still has to be known, to be cancelled.
      change("update fairlead.checks set check_run_id = $3 where id = $1 and worker = $2", [id, worker, checkRun]),
    noteAnnotations: (id, worker, sent) =>
      change(`update fairlead.checks set annotations_sent = $3 where ${mine}`, [id, worker, sent]),
    noteError: async (id, worker, error) => {
      await pool.query(`update fairlead.checks set error = $3 where ${mine}`, [id, worker, error]);
    },
    conclude: async ({ id, state, attempts }, { conclusion, digest, error, awaits = false }) => {
      // Whoever takes a check up counts an attempt: state and attempts together tell one worker from the next.
      const { rows } = await pool.query<{ nudged: boolean }>(
        `update fairlead.checks
         set state = 'concluded', conclusion = $4, digest = $5, error = $6, awaits = $7, concluded = now()
         where id = $1 and state = $2 and attempts = $3 returning nudged`,
        [id, state, attempts, conclusion, digest, error, awaits],
      );
      if (rows[0] === undefined) throw new SupersededError("Another worker or a newer push took this check's place.");
      return rows[0].nudged;
    },
    nudge: async (repository, head) => {
      const running = "repository = $1 and head = $2 and state in ('requested', 'running')";
      await pool.query(`update fairlead.checks set nudged = true where ${running}`, [repository, head]);
      return (await listNewest(repository, head)).filter(({ state, awaits }) => state === "concluded" && awaits);
    },
    supersedeAll: async (repository, pullRequest, by) => {
      await pool.query(
        `update fairlead.checks set state = 'superseded', superseded_by = $3
         where repository = $1 and pull_request = $2 and state in ('requested', 'running')`,
        [repository, pullRequest, by],
      );
    },
    release: async (id, worker) => {
      await inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          `update fairlead.checks set state = 'requested', worker = null, heartbeat = now() where ${mine}`,
          [id, worker],
        );
        if (rowCount === 1) await queue.send(client, "checks", { id });
      });
    },
    read: async (id) => {
      // As text: an id from outside may be anything.
      const row = await one(`${found} where c.id::text = $1`, [id]);
      return row === undefined ? undefined : checkRecord(row);
    },
    listNewest,
    abandon: async (installation) => {
      await pool.query(
        `update fairlead.checks set state = 'concluded', conclusion = 'cancelled', concluded = now(),
           error = 'the installation was removed or suspended'
         where state <> 'concluded' and repository in (select id from fairlead.repositories where installation = $1)`,
        [installation],
      );
    },
    listStale: async (ageMs) => {
      // The database's clock on both sides: machines disagree about the time.
      const { rows } = await pool.query<CheckRow>(
        `${found} where c.state <> 'concluded'
         and c.heartbeat <= now() - make_interval(secs => $1::float8 * case c.state when 'requested' then 20 else 1 end)
         order by c.requested limit 100`,
        [ageMs / 1_000],
      );
      return rows.map(checkRecord);
    },
    listUnanswered: async () => {
      const { rows } = await pool.query<CheckRow>(
        `${found} where c.state = 'concluded' and c.id in
           (select check_id from fairlead.replies where not told and reply is not null)
         order by c.requested limit 100`,
      );
      return rows.map(checkRecord);
    },
    takeOver: (id, ageMs) =>
      inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          `update fairlead.checks set state = 'requested', worker = null, heartbeat = now()
           where id = $1 and state in ('requested', 'running') and heartbeat <= now() - make_interval(secs => $2::float8)`,
          [id, ageMs / 1_000],
        );
        if (rowCount === 1) await queue.send(client, "checks", { id });
        return rowCount === 1;
      }),
  };
}
