import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const source = join(import.meta.dirname, "..", "..");

/** All that has a say in what a program's output becomes: our code, and the libraries it is pinned to. */
const folders = ["domain", "sources", "renderers"] as const;

/** Another version of Fairlead may read the same output in another way: a digest over what does the reading. */
export async function programDigest(): Promise<string> {
  const hash = createHash("sha256");
  const files = (await Promise.all(folders.map(filesIn))).flat().sort();
  const texts = await Promise.all([join(source, "..", "package.json"), ...files].map((file) => readFile(file)));
  for (const [index, text] of texts.entries()) hash.update(`${files[index] ?? ""}\n${text.length}\n`).update(text);
  return hash.digest("hex");
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(source, folder), { recursive: true });
  return names.filter((name) => name.endsWith(".ts")).map((name) => join(source, folder, name));
}
