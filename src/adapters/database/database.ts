import { mkdir } from "node:fs/promises";
import { Pool, type PoolConfig, types } from "pg";
import { messageOf, TerminalError } from "../../errors.ts";
import { startEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";

export type DatabaseChoice =
  | { readonly url: string }
  /** A PostgreSQL of our own runs here. */
  | { readonly dataDirectory: string };

export type Database = {
  readonly pool: Pool;
  readonly connection: PoolConfig;
  /** No other program can be using it: whatever was running when we opened it is dead. */
  readonly exclusive: boolean;
  close(): Promise<void>;
};

/** Opens the database, starting the embedded one when no URL is given, and brings its tables up to date. */
export async function openDatabase(choice: DatabaseChoice): Promise<Database> {
  if ("url" in choice) return connect({ connectionString: choice.url }, false, async () => {});
  await mkdir(choice.dataDirectory, { recursive: true });
  const server = await startEmbedded(choice.dataDirectory);
  return connect(server.connection, true, () => server.stop());
}

async function connect(connection: PoolConfig, exclusive: boolean, stop: () => Promise<void>): Promise<Database> {
  const pool = new Pool({ ...connection, max: 20, types: { getTypeParser } });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the program.
  pool.on("error", () => {});
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    await stop();
    throw new TerminalError(`The database cannot be used: ${messageOf(error)}`, { cause: error });
  }
  const close = async (): Promise<void> => {
    await pool.end();
    await stop();
  };
  return { pool, connection, exclusive, close };
}

/** GitHub's ids are 64-bit columns and below 2^53: numbers, not the strings that pg makes of them. */
export function getTypeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === types.builtins.INT8) return Number;
  return format === "binary" ? types.getTypeParser(oid, "binary") : types.getTypeParser(oid, "text");
}
