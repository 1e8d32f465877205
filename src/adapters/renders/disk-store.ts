import { createHash } from "node:crypto";
import { stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from "node:zlib";
import type { KeptRendering, RenderStore } from "../../ports/renders.ts";
import { prune } from "../prune.ts";
import { readSealed, writeSealed } from "../sealed-file.ts";

type DiskStoreOptions = {
  /** Emptied by anybody at any time, it costs time and nothing else. */
  readonly directory: string;
  /** What reads the renderings: another one does not find them. */
  readonly program: () => Promise<string>;
  readonly mostBytes?: number;
};

/** Another layout is another ending. */
const ending = ".1.render";
/** No rendering is larger: tools are stopped at half of it. */
const limit = { maxOutputLength: 256 * 1024 * 1024 };
/** Below this another thread costs more than the work. */
const small = 16 * 1024;
/** Looking through the folder costs time that a short run would notice. */
const pruneEveryMs = 60 * 60_000;

/**
 * Renderings as files for our user's eyes only, those that nobody used for longest forgotten first. A file that
 * is not as it was written counts as absent and is written anew; one that cannot be written is left out.
 */
export function openDiskStore({ directory, program, mostBytes = 512 * 1024 * 1024 }: DiskStoreOptions): RenderStore {
  let salt: Promise<string> | undefined;
  let written = Number.POSITIVE_INFINITY;

  async function nameOf(key: string): Promise<string> {
    salt ??= program();
    return createHash("sha256")
      .update(`${await salt}\n${key}`)
      .digest("hex");
  }

  async function pruneInTime(bytes: number): Promise<void> {
    written += bytes;
    if (written < mostBytes / 16) return;
    // Once at the first write, and whenever much was written; other processes' turns count as well.
    const first = written === Number.POSITIVE_INFINITY;
    written = 0;
    if (first && (await ageOf(join(directory, "pruned"))) < pruneEveryMs) return;
    await prune(directory, mostBytes);
    await writeFile(join(directory, "pruned"), "", { mode: 0o600 });
  }

  return {
    async read(key) {
      const name = await nameOf(key);
      const path = join(directory, name + ending);
      try {
        const packed = await readSealed(path, name);
        if (packed === undefined) return undefined;
        const rendering = await decode(packed);
        const now = new Date();
        await utimes(path, now, now);
        return rendering;
      } catch {
        return undefined;
      }
    },
    async write(key, rendering) {
      const name = await nameOf(key);
      try {
        await pruneInTime(await writeSealed(join(directory, name + ending), name, await encode(rendering)));
      } catch {
        // What was rendered is there all the same.
      }
    },
  };
}

/** The rendering as JSON, compressed. */
async function encode(rendering: KeptRendering): Promise<Buffer> {
  const text = Buffer.from(JSON.stringify(rendering));
  return text.length <= small ? zstdCompressSync(text) : await promisify(zstdCompress)(text);
}

async function decode(packed: Buffer): Promise<KeptRendering> {
  const text =
    packed.length <= small ? zstdDecompressSync(packed, limit) : await promisify(zstdDecompress)(packed, limit);
  return JSON.parse(text.toString()) as KeptRendering;
}

async function ageOf(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
