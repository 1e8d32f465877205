import { join } from "node:path";
import { readSealed, writeSealed } from "../sealed-file.ts";
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
        const content = await readSealed(pathOf(key), key);
        return content === undefined ? undefined : decode(content);
      } catch {
        return undefined;
      }
    },
    async write(key, policies) {
      try {
        await writeSealed(pathOf(key), key, encode(policies));
      } catch {
        // The policies are compiled all the same.
      }
    },
  };
}

/** The length of the description in eight bytes' text, the description, the module. */
function encode({ wasm, ...description }: CompiledPolicies): Buffer {
  const text = Buffer.from(JSON.stringify(description));
  return Buffer.concat([Buffer.from(String(text.length).padStart(8, "0")), text, wasm]);
}

function decode(body: Buffer): CompiledPolicies {
  const end = 8 + Number(body.toString("latin1", 0, 8));
  const description = JSON.parse(body.toString("utf8", 8, end)) as Omit<CompiledPolicies, "wasm">;
  return { ...description, wasm: new Uint8Array(body.subarray(end)) };
}
