import { Pool } from "pg";
import { type DatabaseChoice, getTypeParser } from "./database.ts";
import { attachEmbedded } from "./embedded.ts";

/** A database as it stands, for whoever only reads: its tables are not brought up to date. */
export async function attachDatabase(choice: DatabaseChoice): Promise<{ readonly pool: Pool; close(): Promise<void> }> {
  const server = "url" in choice ? undefined : await attachEmbedded(choice.dataDirectory);
  const connection = "url" in choice ? { connectionString: choice.url } : server?.connection;
  const pool = new Pool({ ...connection, max: 2, types: { getTypeParser } });
  pool.on("error", () => {});
  return {
    pool,
    close: async () => {
      await pool.end();
      await server?.stop();
    },
  };
}
