import type { Pool } from "pg";
import type { PullRequestRecords } from "../../ports/conversations.ts";
import { inTransaction } from "./transaction.ts";

type CommentRow = { readonly comment_id: number | null; readonly comment_intended: boolean };

/** What we remember of pull requests. */
export function openPullRequests(pool: Pool): PullRequestRecords {
  return {
    withComment: (repository, number, use) =>
      inTransaction(pool, async (client) => {
        // Not a row lock: what is intended has to be committed by another connection meanwhile.
        await client.query("select pg_advisory_xact_lock(hashtextextended('comment ' || $1 || ' ' || $2, 0))", [
          repository,
          number,
        ]);
        const key = [repository, number];
        const { rows } = await pool.query<CommentRow>(
          "select comment_id, comment_intended from fairlead.pull_requests where repository = $1 and number = $2",
          key,
        );
        const id = rows[0]?.comment_id ?? null;
        const set = async (column: "comment_intended = true" | "comment_id = $3", ...values: number[]) => {
          const sql = `update fairlead.pull_requests set ${column} where repository = $1 and number = $2`;
          await pool.query(sql, [...key, ...values]);
        };
        return use({
          id,
          uncertain: id === null && rows[0]?.comment_intended === true,
          intend: () => set("comment_intended = true"),
          keep: (comment) => set("comment_id = $3", comment),
        });
      }),
  };
}
