import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pool } from "pg";
import { inTransaction } from "./transaction.ts";

const directory = join(import.meta.dirname, "migrations");

/** Any number that nothing else in the database locks; two programs that start at once take turns. */
const lock = 7_262_901_144;

/**
 * Brings the tables up to date: numbered files, forward only, all in one transaction. Tables that are
 * newer than this program are left alone, so that versions can run side by side during an upgrade.
 */
export async function migrate(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [lock]);
    await client.query("create schema if not exists fairlead");
    await client.query(
      "create table if not exists fairlead.migrations (name text primary key, applied timestamptz not null default now())",
    );
    const { rows } = await client.query<{ name: string }>("select name from fairlead.migrations");
    const applied = new Set(rows.map(({ name }) => name));
    for (const name of migrations().filter((one) => !applied.has(one))) {
      await client.query(readFileSync(join(directory, name), "utf8"));
      await client.query("insert into fairlead.migrations (name) values ($1)", [name]);
    }
  });
}

function migrations(): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".sql"))
    .sort();
}
