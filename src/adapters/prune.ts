import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

type Entry = { readonly path: string; readonly size: number; readonly usedMs: number };

/** So that the next write does not prune again. */
const leftShare = 0.75;
/** A write takes moments; what is older was left by a program that was killed. */
const abandonedMs = 60 * 60_000;
const atOnce = 64;

/** Removes what was used longest ago, until what is left takes three quarters of that much. */
export async function prune(directory: string, mostBytes: number): Promise<void> {
  const entries = (await entriesOf(directory)).toSorted((a, b) => b.usedMs - a.usedMs);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  let left = total > mostBytes ? mostBytes * leftShare : Number.POSITIVE_INFINITY;
  for (const { path, size, usedMs } of entries) {
    left -= size;
    const abandoned = path.endsWith(".partial") && Date.now() - usedMs > abandonedMs;
    if (left < 0 || abandoned) await rm(path, { force: true });
  }
}

async function entriesOf(directory: string): Promise<readonly Entry[]> {
  const names = await readdir(directory);
  const entries: Entry[] = [];
  for (let at = 0; at < names.length; at += atOnce) {
    const batch = names.slice(at, at + atOnce).map((name) => entryOf(join(directory, name)));
    entries.push(...(await Promise.all(batch)).flat());
  }
  return entries;
}

/** Another process may have removed it meanwhile. */
async function entryOf(path: string): Promise<readonly Entry[]> {
  try {
    const { size, mtimeMs } = await stat(path);
    return [{ path, size, usedMs: mtimeMs }];
  } catch {
    return [];
  }
}
