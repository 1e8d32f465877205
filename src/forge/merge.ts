import { type Commit, commitTree, log, mergeTree, resolve, updateRef } from "./git/repository.ts";
import { type Hub, Refusal } from "./hub.ts";
import { found, ownerOf } from "./lookup.ts";
import { afterPush, emitPull } from "./pulls.ts";
import { violations } from "./rules.ts";
import type { Account, PullRequest, Repository } from "./state.ts";

type MergeRequest = {
  readonly method: "merge" | "squash" | "rebase";
  readonly sha?: string;
  readonly title?: string;
  readonly message?: string;
};

/** Merges as GitHub's REST merge does: 405 while rules or conflicts stand against it, 409 when the head has moved. */
export async function mergePull(hub: Hub, issue: PullRequest, by: Account, request: MergeRequest): Promise<string> {
  const repository = found(hub.state.repositories, issue.repositoryId);
  const { directory } = repository;
  const { pull } = issue;
  if (issue.state !== "open") throw new Refusal(405, "Pull Request is not mergeable");
  if (pull.draft) throw new Refusal(405, "Pull Request is still a draft");
  if (request.sha !== undefined && request.sha !== pull.headSha) {
    throw new Refusal(409, "Head branch was modified. Review and try the merge again.");
  }
  if (request.method === "rebase") throw new Refusal(405, "Rebase merges are not allowed on this repository.");
  const base = await resolve(directory, `refs/heads/${pull.baseBranch}`);
  if (base === undefined) throw new Refusal(405, "Base branch does not exist");
  const against = await violations(hub, issue, base);
  if (against.length > 0) throw new Refusal(405, `Repository rule violations found\n\n${against.join("\n\n")}\n\n`);
  const merge = await mergeTree(directory, base, pull.headSha);
  if (merge.status === "conflicts") throw new Refusal(405, "Pull Request is not mergeable");

  const commits = await log(directory, [`${base}..${pull.headSha}`]);
  const sha = await commitTree(directory, {
    tree: merge.tree,
    parents: request.method === "squash" ? [base] : [base, pull.headSha],
    message: mergeMessage(hub, issue, request, commits),
    author: { name: by.name, email: by.email },
    at: hub.now(),
  });
  await landed(hub, issue, by, { repository, base, sha });
  return sha;
}

type Landing = { readonly repository: Repository; readonly base: string; readonly sha: string };

async function landed(hub: Hub, issue: PullRequest, by: Account, { repository, base, sha }: Landing): Promise<void> {
  const ref = `refs/heads/${issue.pull.baseBranch}`;
  await updateRef(repository.directory, ref, sha, base).catch((cause) => {
    throw new Refusal(409, `Base branch was modified. Review and try the merge again. ${String(cause)}`);
  });
  const { pull } = issue;
  pull.baseSha = base;
  pull.mergeSha = sha;
  pull.mergedAt = hub.now();
  pull.mergedById = by.id;
  issue.state = "closed";
  issue.closedAt = hub.now();
  issue.updatedAt = hub.now();
  await emitPull(hub, issue, "closed", by);
  await afterPush(hub, repository, [{ ref, before: base, after: sha }], by);
}

function mergeMessage(hub: Hub, issue: PullRequest, request: MergeRequest, commits: readonly Commit[]): string {
  if (request.method === "squash") {
    const title = request.title ?? `${issue.title} (#${issue.number})`;
    return `${title}\n\n${request.message ?? commits.map(({ message }) => `* ${message}`).join("\n\n")}\n`;
  }
  const owner = ownerOf(hub, found(hub.state.repositories, issue.pull.headRepositoryId)).login;
  const title = request.title ?? `Merge pull request #${issue.number} from ${owner}/${issue.pull.headBranch}`;
  return `${title}\n\n${request.message ?? issue.title}\n`;
}
