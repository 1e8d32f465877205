import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { TerminalError } from "../../errors.ts";
import type { Workspaces } from "../../ports/tools.ts";
import { createThrowAway, sweepThrowAways } from "./throw-away.ts";

/** Files are written this many at a time: enough to keep the disk busy, few enough to keep descriptors. */
const atOnce = 64;

/** Throw-away folders under the system's temporary one, for our user's eyes only. */
export function createWorkspaces(clock: { now(): number } = Date): Workspaces {
  let swept: Promise<void> | undefined;
  return {
    async with(files, use, links = new Map()) {
      for (const path of files.keys()) refuseEscape(path);
      for (const [path, target] of links) refuseLinkOut(path, target, links);
      swept ??= sweepThrowAways(clock.now());
      await swept;
      const directory = await createThrowAway();
      try {
        await writeFiles(directory, files);
        await writeLinks(directory, links);
        return await use(directory);
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

/** git refuses such names too, but trees can be made without git. */
function refuseEscape(path: string): void {
  const segments = path.split("/");
  const escapes = segments.some((segment) => segment === "" || segment === "." || segment === "..");
  if (escapes || path.includes("\0")) {
    throw new TerminalError(`The path ${JSON.stringify(path)} leads out of the repository and is refused.`);
  }
}

/** Over another link, `..` leads elsewhere than it reads: only the shortest way between real folders is written. */
function refuseLinkOut(path: string, target: string, links: ReadonlyMap<string, string>): void {
  refuseEscape(path);
  const folder = posix.dirname(path);
  const end = posix.join(folder, target);
  const out = end === ".." || end.startsWith("../") || target.includes("\0");
  const shortest = posix.relative(folder, end) || ".";
  if (out || target !== shortest || isBelowLink(end, links) || isBelowLink(folder, links))
    throw new TerminalError(`The link ${JSON.stringify(path)} leads out of the repository and is refused.`);
}

function isBelowLink(path: string, links: ReadonlyMap<string, string>): boolean {
  return path.split("/").some((_, index, parts) => links.has(parts.slice(0, index + 1).join("/")));
}

async function writeFiles(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const folders = new Set([...files.keys()].map((path) => dirname(join(directory, path))));
  for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 });
  const entries = [...files];
  for (let at = 0; at < entries.length; at += atOnce) {
    const batch = entries.slice(at, at + atOnce);
    await Promise.all(
      batch.map(([path, content]) => writeFile(join(directory, path), content, { mode: 0o600, flag: "wx" })),
    );
  }
}

/** After the files, so that none is written through a link. */
async function writeLinks(directory: string, links: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, target] of links) {
    await mkdir(dirname(join(directory, path)), { recursive: true, mode: 0o700 });
    await symlink(target, join(directory, path));
  }
}
