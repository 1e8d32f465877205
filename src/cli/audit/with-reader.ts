import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { attachDatabase } from "../../adapters/database/attach.ts";
import { type AuditReader, openAuditReader } from "../../adapters/database/audit.ts";
import { messageOf } from "../../errors.ts";
import { exitCode, type Terminal } from "../verb.ts";

/** Opens the log of the database that the environment names, beside whoever is using it. */
export async function withAuditReader(
  { env, directory, err }: Terminal,
  use: (reader: AuditReader) => Promise<number>,
): Promise<number> {
  try {
    const url =
      env.DATABASE_URL || (env.DATABASE_URL_FILE && readFileSync(resolve(directory, env.DATABASE_URL_FILE), "utf8"));
    const dataDirectory = resolve(directory, env.FAIRLEAD_DATA_DIR ?? ".fairlead");
    const database = await attachDatabase(url ? { url: url.trim() } : { dataDirectory });
    try {
      return await use(openAuditReader(database.pool));
    } finally {
      await database.close();
    }
  } catch (error) {
    err(`The audit log cannot be read: ${messageOf(error) || "the database does not answer"}\n`);
    return exitCode.errored;
  }
}
