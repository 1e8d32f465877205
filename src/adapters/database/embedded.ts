import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { TerminalError } from "../../errors.ts";
import { findBinaries, type PostgresBinaries, runAs, type UnixUser, unprivilegedUser } from "./postgres-binaries.ts";
import { findPostmaster, readPostmaster, spawnPostgres, stopPostgres } from "./postgres-program.ts";
import { findQuarters } from "./quarters.ts";

type EmbeddedServer = {
  readonly connection: EmbeddedConnection;
  stop(): Promise<void>;
};

export type EmbeddedConnection = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
};

/** Names the socket's file; nothing listens on the network. */
const port = 5432;
const user = "fairlead";

/** Held by the one program that uses the server, for as long as it lives. */
const ownerLock = 5_119_377_048;

/** A Unix socket's path may have 107 bytes, and PostgreSQL appends its file name. */
const longestSocketDirectory = 90;

/** A killed server's own processes hold the cluster until they notice, and a new one refuses to start so long. */
const leftOverPausesMs = [200, 800, 2_000];

type Place = {
  readonly directory: string;
  readonly cluster: string;
  readonly password: string;
  readonly as: UnixUser | undefined;
};

/**
 * Runs PostgreSQL in `<dataDirectory>/postgres` or in what that links to, reachable through a Unix socket
 * only. A server that an earlier program left behind is taken over; one that a living program uses is refused.
 */
export async function startEmbedded(dataDirectory: string): Promise<EmbeddedServer> {
  const as = await unprivilegedUser();
  const directory = resolve(dataDirectory);
  // The unprivileged user has to pass through; what lies inside stays closed to it.
  await chmod(directory, as === undefined ? 0o700 : 0o711);
  const quarters = await findQuarters(directory, as);
  const place: Place = { directory, cluster: quarters.cluster, password: await readPassword(directory), as };
  const binaries = await findBinaries(quarters.directory, as);
  await initialise(place, binaries);
  const pid = await findOrSpawn(place, binaries);
  return own(place, pid);
}

/**
 * A way to the server of this folder for whoever only reads: beside the program that runs it, or, when none does,
 * by starting it for as long as that takes. Never makes a new one.
 */
export async function attachEmbedded(dataDirectory: string): Promise<EmbeddedServer> {
  const directory = resolve(dataDirectory);
  if (!existsSync(join(directory, "postgres", "PG_VERSION")))
    throw new TerminalError(`There is no database in ${directory}: set DATABASE_URL or FAIRLEAD_DATA_DIR.`);
  const { cluster } = await findQuarters(directory, await unprivilegedUser());
  const running = await readPostmaster(cluster);
  if (running === undefined) return startEmbedded(dataDirectory);
  const connection = {
    host: running.socket,
    port,
    user,
    password: await readPassword(directory),
    database: "postgres",
  };
  return { connection, stop: async () => {} };
}

/** Kept beside the cluster, readable by us alone: an orphaned server must let us in again. */
async function readPassword(directory: string): Promise<string> {
  const file = join(directory, "postgres.password");
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  return (await readFile(file, "utf8")).trim();
}

/** Makes the cluster aside and moves it into place, so that a crash never leaves half of one. */
async function initialise({ cluster, password, as }: Place, binaries: PostgresBinaries): Promise<void> {
  if (existsSync(join(cluster, "PG_VERSION"))) return;
  const draft = `${cluster}.new`;
  const passwordFile = `${cluster}.pw`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (as !== undefined) for (const path of [draft, passwordFile]) await chown(path, as.uid, as.gid);
  const args = [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, `--username=${user}`];
  try {
    await runAs(as, binaries.initdb, [...args, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, cluster);
}

async function findOrSpawn(place: Place, binaries: PostgresBinaries): Promise<number> {
  const running = await findPostmaster(place.cluster);
  if (running !== undefined) return running.pid;
  const log = join(place.directory, "postgres.log");
  const socket = await socketDirectory(place);
  const start = { ...place, binary: binaries.postgres, socket, port, log };
  for (const pauseMs of leftOverPausesMs) {
    try {
      return await spawnPostgres(start);
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      await delay(pauseMs);
    }
  }
  return spawnPostgres(start);
}

async function socketDirectory({ cluster, as }: Place): Promise<string> {
  if (cluster.length <= longestSocketDirectory) return cluster;
  const directory = await mkdtemp(join(tmpdir(), "fairlead-"));
  if (as !== undefined) await chown(directory, as.uid, as.gid);
  return directory;
}

/** Waits until the server answers and makes sure that no living program uses it. */
async function own(place: Place, pid: number): Promise<EmbeddedServer> {
  const owner = await connectOwner(place, pid);
  const { rows } = await owner.client.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [ownerLock]);
  if (rows[0]?.got !== true && !(await waitForLock(owner.client))) {
    await owner.client.end();
    throw new TerminalError(
      `Another Fairlead is using ${place.directory}: stop it, or give this one a FAIRLEAD_DATA_DIR of its own.`,
    );
  }
  const onExit = (): void => stopQuietly(pid);
  process.once("exit", onExit);
  const stop = async (): Promise<void> => {
    process.off("exit", onExit);
    await owner.client.end();
    await stopPostgres(pid, place.cluster);
  };
  return { connection: owner.connection, stop };
}

/** An orphaned server notices within moments that its client is gone. */
async function waitForLock(client: Client): Promise<boolean> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    await delay(100);
    const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [ownerLock]);
    if (rows[0]?.got === true) return true;
  }
  return false;
}

async function connectOwner(
  place: Place,
  pid: number,
): Promise<{ readonly client: Client; readonly connection: EmbeddedConnection }> {
  let last: unknown;
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const running = await readPostmaster(place.cluster);
    if (running === undefined && attempt > 0) break;
    const connection = {
      host: running?.socket ?? place.cluster,
      port,
      user,
      password: place.password,
      database: "postgres",
    };
    const client = new Client(connection);
    client.on("error", () => {});
    try {
      await client.connect();
      return { client, connection };
    } catch (error) {
      last = error;
      await delay(20);
    }
  }
  throw new TerminalError(
    `PostgreSQL (process ${pid}) did not come up in ${place.directory}; see postgres.log there.`,
    { cause: last },
  );
}

function stopQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGINT");
  } catch {
    // It is gone already, which is what we wanted.
  }
}
