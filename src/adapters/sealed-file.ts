import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const digestLength = 64;

/** What was written there under this key; undefined when it is absent, damaged, or another's. */
export async function readSealed(path: string, key: string): Promise<Buffer | undefined> {
  try {
    const file = await readFile(path);
    const content = file.subarray(digestLength);
    return file.toString("latin1", 0, digestLength) === digest(content, key) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** For our user's eyes only, and never seen half written; answers how many bytes it takes. */
export async function writeSealed(path: string, key: string, content: Uint8Array): Promise<number> {
  const directory = dirname(path);
  const partial = join(directory, `${randomUUID()}.partial`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(partial, [digest(content, key), content], { mode: 0o600, flag: "wx" });
  await rename(partial, path);
  return digestLength + content.length;
}

function digest(content: Uint8Array, key: string): string {
  return createHash("sha256").update(key).update(content).digest("hex");
}
