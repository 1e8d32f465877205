import type { Pool } from "pg";
import type { Once } from "../../ports/conversations.ts";

type OnceRow = { readonly inserted: boolean; readonly result: number | null };

/** What must be done once for ever: on record before it is done, and after. */
export function openOnce(pool: Pool): Once {
  return {
    begin: async (key) => {
      // `xmax` is 0 exactly for a row that this statement inserted.
      const { rows } = await pool.query<OnceRow>(
        `insert into fairlead.once (key) values ($1) on conflict (key) do update set key = excluded.key
         returning (xmax = 0) as inserted, result`,
        [key],
      );
      const [row] = rows;
      if (row?.inserted === true) return { status: "new" };
      const result = row?.result ?? null;
      return result === null ? { status: "begun" } : { status: "done", result };
    },
    finish: async (key, result) => {
      await pool.query("update fairlead.once set result = $2 where key = $1", [key, result]);
    },
  };
}
