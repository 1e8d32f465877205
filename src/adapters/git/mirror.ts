import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { BlobId, Revision } from "../../domain/revision.ts";
import { parseRevision } from "../../domain/revision.ts";
import { TerminalError } from "../../errors.ts";
import type { Repository } from "../../ports/git.ts";
import { fetchBlobsArgs } from "./clone.ts";
import { type Git, GitError, gitAt } from "./git.ts";
import { objectStore } from "./object-store.ts";
import type { Queue } from "./queue.ts";

/** Where a repository is fetched from. The token is asked for before every request: it lives an hour. */
export type Remote = {
  readonly url: string;
  /** GitHub's name for whoever holds a token when absent. */
  readonly username?: string;
  token(): Promise<string>;
  /** Set where another host must not be asked: git would hand it the token as well. */
  readonly redirects?: "refused";
};

type Mirror = {
  readonly path: string;
  readonly remote: Remote;
  readonly env: Readonly<Record<string, string>>;
  /** Shared by everyone in this program who uses the same mirror. */
  readonly queue: Queue;
  readonly retryPausesMs: readonly number[];
};

const fetchTimeoutMs = 10 * 60_000;
/** Every fetch leaves a pack; git slows down with their number. */
const manyPacks = 50;

/** The repository behind a mirror: fetches what is asked for, and starts over once when the mirror is broken. */
export async function createMirror(mirror: Mirror): Promise<Repository> {
  const git = gitAt(mirror.path, mirror.env);
  const wanted = new Set<Revision>();
  const store = objectStore(git, {
    fetch: (blobs, signal) => mirror.queue(() => fetchBlobs(git, mirror, blobs, signal)),
    lazyEnv: async () => ({ ...(await access(mirror.remote)).env, GIT_NO_LAZY_FETCH: "0" }),
  });

  async function fetch(revisions: readonly Revision[], signal?: AbortSignal): Promise<void> {
    for (const revision of revisions) wanted.add(revision);
    await sound(() => fetchMissing([...revisions], signal));
  }

  function fetchMissing(revisions: readonly Revision[], signal?: AbortSignal): Promise<void> {
    return mirror.queue(async () => {
      await createUnlessThere(mirror);
      const missing = await store.missingCommits(revisions);
      if (missing.length > 0) await fetchCommits(git, mirror, missing, signal);
    });
  }

  /** Runs it once more on a new mirror when it failed because the mirror is broken, or was deleted meanwhile. */
  async function sound<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      if (!mayBeBroken(error) || !(await isMendable(error))) throw error;
      await fetchMissing([...wanted]);
      return await operation();
    }
  }

  async function isMendable(error: unknown): Promise<boolean> {
    if (!(error instanceof TerminalError)) return discardIfBroken(git, mirror);
    // Something is not here: the caller's mistake, unless what we fetched is gone too.
    const lost = await store.missingCommits([...wanted]).catch(() => [...wanted]);
    if (lost.length > 0) await discardIfBroken(git, mirror);
    return lost.length > 0;
  }

  await mirror.queue(() => createUnlessThere(mirror));
  return {
    fetch,
    resolve: (name) => sound(() => resolveAtRemote(git, mirror, name)),
    treeOf: (revision) => sound(() => store.treeOf(revision)),
    mergeBase: (one, other) => sound(() => store.mergeBase(one, other)),
    mergeTree: (base, head) => sound(() => store.mergeTree(base, head)),
    list: (tree) => sound(() => store.list(tree)),
    changes: (from, to) => sound(() => store.changes(from, to)),
    read: (blobs, signal) => sound(() => store.read(blobs, signal)),
    diffLines: (base, head) => sound(() => store.diffLines(base, head)),
  };
}

/** Made aside and moved into place whole, so that no other process ever sees half a mirror. */
async function createUnlessThere({ path, env }: Mirror): Promise<void> {
  if (await isThere(path)) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const made = await mkdtemp(`${path}.new-`);
  const git = gitAt(made, env);
  await git.run(["init", "--quiet", "--bare", "--template=", made]);
  await writeFile(join(made, "config"), configuration);
  await rename(made, path).catch(async (error: unknown) => {
    await rm(made, { recursive: true, force: true });
    if (!(await isThere(path))) throw error;
  });
}

/** The remote's address stays out of it: repositories are renamed, and no secret can end up beside it. */
const configuration = `[core]
\trepositoryFormatVersion = 1
\tbare = true
[extensions]
\tpartialClone = origin
[remote "origin"]
\tpromisor = true
\tpartialCloneFilter = blob:none
`;

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Each commit gets a ref, so that later fetches know what is here and nothing is cleaned away. */
async function fetchCommits(git: Git, mirror: Mirror, revisions: readonly Revision[], signal?: AbortSignal) {
  const how = ["--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none"];
  const specs = revisions.map((revision) => `+${revision}:refs/fairlead/${revision}`);
  await askRemote(git, mirror, { args: ["fetch", ...how, "origin", ...specs], signal });
  await tidyPacks(git);
}

async function fetchBlobs(git: Git, mirror: Mirror, blobs: readonly BlobId[], signal?: AbortSignal): Promise<void> {
  await askRemote(git, mirror, { args: fetchBlobsArgs("origin"), input: `${blobs.join("\n")}\n`, signal });
}

