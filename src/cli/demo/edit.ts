import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Replaces a text that must be there, so that the story notices when the sample has moved on. */
export async function replaceIn(directory: string, path: string, from: string, to: string): Promise<void> {
  const file = join(directory, path);
  const text = await readFile(file, "utf8");
  if (!text.includes(from)) throw new Error(`${path} does not hold ${JSON.stringify(from)}.`);
  await writeFile(file, text.replace(from, to));
}
