import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { commitFiles, type FileChange, fetchFrom, readFileAt, resolve } from "./git/repository.ts";
import type { Hub } from "./hub.ts";
import { accountNamed, fullName, ownerOf } from "./lookup.ts";
import { afterPush, zero } from "./pulls.ts";
import type { Repository, RequiredCheck, Role } from "./state.ts";
import { createUser } from "./users.ts";
import { emit } from "./webhooks/emit.ts";
import { runWorkflow, type WorkflowRunOptions } from "./workflows.ts";

/** New content by path; null removes the file. */
export type Files = { readonly [path: string]: string | Uint8Array | null };

type CommitOptions = {
  readonly branch?: string;
  readonly files: Files | ReadonlyMap<string, FileChange>;
  readonly message?: string;
  readonly author?: string;
  /** Where a new branch starts; the default branch's tip by default. */
  readonly from?: string;
};

type RulesetOptions = {
  readonly branch?: string;
  readonly requiredChecks?: readonly RequiredCheck[];
  readonly requiredApprovals?: number;
  readonly strict?: boolean;
};

/** One repository, as its administrator has it in hand. */
export type ForgeRepository = {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  /** The bare repository on disk. */
  readonly directory: string;
  /** For a git client, without a credential. */
  readonly cloneUrl: string;
  /** Commits straight to a branch, as a push of one commit by its author; answers the new tip. */
  commit(options: CommitOptions): Promise<string>;
  /** Takes a branch from another repository on this disk, as a push by its author. */
  take(options: {
    readonly directory: string;
    readonly revision: string;
    readonly branch: string;
    readonly author?: string;
  }): Promise<string>;
  tip(branch?: string): Promise<string>;
  read(path: string, revision?: string): Promise<string | undefined>;
  collaborator(login: string, role: Role): void;
  /** Replaces the rules of a branch. */
  ruleset(options: RulesetOptions): void;
  /**
   * A workflow of GitHub Actions that ran for this head: what it ended with, and the artifacts it left, each as
   * files by path. Without a conclusion it is still running; its end is delivered.
   */
  workflowRun(options: WorkflowRunOptions): number;
  /** Delivers a merge queue's request for this head, or that the group is gone. */
  mergeGroup(
    action: "checks_requested" | "destroyed",
    options: {
      readonly headSha: string;
      readonly baseSha: string;
      readonly reason?: "merged" | "invalidated" | "dequeued";
      readonly sender?: string;
    },
  ): void;
};

/** The repository in its administrator's hands. */
export function faceOf(hub: Hub, repository: Repository): ForgeRepository {
  const { directory, defaultBranch } = repository;
  const tip = async (branch = defaultBranch) => {
    const sha = await resolve(directory, `refs/heads/${branch}`);
    if (sha === undefined) throw new Error(`${fullName(hub, repository)} has no branch ${branch}.`);
    return sha;
  };
  const accountOf = (login: string | undefined) =>
    login === undefined ? ownerOf(hub, repository) : accountNamed(hub, createUser(hub, login, "User", {}).login);
  const moved = async (branch: string, before: string, author: string | undefined) => {
    const after = await tip(branch);
    await afterPush(hub, repository, [{ ref: `refs/heads/${branch}`, before, after }], accountOf(author));
    return after;
  };

  return {
    id: repository.id,
    owner: ownerOf(hub, repository).login,
    name: repository.name,
    fullName: fullName(hub, repository),
    directory,
    cloneUrl: `${hub.origin}/${fullName(hub, repository)}.git`,
    tip,
    workflowRun: (options) => runWorkflow(hub, repository, options),
    async commit({ branch = defaultBranch, files, message = "Change files", author, from }) {
      const account = accountOf(author);
      const before = (await resolve(directory, `refs/heads/${branch}`)) ?? zero;
      const start = from ?? (await resolve(directory, `refs/heads/${defaultBranch}`));
      const changes = files instanceof Map ? files : fileChanges(files as Files);
      const identity = { name: account.name, email: account.email };
      const commit = {
        files: changes,
        message,
        author: identity,
        at: hub.now(),
        ...(start === undefined ? {} : { from: start }),
      };
      await commitFiles(directory, branch, commit);
      return moved(branch, before, author);
    },
    async take({ directory: other, revision, branch, author }) {
      const before = (await resolve(directory, `refs/heads/${branch}`)) ?? zero;
      await fetchFrom(directory, other, revision, `refs/heads/${branch}`);
      return moved(branch, before, author);
    },
    async read(path, revision = `refs/heads/${defaultBranch}`) {
      return (await readFileAt(directory, revision, path))?.toString();
    },
    collaborator(login, role) {
      repository.collaborators.set(createUser(hub, login, "User", {}).id, role);
    },
    ruleset({ branch = defaultBranch, requiredChecks = [], requiredApprovals = 0, strict = false }) {
      const others = repository.rulesets.filter((ruleset) => ruleset.branch !== branch);
      const ruleset = {
        id: hub.newId(),
        name: `Rules for ${branch}`,
        branch,
        requiredChecks,
        requiredApprovals,
        strict,
      };
      repository.rulesets = [...others, ruleset];
    },
    mergeGroup(action, { headSha, baseSha, reason = "merged", sender }) {
      const group = {
        head_sha: headSha,
        head_ref: `refs/heads/gh-readonly-queue/${defaultBranch}/pr-${headSha.slice(0, 7)}`,
        base_sha: baseSha,
        base_ref: `refs/heads/${defaultBranch}`,
        head_commit: { id: headSha, tree_id: headSha, message: "Merge group" },
      };
      const payload = { merge_group: group, ...(action === "destroyed" ? { reason } : {}) };
      emit(hub, { event: "merge_group", action, repository, sender: accountOf(sender), payload });
    },
  };
}

function fileChanges(files: Files): ReadonlyMap<string, FileChange> {
  return new Map(Object.entries(files).map(([path, content]) => [path, content === null ? null : { content }]));
}

/** What the first commit holds: the files given, or all of a directory but its `.git`. */
export async function seedFiles(seed: Files | string): Promise<ReadonlyMap<string, FileChange>> {
  if (typeof seed !== "string") return fileChanges(seed);
  const changes = new Map<string, FileChange>();
  for (const entry of await readdir(seed, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(join(seed, "/").length);
    if (path.startsWith(".git/")) continue;
    if (entry.isSymbolicLink()) changes.set(path, { content: await readlink(full), mode: "120000" });
    if (!entry.isFile()) continue;
    const executable = ((await stat(full)).mode & 0o100) !== 0;
    changes.set(path, { content: await readFile(full), mode: executable ? "100755" : "100644" });
  }
  return changes;
}
