import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Everything in the folder as one commit, the same for the same content; its id. */
export function commitAll(directory: string): string {
  if (!existsSync(join(directory, ".git"))) git(directory, "init", "--quiet", "--initial-branch=main");
  git(directory, "add", "--all", "--force");
  git(directory, "-c", "commit.gpgsign=false", "-c", "gc.auto=0", "commit", "--quiet", "--message=bench");
  // As a clone has its objects, and not packed by git itself while something is measured.
  git(directory, "repack", "-a", "-d", "--quiet");
  return git(directory, "rev-parse", "HEAD").trim();
}

/** Runs git as nobody in particular, at no particular time. */
export function git(directory: string, ...args: readonly string[]): string {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Bench",
    GIT_AUTHOR_EMAIL: "bench@example.com",
    GIT_COMMITTER_NAME: "Bench",
    GIT_COMMITTER_EMAIL: "bench@example.com",
    GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
    GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
  };
  return execFileSync("git", [...args], { cwd: directory, env, encoding: "utf8", maxBuffer: 1 << 28 });
}
