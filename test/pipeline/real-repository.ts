import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseBlobId } from "../../src/domain/revision.ts";
import type { TreeEntry } from "../../src/domain/source.ts";
import type { Repository } from "../../src/ports.ts";

const run = promisify(execFile);

/** A repository whose commits are real changes, the first being the tree they start from. */
export type RealRepository = {
  readonly directory: string;
  readonly revisions: readonly { readonly commit: string; readonly tree: string }[];
  remove(): void;
  readonly objects: Pick<Repository, "list" | "read">;
};

/** `tree/` as the first commit, then each of `changes/` as one more. */
export async function playChanges(data: string): Promise<RealRepository> {
  const directory = mkdtempSync(join(tmpdir(), "fairlead-real-"));
  const git = async (...args: string[]) =>
    (await run("git", args, { cwd: directory, maxBuffer: 1 << 28 })).stdout.trim();
  await git("init", "--quiet");
  cpSync(join(data, "tree"), directory, { recursive: true });
  const commit = async () => {
    await git("add", "--all", "--force");
    await git(
      "-c",
      "user.name=Test",
      "-c",
      "user.email=test@example.com",
      "commit",
      "--quiet",
      "--allow-empty",
      "--message=change",
    );
    const [id = "", tree = ""] = (await git("rev-parse", "HEAD", "HEAD^{tree}")).split("\n");
    return { commit: id, tree };
  };
  const revisions = [await commit()];
  for (const patch of readdirSync(join(data, "changes")).sort()) {
    await git("apply", join(data, "changes", patch));
    revisions.push(await commit());
  }
  const remove = () => rmSync(directory, { recursive: true, force: true });
  return { directory, revisions, remove, objects: objectsOf(directory) };
}

function objectsOf(cwd: string): Pick<Repository, "list" | "read"> {
  return {
    async list(tree) {
      const { stdout } = await run("git", ["ls-tree", "-r", "-z", tree], { cwd, maxBuffer: 1 << 28 });
      return stdout
        .split("\0")
        .filter(Boolean)
        .map((line): TreeEntry => {
          const [, mode = "", id = "", path = ""] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
          const kind =
            mode === "120000" ? "symlink" : mode === "160000" ? "submodule" : mode === "100755" ? "executable" : "file";
          return { path, blob: parseBlobId(id)!, kind };
        });
    },
    async read(blobs) {
      return new Map(
        await Promise.all(
          blobs.map(async (blob) => {
            const { stdout } = await run("git", ["cat-file", "blob", blob], {
              cwd,
              encoding: "buffer",
              maxBuffer: 1 << 28,
            });
            return [blob, stdout] as const;
          }),
        ),
      );
    },
  };
}