/** The mirror keeps no branches: what a name means now, only GitHub knows. */
async function resolveAtRemote(git: Git, mirror: Mirror, name: string): Promise<Revision | undefined> {
  const full = parseRevision(name);
  if (full !== undefined) return full;
  const names = [`refs/heads/${name}`, `refs/tags/${name}^{}`, `refs/tags/${name}`];
  const patterns = name.startsWith("refs/") ? [name] : [...names, `refs/tags/${name}`];
  const output = await askRemote(git, mirror, { args: ["ls-remote", "--quiet", "origin", ...patterns] });
  const found = new Map(
    output.split("\n").map((line) => [line.slice(line.indexOf("\t") + 1), line.split("\t")[0] ?? ""]),
  );
  return (name.startsWith("refs/") ? [name] : names)
    .map((ref) => parseRevision(found.get(ref) ?? ""))
    .find((revision) => revision !== undefined);
}

type Request = { readonly args: readonly string[]; readonly input?: string; readonly signal?: AbortSignal | undefined };

async function askRemote(git: Git, mirror: Mirror, request: Request): Promise<string> {
  for (const pauseMs of mirror.retryPausesMs) {
    try {
      return await askRemoteOnce(git, mirror.remote, request);
    } catch (error) {
      if (!mayRepeat(error)) throw error;
      await pause(pauseMs, undefined, request.signal === undefined ? {} : { signal: request.signal });
    }
  }
  return askRemoteOnce(git, mirror.remote, request);
}

async function askRemoteOnce(git: Git, remote: Remote, request: Request): Promise<string> {
  const { env, secrets } = await access(remote);
  try {
    const { args, input, signal } = request;
    const options = { env, timeoutMs: fetchTimeoutMs, signal, ...(input === undefined ? {} : { input }) };
    return (await git.run(args, options)).stdout.toString("utf8");
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw explained(withoutSecrets(error, secrets), remote);
  }
}

/**
 * The token goes to git in its environment only: arguments can be seen by other users, and what
 * stands in the address or the configuration stays on disk.
 */
async function access({ url, username = "x-access-token", token, redirects }: Remote) {
  const secret = await token();
  const basic = Buffer.from(`${username}:${secret}`).toString("base64");
  const { protocol } = new URL(url);
  const settings: [string, string][] = [["remote.origin.url", url]];
  if (redirects === "refused") settings.push(["http.followRedirects", "false"]);
  if (secret !== "" && protocol !== "file:") {
    settings.push([`http.${new URL(url).origin}/.extraHeader`, `Authorization: Basic ${basic}`]);
  }
  const env: Record<string, string> = {
    GIT_ALLOW_PROTOCOL: protocol.replace(":", ""),
    GIT_CONFIG_COUNT: String(settings.length),
  };
  for (const [index, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return { env, secrets: [secret, basic].filter(Boolean) };
}

function withoutSecrets(error: GitError, secrets: readonly string[]): string {
  let said = error.stderr;
  for (const secret of secrets) said = said.replaceAll(secret, "***");
  return said;
}

/** GitHub has not got the commit; perhaps not yet. */
class UnknownCommitError extends TerminalError {}

/** The installation's token does not open the repository. */
class AccessError extends TerminalError {}

/** The remote could not be reached or did not do its part; trying again may help. */
class RemoteError extends Error {}

/** git answers every failure of a remote with one exit code, so its words are all there is to go by. */
function explained(said: string, { url }: Remote): Error {
  const first = said.split("\n").find((line) => /^(?:fatal|error|remote):/.test(line)) ?? said.trim();
  if (/not our ref|unadvertised object|couldn't find remote ref/.test(said)) {
    const [id] = /[0-9a-f]{40,64}/.exec(said) ?? [];
    return new UnknownCommitError(`${url} has no ${id === undefined ? "such commit" : `commit ${id}`}.`);
  }
  if (/Authentication failed|could not read Username|error: 40[134]|repository .*not found/i.test(said)) {
    return new AccessError(`${url} cannot be read: the App has no access to it, or it is gone (${first}).`);
  }
  if (
    /resolve host|Failed to connect|[Tt]imed out|error: (?:429|5\d\d)|RPC failed|early EOF|hung up|Connection/.test(
      said,
    )
  ) {
    return new RemoteError(`${url} could not be reached: ${first}`);
  }
  return new GitError("fetch", 128, said);
}

function mayRepeat(error: unknown): boolean {
  return error instanceof UnknownCommitError || error instanceof RemoteError || error instanceof GitError;
}

function mayBeBroken(error: unknown): boolean {
  const remote = [UnknownCommitError, AccessError, RemoteError].some((kind) => error instanceof kind);
  return error instanceof Error && !remote && error.name !== "AbortError";
}

/** True when the mirror was broken, or gone, and is now out of the way. */
async function discardIfBroken(git: Git, { path, queue }: Mirror): Promise<boolean> {
  return queue(async () => {
    if (!(await isThere(path))) return true;
    if (await isSound(git)) return false;
    const broken = `${path}.broken-${randomUUID()}`;
    await rename(path, broken).catch(() => {});
    await rm(broken, { recursive: true, force: true });
    return true;
  });
}

async function isSound(git: Git): Promise<boolean> {
  try {
    await git.run(["fsck", "--no-dangling", "--no-progress"]);
    return true;
  } catch (error) {
    // Not knowing is no reason to throw a mirror away; git saying no is.
    return !(error instanceof GitError);
  }
}

async function tidyPacks(git: Git): Promise<void> {
  const files = await readdir(join(git.directory, "objects", "pack"));
  if (files.filter((name) => name.endsWith(".pack")).length < manyPacks) return;
  // Another process may be at it: then there is nothing to do, and the next fetch looks again.
  await git.run(["gc", "--quiet"], { timeoutMs: fetchTimeoutMs }).catch(() => {});
}
