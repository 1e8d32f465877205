import type { Pool } from "pg";
import type { StoredPlans } from "../../ports/stored-plans.ts";
import { idOf, seal, unseal } from "./sealed-plan.ts";

type PlanLimits = {
  /** Of one plan, compressed. */
  readonly mostBytes: number;
  /** Of all plans together. */
  readonly mostBytesInAll: number;
  readonly keepMs: number;
};

export const planLimits: PlanLimits = {
  mostBytes: 8 * 1024 * 1024,
  mostBytesInAll: 2 * 1024 * 1024 * 1024,
  keepMs: 30 * 24 * 60 * 60_000,
};

/** As `seal` makes them; anything else is not looked for. */
const tokenShape = /^[0-9a-f]{64}$/;

type Row = { readonly sealed: Buffer };

/** Whole reports as rows that a copy of the database does not open: only links hold the tokens. */
export function openStoredPlans(pool: Pool, limits: PlanLimits = planLimits): StoredPlans {
  return {
    keep: async (plan) => {
      const kept = await seal(plan, limits.mostBytes);
      if (kept === undefined) return null;
      await pool.query("insert into fairlead.plans (id, sealed) values ($1, $2)", [kept.id, kept.sealed]);
      return kept.token;
    },
    open: async (token) => {
      if (!tokenShape.test(token)) return undefined;
      // What the sweep has not come to yet is as gone as what it has removed.
      const { rows } = await pool.query<Row>(
        "select sealed from fairlead.plans where id = $1 and stored > now() - $2 * interval '1 millisecond'",
        [idOf(token), limits.keepMs],
      );
      return rows[0] && unseal(rows[0].sealed, token);
    },
    prune: async () => {
      await pool.query("delete from fairlead.plans where stored <= now() - $1 * interval '1 millisecond'", [
        limits.keepMs,
      ]);
      await pool.query(
        `delete from fairlead.plans where id in (
           select id from (
             select id, sum(length(sealed)) over (order by stored desc, id) as together from fairlead.plans
           ) newest where together > $1
         )`,
        [limits.mostBytesInAll],
      );
    },
  };
}
