import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";

/** One file of the bundle at this path. */
export async function readBundle(path: string, name: string): Promise<Uint8Array> {
  const file = fileOfBundle(await readFile(path), name);
  if (file === undefined) throw new Error(`OPA wrote a bundle without ${name}.`);
  return file;
}

/** One file of the gzipped tar that `opa build` writes; undefined when it is not there. */
export function fileOfBundle(bundle: Uint8Array, name: string): Uint8Array | undefined {
  const tar = gunzipSync(bundle);
  for (let at = 0; at + 512 <= tar.length; ) {
    const path = field(tar, at, 100);
    const size = Number.parseInt(field(tar, at + 124, 12), 8) || 0;
    if (path.replace(/^\//, "") === name) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return undefined;
}

function field(tar: Buffer, at: number, length: number): string {
  return tar.toString("latin1", at, at + length).replace(/\0.*$/s, "");
}
