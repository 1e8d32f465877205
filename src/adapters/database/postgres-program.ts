import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { TerminalError } from "../../errors.ts";
import type { UnixUser } from "./postgres-binaries.ts";

type RunningPostgres = { readonly pid: number; readonly socket: string };

type PostgresStart = {
  readonly binary: string;
  readonly cluster: string;
  readonly socket: string;
  readonly port: number;
  readonly log: string;
  readonly as: UnixUser | undefined;
};

/**
 * The server that runs on this cluster, by its own record; undefined while the record is not there or
 * not complete.
 */
export async function readPostmaster(cluster: string): Promise<RunningPostgres | undefined> {
  const text = await readFile(record(cluster), "utf8").catch(() => "");
  // The lines are: process, cluster, start time, port, socket directory, address, shared memory, status.
  const [pidLine = "", , , , socket = ""] = text.split("\n");
  const pid = Number(pidLine);
  const complete = Number.isInteger(pid) && pid > 0 && socket !== "";
  return complete && (await isPostgres(pid)) ? { pid, socket } : undefined;
}

/**
 * Before a start: the server that runs, or undefined once nothing stands in the way of a new one. A record
 * whose process is gone is what a crash left behind and is removed; one that is being written is waited for.
 */
export async function findPostmaster(cluster: string): Promise<RunningPostgres | undefined> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const running = await readPostmaster(cluster);
    if (running !== undefined) return running;
    const text = await readFile(record(cluster), "utf8").catch(() => undefined);
    if (text === undefined) return undefined;
    if (text !== "" && !(await isPostgres(Number.parseInt(text, 10)))) break;
    await delay(10);
  }
  await rm(record(cluster), { force: true });
  return undefined;
}

function record(cluster: string): string {
  return join(cluster, "postmaster.pid");
}

/**
 * Starts the server in a session of its own: Ctrl-C reaches us, and we stop it when its clients are done.
 * Resolves with its process id once its record stands.
 */
export async function spawnPostgres(start: PostgresStart): Promise<number> {
  const { cluster, socket, as } = start;
  const settings = { listen_addresses: "", unix_socket_permissions: "0700", max_connections: "100" };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(start.log, "a", 0o600);
  const child = spawn(start.binary, ["-D", cluster, "-k", socket, "-p", String(start.port), ...flags], {
    stdio: ["ignore", log, log],
    detached: true,
    env: { LC_ALL: "C", TZ: "UTC" },
    cwd: "/",
    ...(as === undefined ? {} : as),
  });
  closeSync(log);
  let problem: string | undefined;
  child.once("error", (error) => {
    problem = error.message;
  });
  child.once("exit", (code) => {
    problem ??= `it ended with code ${code}`;
  });
  for (let attempt = 0; attempt < 3_000; attempt += 1) {
    const running = await readPostmaster(cluster);
    if (running !== undefined) {
      child.unref();
      return running.pid;
    }
    if (problem !== undefined) break;
    await delay(10);
  }
  throw new TerminalError(`PostgreSQL does not start: ${problem ?? "it gave no sign"}; see ${start.log}.`);
}

/** A fast shutdown: open transactions are rolled back, everything committed is on disk. */
export async function stopPostgres(pid: number, cluster: string): Promise<void> {
  try {
    process.kill(pid, "SIGINT");
  } catch {
    return;
  }
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    if ((await readPostmaster(cluster)) === undefined) return;
    await delay(10);
  }
  process.kill(pid, "SIGQUIT");
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    if (!(error instanceof Error) || !("code" in error) || error.code !== "EPERM") return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
  // Without /proc (macOS) the process id has to do. A zombie's command line is empty.
  return command === undefined ? process.platform !== "linux" : command.includes("postgres");
}
