import { lstat, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { TerminalError } from "../../errors.ts";

/*
 * Folders that are gone after use, also when the program was killed: their names say which process
 * on which machine made them, so that a later start knows what nobody uses any more.
 */

const prefix = "fairlead-";
const oneDayMs = 24 * 60 * 60 * 1000;

/** A new folder with an unguessable name that only we may read; its real path. */
export async function createThrowAway(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), `${prefix}${machine()}-${process.pid}-`)).catch((cause: unknown) => {
    const why = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    throw new TerminalError(`No folder can be made in ${tmpdir()}${why}: set TMPDIR to one that can be written.`, {
      cause,
    });
  });
  return realpath(made);
}

/** Removes what crashed runs left behind: of this machine's dead processes, and whatever is a day old. */
export async function sweepThrowAways(nowMs: number): Promise<void> {
  // What cannot be listed is told when a folder is wanted there.
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const match = /^fairlead-([0-9A-Za-z]+)-(\d+)-[0-9A-Za-z]{6}$/.exec(name);
    if (match === null) continue;
    const path = join(tmpdir(), name);
    if (await isLeftOver(path, match[1] === machine() ? Number(match[2]) : undefined, nowMs)) {
      await rm(path, { recursive: true, force: true }).catch(() => {});
    }
  }
}

async function isLeftOver(path: string, pid: number | undefined, nowMs: number): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  // In a shared /tmp others may make such names; theirs are theirs.
  if (found === undefined || !found.isDirectory() || found.uid !== process.getuid?.()) return false;
  if (nowMs - found.mtimeMs > oneDayMs) return true;
  return pid !== undefined && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Containers share /tmp at times and never process numbers, but each has a host name of its own. */
function machine(): string {
  return hostname().replaceAll(/[^0-9A-Za-z]/g, "") || "localhost";
}
