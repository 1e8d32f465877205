import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Archives by what was asked for. A directory that may be emptied at any time; what is damaged counts as absent. */
export type Archives = {
  read(key: string): Promise<Uint8Array | undefined>;
  write(key: string, archive: Uint8Array): Promise<void>;
};

/** Without a directory nothing is kept. Beyond `maxBytes` those unused for longest go. */
export function openArchives(directory: string | undefined, maxBytes: number): Archives {
  if (directory === undefined) return { read: async () => undefined, write: async () => {} };
  const pathOf = (key: string) => join(directory, `${createHash("sha256").update(key).digest("hex")}.tgz`);
  return {
    async read(key) {
      const path = pathOf(key);
      try {
        const file = await readFile(path);
        const archive = file.subarray(64);
        if (file.toString("latin1", 0, 64) !== digest(archive, key)) return undefined;
        const now = new Date();
        await utimes(path, now, now).catch(() => {});
        return archive;
      } catch {
        return undefined;
      }
    },
    async write(key, archive) {
      const partial = join(directory, `${randomUUID()}.partial`);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeFile(partial, Buffer.concat([Buffer.from(digest(archive, key)), archive]), { mode: 0o600 });
        await rename(partial, pathOf(key));
        await prune(directory, maxBytes);
      } catch {
        // A cache that cannot be written costs time, nothing else.
      }
    },
  };
}

async function prune(directory: string, maxBytes: number): Promise<void> {
  const names = await readdir(directory);
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      const { size, mtimeMs } = await stat(path);
      return { path, size, mtimeMs };
    }),
  );
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= maxBytes) return;
    await rm(path, { force: true });
    total -= size;
  }
}

function digest(archive: Uint8Array, key: string): string {
  return createHash("sha256").update(key).update(archive).digest("hex");
}
