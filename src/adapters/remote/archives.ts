import { createHash } from "node:crypto";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { prune } from "../prune.ts";
import { readSealed, writeSealed } from "../sealed-file.ts";

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
      const archive = await readSealed(path, key);
      const now = new Date();
      if (archive !== undefined) await utimes(path, now, now).catch(() => {});
      return archive;
    },
    async write(key, archive) {
      try {
        await writeSealed(pathOf(key), key, archive);
        await prune(directory, maxBytes);
      } catch {
        // A cache that cannot be written costs time, nothing else.
      }
    },
  };
}
