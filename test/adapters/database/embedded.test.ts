import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "../../../src/adapters/database/database.ts";
import { unprivilegedUser } from "../../../src/adapters/database/postgres-binaries.ts";
import { temporaryFor } from "../../../src/adapters/database/quarters.ts";

let dataDirectory: string;
let open: Database[];

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(await temporaryFor(await unprivilegedUser()), "fairlead-embedded-"));
  open = [];
});

afterEach(async () => {
  for (const database of open) await database.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

test("an orphaned server is taken over with everything that was committed, and no living program's is", async () => {
  await killedAfter("create table kept as select 42 as answer");

  const database = await opened();

  expect((await database.pool.query("select answer from kept")).rows).toEqual([{ answer: 42 }]);
  await expect(openDatabase({ dataDirectory })).rejects.toThrow("Another Fairlead is using");
});

test("a record that a crashed machine left behind does not keep the server from starting", async () => {
  await (await openDatabase({ dataDirectory })).close();
  // A process that lives and is no PostgreSQL: ours.
  await writeFile(join(dataDirectory, "postgres", "postmaster.pid"), `${process.pid}\nx\n1\n5432\n${dataDirectory}\n`);

  const database = await opened();

  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

test("the password is readable by its owner alone, and nothing listens on the network", async () => {
  const database = await opened();

  expect((await stat(join(dataDirectory, "postgres.password"))).mode & 0o777).toBe(0o600);
  expect((await database.pool.query("show listen_addresses")).rows).toEqual([{ listen_addresses: "" }]);
});

async function opened(): Promise<Database> {
  const database = await openDatabase({ dataDirectory });
  open.push(database);
  return database;
}

/** Another program opens the database, does this, and is killed with everything open. */
async function killedAfter(sql: string): Promise<void> {
  const script = `
    import { openDatabase } from ${JSON.stringify(join(process.cwd(), "src/adapters/database/database.ts"))};
    const { pool } = await openDatabase({ dataDirectory: ${JSON.stringify(dataDirectory)} });
    await pool.query(${JSON.stringify(sql)});
    process.kill(process.pid, "SIGKILL");
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
}
