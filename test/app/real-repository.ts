import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseRevision, type Revision } from "../../src/domain/revision.ts";
import { gitEnv } from "../adapters/git/repositories.ts";

const run = promisify(execFile);

/** A clone whose commits are real changes, the first being the tree they start from. */
export type RealRepository = {
  readonly directory: string;
  readonly revisions: readonly Revision[];
  remove(): void;
};

/** `tree/` as the first commit, then each of `changes/` as one more. */
export async function playChanges(data: string): Promise<RealRepository> {
  const directory = mkdtempSync(join(tmpdir(), "fairlead-real-"));
  const git = async (...args: string[]) => {
    const who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    return (await run("git", [...who, ...args], { cwd: directory, env: gitEnv, maxBuffer: 1 << 28 })).stdout.trim();
  };
  const commit = async (message: string) => {
    await git("commit", "--quiet", "--allow-empty", `--message=${message}`);
    return parseRevision(await git("rev-parse", "HEAD"))!;
  };
  await git("init", "--quiet", "--initial-branch=main");
  cpSync(join(data, "tree"), directory, { recursive: true });
  await git("add", "--all", "--force");
  const revisions = [await commit("The tree the changes start from")];
  for (const patch of readdirSync(join(data, "changes")).sort()) {
    await git("apply", "--index", join(data, "changes", patch));
    revisions.push(await commit(patch));
  }
  return { directory, revisions, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
