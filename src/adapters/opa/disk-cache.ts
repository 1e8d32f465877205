import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CompiledPolicies } from "./compiled.ts";

/** Compiled policies by the digest of all that went into them. What is not as it was written counts as absent. */
export type CompiledCache = {
  read(key: string): Promise<CompiledPolicies | undefined>;
  write(key: string, policies: CompiledPolicies): Promise<void>;
};

/** A directory that may be emptied at any time. A cache that cannot be written costs time, nothing else. */
export function diskCache(directory: string): CompiledCache {
  const pathOf = (key: string): string => join(directory, `${key}.policy`);
  return {
    async read(key) {
      try {
        return decode(await readFile(pathOf(key)), key);
      } catch {
        return undefined;
      }
    },
    async write(key, policies) {
      const partial = join(directory, `${randomUUID()}.partial`);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeFile(partial, encode(policies, key), { mode: 0o600 });
        await rename(partial, pathOf(key));
      } catch {
        // The policies are compiled all the same.
      }
    },
  };
}

/** Digest in hexadecimal, length of the description in eight bytes' text, the description, the module. */
function encode({ wasm, ...description }: CompiledPolicies, key: string): Buffer {
  const text = Buffer.from(JSON.stringify(description));
  const body = Buffer.concat([Buffer.from(String(text.length).padStart(8, "0")), text, wasm]);
  return Buffer.concat([Buffer.from(digest(body, key)), body]);
}

function decode(file: Buffer, key: string): CompiledPolicies | undefined {
  const body = file.subarray(64);
  if (file.toString("latin1", 0, 64) !== digest(body, key)) return undefined;
  const end = 8 + Number(body.toString("latin1", 0, 8));
  const description = JSON.parse(body.toString("utf8", 8, end)) as Omit<CompiledPolicies, "wasm">;
  return { ...description, wasm: new Uint8Array(body.subarray(end)) };
}

function digest(body: Buffer, key: string): string {
  return createHash("sha256").update(key).update(body).digest("hex");
}
