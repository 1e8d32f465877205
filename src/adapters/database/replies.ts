import type { Pool } from "pg";
import type { Replies, WaitingReply } from "../../ports/conversations.ts";

/** Replies to commands as rows: written before GitHub is asked, so that a crash loses none. */
export function openReplies(pool: Pool): Replies {
  return {
    expect: async ({ repository, comment, check, rest }) => {
      await pool.query(
        `insert into fairlead.replies (repository, comment, check_id, rest) values ($1, $2, $3, $4)
         on conflict (repository, comment) do update set check_id = $3, rest = $4, told = false`,
        [repository, comment, check, rest],
      );
    },
    posted: async (repository, comment, reply) => {
      const { rows } = await pool.query<{ check_id: string }>(
        "update fairlead.replies set reply = $3 where repository = $1 and comment = $2 returning check_id",
        [repository, comment, reply],
      );
      return rows[0]?.check_id;
    },
    waiting: async (check) => {
      const { rows } = await pool.query<WaitingReply>(
        `select comment, reply, rest from fairlead.replies
         where check_id = $1 and reply is not null and not told order by comment`,
        [check],
      );
      return rows;
    },
    told: async (repository, comment) => {
      await pool.query("update fairlead.replies set told = true where repository = $1 and comment = $2", [
        repository,
        comment,
      ]);
    },
  };
}
