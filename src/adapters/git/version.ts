import { messageOf, TerminalError } from "../../errors.ts";
import { runProgram } from "../run-program.ts";
import { gitEnvironment } from "./git.ts";

/** `git merge-tree --write-tree` came with 2.38. */
const oldest = { major: 2, minor: 38 };

/** The version of git on PATH; rejects with `TerminalError` when it is missing or too old for us. */
export async function requireGit(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const version = await gitVersion(env);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return version;
  throw new TerminalError(
    `git ${version} is too old: Fairlead needs ${oldest.major}.${oldest.minor} or newer, for git merge-tree --write-tree.`,
  );
}

async function gitVersion(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const run = { path: "git", args: ["version"], env: gitEnvironment(env), directory: "/" };
  const outcome = await runProgram({ ...run, timeoutMs: 30_000, maxOutputBytes: 64 * 1024 }).catch((cause: unknown) => {
    throw new TerminalError(`git is not installed, or not on PATH (${messageOf(cause)}).`, { cause });
  });
  const said = outcome.status === "ended" ? outcome.stdout.toString("utf8") : "";
  const [, version] = /^git version (\d+\.\d+(?:\.\d+)*)/.exec(said) ?? [];
  if (version === undefined) throw new TerminalError("git on PATH does not say its version.");
  return version;
}
