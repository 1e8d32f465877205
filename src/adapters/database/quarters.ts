import { chmod, mkdir, mkdtemp, readlink, realpath, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { messageOf, TerminalError } from "../../errors.ts";
import type { UnixUser } from "./postgres-binaries.ts";

/** Where a cluster lives: `directory` is ours to write, and open to PostgreSQL's user to pass through. */
type Quarters = { readonly directory: string; readonly cluster: string };

/** For clusters whose data directory PostgreSQL's user cannot get to. */
const shared = "/var/lib/fairlead";

/**
 * Finds the place of the cluster: `<dataDirectory>/postgres`. Where PostgreSQL's user cannot get to it, such as
 * below /root, a new folder elsewhere takes its place and `postgres` becomes a link to it.
 */
export async function findQuarters(
  dataDirectory: string,
  as: UnixUser | undefined,
  elsewhere = shared,
): Promise<Quarters> {
  const link = join(dataDirectory, "postgres");
  const target = await readlink(link).catch(() => undefined);
  if (target !== undefined) return linked(link, target);
  if (as === undefined || (await canEnter(dataDirectory, as))) return { directory: dataDirectory, cluster: link };
  try {
    return linked(link, await makeElsewhere(link, elsewhere, as));
  } catch (error) {
    throw new TerminalError(
      `PostgreSQL must not run as root, and the user nobody can reach neither ${dataDirectory} nor a folder in ${elsewhere} (${messageOf(error)}): set FAIRLEAD_DATA_DIR to a folder outside your home, or DATABASE_URL to a server of yours, or run Fairlead as another user.`,
      { cause: error },
    );
  }
}

async function linked(link: string, cluster: string): Promise<Quarters> {
  const directory = dirname(cluster);
  if (await isDirectory(directory)) return { directory, cluster };
  throw new TerminalError(
    `${link} leads to ${cluster}, which is gone: bring it back, or remove the link to begin with an empty database.`,
  );
}

async function makeElsewhere(link: string, elsewhere: string, as: UnixUser): Promise<string> {
  await mkdir(elsewhere, { recursive: true, mode: 0o711 });
  const directory = await mkdtemp(join(await realpath(elsewhere), "postgres-"));
  try {
    await chmod(directory, 0o711);
    if (!(await canEnter(directory, as))) throw new Error("a folder above it is closed");
    await symlink(join(directory, "postgres"), link);
    return join(directory, "postgres");
  } catch (error) {
    await rm(directory, { recursive: true });
    throw error;
  }
}

/** The system's folder for what is soon thrown away, or /tmp where PostgreSQL's user cannot get to that. */
export async function temporaryFor(as: UnixUser | undefined): Promise<string> {
  const own = tmpdir();
  return as === undefined || (await canEnter(own, as)) ? own : "/tmp";
}

/** Whether a user may pass through a folder and all above it, as their modes say. */
async function canEnter(folder: string, { uid, gid }: UnixUser): Promise<boolean> {
  for (let at = await realpath(folder); ; at = dirname(at)) {
    const found = await stat(at);
    const bit = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001;
    if ((found.mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
