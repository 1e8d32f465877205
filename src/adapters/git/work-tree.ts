import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseTreeId, type TreeId } from "../../domain/revision.ts";
import { InvariantError } from "../../errors.ts";
import type { Repository } from "../../ports/git.ts";
import { createThrowAway } from "../tools/throw-away.ts";
import { type Git, gitAt } from "./git.ts";
import { objectStore } from "./object-store.ts";

/** What reads the files of a work tree as if they were committed. */
export type WorkTree = { readonly tree: TreeId; readonly repository: Pick<Repository, "list" | "read"> };

/**
 * Makes a tree of the work tree as it is, without the ignored files, and calls `use` with it. The index and
 * the objects for that stand in a folder that is thrown away: the clone itself is not touched.
 */
export async function withWorkTree<T>(
  git: Git,
  { root, env }: { readonly root: string; readonly env: Readonly<Record<string, string>> },
  use: (workTree: WorkTree) => Promise<T>,
): Promise<T> {
  const folder = await createThrowAway();
  try {
    const [indexOfClone, objects] = await Promise.all([pathOf(git, "index"), pathOf(git, "objects")]);
    const index = join(folder, "index");
    // With the clone's own index git need not read files that have not changed; a new clone may have none.
    await copyFile(indexOfClone, index).catch(() => {});
    const aside = gitAt(git.directory, {
      ...env,
      GIT_INDEX_FILE: index,
      GIT_OBJECT_DIRECTORY: folder,
      // Quoted, a path may hold the character that separates paths.
      GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(objects),
    });
    const inRoot = ["-C", root, "-c", "core.bare=false", `--work-tree=${root}`];
    await aside.run([...inRoot, "add", "--all"]);
    const tree = parseTreeId((await aside.run(["write-tree"])).stdout.toString("utf8").trim());
    if (tree === undefined) throw new InvariantError("git write-tree printed no tree");
    return await use({ tree, repository: objectStore(aside, null) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pathOf(git: Git, name: string): Promise<string> {
  const { stdout } = await git.run(["rev-parse", "--path-format=absolute", "--git-path", name]);
  return stdout.toString("utf8").replace(/\n$/, "");
}
