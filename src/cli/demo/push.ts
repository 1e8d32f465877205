import { mkdir } from "node:fs/promises";
import { runProgram } from "../../adapters/run-program.ts";

type Push = {
  /** Where the clone is made; must not exist. */
  readonly directory: string;
  readonly remote: { readonly url: string; readonly token: string };
  /** Where git is found. */
  readonly path: string;
  readonly branch: string;
  readonly message: string;
  readonly change: (directory: string) => Promise<void>;
};

/** Clones, changes, commits and pushes a branch with git, as a person would. Answers the commit. */
export async function pushChange({ directory, remote, path, branch, message, change }: Push): Promise<string> {
  const git = (...args: string[]) => runGit(directory, path, remote.token, args);
  await mkdir(directory);
  await git("clone", "--quiet", remote.url, ".");
  const known = await git("ls-remote", "--heads", "origin", branch);
  await git("checkout", "--quiet", ...(known === "" ? ["-b", branch] : [branch]));
  await change(directory);
  await git("add", "--all");
  await git("commit", "--quiet", "--message", message);
  await git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
  return git("rev-parse", "HEAD");
}

/** The token is in the environment and in no URL, argument or file. */
async function runGit(directory: string, path: string, token: string, args: readonly string[]): Promise<string> {
  const credential = Buffer.from(`x-access-token:${token}`).toString("base64");
  const outcome = await runProgram({
    path: "git",
    args,
    directory,
    timeoutMs: 30_000,
    maxOutputBytes: 1024 * 1024,
    env: {
      PATH: path,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "http.extraHeader",
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${credential}`,
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.com",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.com",
    },
  });
  if (outcome.status !== "ended") throw new Error(`git ${args[0]} ${outcome.status}.`);
  if (outcome.code !== 0) throw new Error(`git ${args[0]} failed: ${outcome.stderr.trim()}`);
  return outcome.stdout.toString("utf8").trim();
}
