import type { RepositoryIdentity } from "../../domain/repository.ts";
import { TerminalError } from "../../errors.ts";
import type { Repository } from "../../ports/git.ts";
import { runProgram } from "../run-program.ts";
import { type Git, GitError, gitAt, gitEnvironment } from "./git.ts";
import { type Absent, objectStore } from "./object-store.ts";
import { requireGit } from "./version.ts";
import { type WorkTree, withWorkTree } from "./work-tree.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** A local clone, as the command line uses it. Only its objects are read: never its work tree. */
export type Clone = Repository & {
  /** The root of the work tree; the git directory itself when it is bare. */
  readonly root: string;
  /** True when history was cut off, so that a merge base may be out of sight. */
  isShallow(): Promise<boolean>;
  /** Calls `use` with the files of the work tree as they are, committed or not; undefined in a bare repository. */
  withWorkTree<T>(use: (workTree: WorkTree) => Promise<T>): Promise<T> | undefined;
  /** The branch that changes go to, by the first name that exists; undefined when none does. */
  defaultBranch(): Promise<string | undefined>;
  /** What its remote says it is; null without one. */
  identity(): Promise<RepositoryIdentity | null>;
};

/** The folder that was named holds no repository that git opens. */
export class NotARepositoryError extends TerminalError {}

/**
 * Opens the clone that `directory` lies in. Rejects with `NotARepositoryError` when there is none or git does
 * not trust the folder's owner, and with another `TerminalError` when git is missing or too old.
 */
export async function openClone(directory: string, env: Env): Promise<Clone> {
  await requireGit(env);
  const found = await discover(directory, env);
  const git = gitAt(found.gitDirectory, gitEnvironment(env));
  const store = objectStore(git, found.promisor === null ? null : promised(git, found.promisor, env));
  return {
    ...store,
    root: found.root,
    isShallow: async () => (await output(git, ["rev-parse", "--is-shallow-repository"])) === "true",
    withWorkTree: (use) =>
      found.root === found.gitDirectory
        ? undefined
        : withWorkTree(git, { root: found.root, env: gitEnvironment(env) }, use),
    defaultBranch: () => defaultBranch(git, store.resolve),
    identity: () => identity(git, store.resolve),
    async fetch(revisions) {
      const [missing] = await store.missingCommits(revisions);
      if (missing !== undefined) {
        throw new TerminalError(`The clone at ${found.root} has no commit ${missing}; fetch it first (git fetch).`);
      }
    },
  };
}

/**
 * Finding the repository is left to git with the user's own settings, so that its check of the
 * folder's owner (safe.directory) means here what it means everywhere else.
 */
async function discover(directory: string, env: Env) {
  const own = environmentForDiscovery(env);
  const ask = async (...args: string[]): Promise<string> => {
    const run = { path: "git", args: ["-C", directory, ...args], env: { ...own, LC_ALL: "C" }, directory: "/" };
    const outcome = await runProgram({ ...run, timeoutMs: 30_000, maxOutputBytes: 1024 * 1024 });
    if (outcome.status !== "ended") throw new Error(`git ${args[0]} did not finish in ${directory}.`);
    if (outcome.code !== 0) throw new GitError(args[0] ?? "", outcome.code, outcome.stderr);
    return outcome.stdout.toString("utf8").replace(/\n$/, "");
  };
  try {
    const gitDirectory = await ask("rev-parse", "--absolute-git-dir");
    const [root, promisors] = await Promise.all([
      ask("rev-parse", "--show-toplevel").catch(() => gitDirectory),
      ask("config", "--name-only", "--get-regexp", "^remote\\..*\\.promisor$").catch(() => ""),
    ]);
    const promisor =
      promisors === "" ? null : (promisors.split("\n")[0] ?? "").slice("remote.".length, -".promisor".length);
    return { gitDirectory, root, promisor };
  } catch (cause) {
    throw new NotARepositoryError(whyNotOpened(directory, cause), { cause });
  }
}

/** Without what git sets for its own hooks: the folder that was named is meant, not the one a hook runs for. */
function environmentForDiscovery(env: Env): Record<string, string> {
  const own: Record<string, string> = {};
  const ofHooks = /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|COMMON_DIR|NAMESPACE|PREFIX)$/;
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !ofHooks.test(name)) own[name] = value;
  }
  return own;
}

function whyNotOpened(directory: string, cause: unknown): string {
  const said = cause instanceof GitError ? cause.stderr : "";
  if (said.includes("dubious ownership")) {
    return `git does not trust ${directory}, which belongs to another user; if you do, run: git config --global --add safe.directory ${directory}`;
  }
  if (said.includes("cannot change to")) return `There is no folder ${directory}.`;
  if (said.includes("not a git repository")) return `${directory} is not in a git repository.`;
  return `git could not open the repository in ${directory}.`;
}

/** A clone made with --filter: what is missing comes from its own remote, in one batch, with the user's access. */
function promised(git: Git, remote: string, env: Env): Absent {
  const access: Record<string, string> = { GIT_ALLOW_PROTOCOL: "file:git:http:https:ssh" };
  for (const name of ["HOME", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GIT_SSH_COMMAND"]) {
    const value = env[name];
    if (value !== undefined) access[name] = value;
  }
  // The user's settings say how the remote is reached: helpers for credentials, addresses written short.
  const home = env.HOME;
  if (home !== undefined) access.GIT_CONFIG_GLOBAL = env.GIT_CONFIG_GLOBAL ?? `${home}/.gitconfig`;
  return {
    lazyEnv: async () => ({ ...access, GIT_NO_LAZY_FETCH: "0" }),
    async fetch(blobs, signal) {
      await git.run(fetchBlobsArgs(remote), { input: `${blobs.join("\n")}\n`, env: access, signal });
    },
  };
}

/** What git itself runs for missing objects of a partial clone, here for many at once. */
export function fetchBlobsArgs(remote: string): readonly string[] {
  const how = ["--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none"];
  return ["-c", "fetch.negotiationAlgorithm=noop", "fetch", ...how, "--stdin", remote];
}

async function defaultBranch(git: Git, resolve: Repository["resolve"]): Promise<string | undefined> {
  const { stdout } = await git.run(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"], {
    accept: [0, 1],
  });
  const told = stdout.toString("utf8").trim();
  for (const name of [told, "origin/main", "origin/master", "main", "master"]) {
    if (name !== "" && (await resolve(name)) !== undefined) return name;
  }
  return undefined;
}

async function identity(git: Git, resolve: Repository["resolve"]): Promise<RepositoryIdentity | null> {
  const { stdout } = await git.run(["config", "--get", "remote.origin.url"], { accept: [0, 1] });
  const url = stdout.toString("utf8").trim();
  if (url === "") return null;
  const branch = await defaultBranch(git, resolve);
  return { url, branch: branch?.replace(/^origin\//, "") ?? null };
}

async function output(git: Git, args: readonly string[]): Promise<string> {
  return (await git.run(args)).stdout.toString("utf8").trim();
}
