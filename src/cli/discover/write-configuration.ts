import { lstat, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { configPath } from "../../config/parse.ts";
import type { OpenApplications } from "../open-applications.ts";
import { type Written, writtenConfiguration } from "./written-configuration.ts";

/** Writes or extends the configuration of the work tree. A link on the way is not followed. */
export async function writeConfiguration({ root, applications, tree }: OpenApplications): Promise<Written> {
  const file = join(root, configPath);
  for (const path of [dirname(file), file]) {
    if (await isLink(path))
      return { status: "refused", reason: `${path} is a symbolic link, and whatever it leads to is not touched.` };
  }
  const old = await readFile(file, "utf8").catch(absent);
  const written = writtenConfiguration(old, applications, tree);
  if (written.status === "written" && written.added.length > 0) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, written.text);
  }
  return written;
}

async function isLink(path: string): Promise<boolean> {
  const found = await lstat(path).catch(absent);
  return found?.isSymbolicLink() === true;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
