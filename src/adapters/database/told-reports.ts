import type { Pool } from "pg";
import type { ToldFinding } from "../../domain/told-report.ts";
import { SupersededError } from "../../errors.ts";
import type { ToldReports } from "../../ports/waivers.ts";
import { type CheckRow, checkColumns, checkRecord } from "./check-row.ts";
import { inTransaction } from "./transaction.ts";

/** Of each pull request: a head that is judged a few times at once is spoken of as it was when it was spoken of. */
const keptEach = 5;

type Row = { readonly findings: readonly ToldFinding[]; readonly total: number };

/** What reports found, as rows beside their checks. */
export function openToldReports(pool: Pool): ToldReports {
  return {
    keep: ({ id, repository, pullRequest, head, baseRef }, worker, report) =>
      inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          `update fairlead.checks set waivers = $3, waived_until = $4, lapsed = false
           where id = $1 and worker = $2 and state = 'running'`,
          [id, worker, report.waivers, report.waivedUntil],
        );
        if (rowCount === 0) throw new SupersededError("Another worker or a newer push took this check's place.");
        if (pullRequest === null) return;
        await client.query(
          `insert into fairlead.told_reports (check_id, repository, pull_request, head, base_ref, findings, total)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (check_id) do update set findings = $6, total = $7, told = now()`,
          [id, repository.id, pullRequest, head, baseRef, JSON.stringify(report.findings), report.total],
        );
        await client.query(
          `delete from fairlead.told_reports where repository = $1 and pull_request = $2 and check_id not in
             (select check_id from fairlead.told_reports where repository = $1 and pull_request = $2
              order by told desc limit ${keptEach})`,
          [repository.id, pullRequest],
        );
      }),
    find: async ({ repository, pullRequest, head, baseRef }, writtenAt) => {
      // GitHub tells the time of a comment in whole seconds.
      const { rows } = await pool.query<Row>(
        `select findings, total from fairlead.told_reports
         where repository = $1 and pull_request = $2 and head = $3 and base_ref is not distinct from $4
           and told < to_timestamp($5::float8 / 1000) + interval '1 second'
         order by told desc limit 1`,
        [repository.id, pullRequest, head, baseRef, writtenAt],
      );
      return rows[0];
    },
    listLapsed: async (now) => {
      const { rows } = await pool.query<CheckRow>(
        `select ${checkColumns} from fairlead.checks c join fairlead.repositories r on r.id = c.repository
         where c.waived_until is not null and not c.lapsed and c.state = 'concluded' and c.pull_request is not null
           and (c.waived_until <= $1 or exists (
             select 1 from fairlead.waivers w where w.repository = c.repository
               and 'w-' || w.number = any(c.waivers) and w.state <> 'granted'))
           and not exists (
             select 1 from fairlead.checks n where n.repository = c.repository
               and n.pull_request = c.pull_request and n.generation > c.generation)
         order by c.concluded limit 100`,
        [now],
      );
      return rows.map(checkRecord);
    },
    lapse: async (check) => {
      await pool.query("update fairlead.checks set lapsed = true where id = $1", [check]);
    },
    prune: async () => {
      await pool.query("delete from fairlead.told_reports where told < now() - interval '90 days'");
    },
  };
}
