import type { Pool } from "pg";

type DatabaseGauge = {
  readonly name: string;
  readonly summary: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

type StateRow = { readonly state: string; readonly count: number; readonly oldest: number };

/** What an operator wants to be woken by: work that piles up, and work that nobody does. */
export async function readGauges(pool: Pool): Promise<readonly DatabaseGauge[]> {
  const checks = await pool.query<StateRow>(
    `select state, count(*) as count, extract(epoch from now() - min(requested))::float8 as oldest
     from fairlead.checks where state <> 'concluded' group by state order by state`,
  );
  const deliveries = await pool.query<StateRow>(
    `select state, count(*) as count, extract(epoch from now() - min(received))::float8 as oldest
     from fairlead.deliveries where state <> 'done' group by state order by state`,
  );
  return [
    ...gauges("fairlead_open_checks", "Checks without a conclusion, by state.", checks.rows, "count"),
    ...gauges("fairlead_oldest_check_seconds", "Age of the oldest check without a conclusion.", checks.rows, "oldest"),
    ...gauges("fairlead_open_deliveries", "Deliveries not done, by state.", deliveries.rows, "count"),
    ...gauges("fairlead_oldest_delivery_seconds", "Age of the oldest delivery not done.", deliveries.rows, "oldest"),
  ];
}

function gauges(
  name: string,
  summary: string,
  rows: readonly StateRow[],
  column: "count" | "oldest",
): readonly DatabaseGauge[] {
  return rows.map((row) => ({ name, summary, labels: { state: row.state }, value: row[column] }));
}
