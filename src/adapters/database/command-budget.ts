import type { Pool } from "pg";
import type { CommandBudget } from "../../ports/conversations.ts";

/** More than anybody needs; each command costs requests to GitHub, and may cost a whole check. */
const mostPerHour = 20;

/** Counts the commands an author gives on one pull request. A comment counts once, however often it is delivered. */
export function openCommandBudget(pool: Pool): CommandBudget {
  return {
    spend: async ({ repository, pullRequest, author, comment, commands }) => {
      await pool.query("delete from fairlead.commanded where repository = $1 and at < now() - interval '1 day'", [
        repository,
      ]);
      await pool.query(
        `insert into fairlead.commanded (repository, pull_request, comment, author, commands)
         values ($1, $2, $3, $4, $5) on conflict do nothing`,
        [repository, pullRequest, comment, author, commands],
      );
      const { rows } = await pool.query<{ earlier: number }>(
        `select coalesce(sum(commands), 0)::integer as earlier from fairlead.commanded
         where repository = $1 and pull_request = $2 and author = $3 and comment < $4 and at > now() - interval '1 hour'`,
        [repository, pullRequest, author, comment],
      );
      const earlier = rows[0]?.earlier ?? 0;
      if (earlier + commands <= mostPerHour) return "within";
      return earlier <= mostPerHour ? "just-exceeded" : "exceeded";
    },
  };
}
