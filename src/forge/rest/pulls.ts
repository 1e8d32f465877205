import { log, mergeBase, resolve } from "../git/repository.ts";
import { type Hub, invalid, notFound, Refusal } from "../hub.ts";
import { accountNamed, atLeast, found, ownerOf, pullNumbered, pullsOf, repositoryNamed, roleOf } from "../lookup.ts";
import { mergePull } from "../merge.ts";
import { emitPull, takeHead } from "../pulls.ts";
import type { Pull, PullRequest, Repository } from "../state.ts";
import { pullCommits, pullFiles, pullSummary, pullView } from "../views/pulls.ts";
import { actor } from "./authentication.ts";
import { commitView, diffEntryView } from "./commits.ts";
import { edit, newIssue, setState } from "./issues.ts";
import { allow, type Call, type Operation, operation } from "./operation.ts";

const reads = allow({ pull_requests: "read" }, "read");
const writes = allow({ pull_requests: "write" }, "read");

export const pulls: readonly Operation[] = [
  operation("GET /repos/{owner}/{repo}/pulls", reads, ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const all = pullsOf(hub, repository)
      .filter((issue) => given.state === "all" || issue.state === (given.state ?? "open"))
      .filter(({ pull }) => given.base === undefined || pull.baseBranch === given.base)
      .filter(({ pull }) => given.head === undefined || labelOf(hub, pull) === given.head);
    const ascending = given.direction === "asc";
    const sorted = given.sort === "updated" ? all.toSorted((one, other) => one.updatedAt - other.updatedAt) : all;
    return {
      status: 200,
      body: page(ascending ? sorted : sorted.toReversed()).map((issue) => pullSummary(hub, issue)),
    };
  }),

  operation("POST /repos/{owner}/{repo}/pulls", writes, async ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const author = actor(caller);
    const { headRepository, headBranch } = headOf(hub, repository, given.head);
    const headSha = await resolve(headRepository.directory, `refs/heads/${headBranch}`);
    const baseSha = await resolve(repository.directory, `refs/heads/${given.base}`);
    if (headSha === undefined) throw invalidRef("head");
    if (baseSha === undefined) throw invalidRef("base");
    refuseSecond(hub, repository, { headRepositoryId: headRepository.id, headBranch, baseBranch: given.base });
    const pull: Pull = {
      id: hub.newId(),
      headRepositoryId: headRepository.id,
      headBranch,
      baseBranch: given.base,
      headSha,
      baseSha,
      draft: given.draft ?? false,
      mergeSha: null,
      mergedAt: null,
      mergedById: null,
    };
    const facts = newIssue(hub, repository, author, { title: given.title ?? headBranch, body: given.body ?? null });
    const issue: PullRequest = { ...facts, pull };
    await takeHead(hub, issue);
    if ((await mergeBase(repository.directory, pull.baseSha, pull.headSha)) === pull.headSha) {
      throw invalid("PullRequest", "head", `No commits between ${given.base} and ${given.head}`);
    }
    hub.state.issues.set(issue.id, issue);
    await emitPull(hub, issue, "opened", author);
    return { status: 201, body: await pullView(hub, issue) };
  }),

  operation("GET /repos/{owner}/{repo}/pulls/{pull_number}", reads, async ({ hub, given }) => ({
    status: 200,
    body: await pullView(hub, pullIn(hub, given)),
  })),

  operation("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", writes, update),

  operation("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", reads, async ({ hub, given, page }) => {
    const issue = pullIn(hub, given);
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const files = page((await pullFiles(hub, issue)).slice(0, 3000));
    return { status: 200, body: files.map((file) => diffEntryView(hub, repository, issue.pull.headSha, file)) };
  }),

  operation("GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", reads, async ({ hub, given, page }) => {
    const commits = page(await pullCommits(hub, pullIn(hub, given)));
    return {
      status: 200,
      body: commits.map((commit) => commitView(hub, repositoryNamed(hub, given.owner, given.repo), commit)),
    };
  }),

  operation(
    "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge",
    allow({ contents: "write" }, "write"),
    async ({ hub, caller, given }) => {
      const sha = await mergePull(hub, pullIn(hub, given), actor(caller), {
        method: given.merge_method ?? "merge",
        ...(given.sha === undefined ? {} : { sha: given.sha }),
        ...(given.commit_title === undefined ? {} : { title: given.commit_title }),
        ...(given.commit_message === undefined ? {} : { message: given.commit_message }),
      });
      return { status: 200, body: { sha, merged: true, message: "Pull Request successfully merged" } };
    },
  ),

  operation("GET /repos/{owner}/{repo}/pulls/{pull_number}/merge", reads, ({ hub, given }) => {
    if (pullIn(hub, given).pull.mergedAt === null) throw notFound();
    return { status: 204 };
  }),

  operation("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", reads, async ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const all = [];
    for (const issue of pullsOf(hub, repository)) {
      const commits = await log(repository.directory, [`${issue.pull.baseSha}..${issue.pull.headSha}`]);
      const own = commits.some(({ sha }) => sha === given.commit_sha) || issue.pull.mergeSha === given.commit_sha;
      if (own) all.push(pullSummary(hub, issue));
    }
    return { status: 200, body: page(all) };
  }),
];

async function update({ hub, caller, given }: Call<"PATCH /repos/{owner}/{repo}/pulls/{pull_number}">) {
  const issue = pullIn(hub, given);
  const repository = repositoryNamed(hub, given.owner, given.repo);
  const account = actor(caller);
  const may =
    caller.kind === "installation" || issue.authorId === account.id || atLeast(roleOf(account, repository), "triage");
  if (!may) throw new Refusal(403, "Must have push access to the repository");
  const changes = edit(hub, issue, {
    ...(given.title === undefined ? {} : { title: given.title }),
    ...(given.body === undefined ? {} : { body: given.body }),
  });
  const retargeted = given.base === undefined ? {} : await retarget(hub, issue, given.base);
  const all = { ...changes, ...retargeted };
  if (Object.keys(all).length > 0) await emitPull(hub, issue, "edited", account, { changes: all });
  if (given.state !== undefined && given.state !== issue.state) {
    if (issue.pull.mergedAt !== null)
      throw invalid("PullRequest", "state", "state cannot be changed. The pull request is merged.");
    setState(hub, issue, given.state);
    if (given.state === "open") await takeHead(hub, issue);
    await emitPull(hub, issue, given.state === "open" ? "reopened" : "closed", account);
  }
  return { status: 200, body: await pullView(hub, issue) };
}

async function retarget(hub: Hub, issue: PullRequest, base: string) {
  if (base === issue.pull.baseBranch) return {};
  const { directory } = found(hub.state.repositories, issue.repositoryId);
  if ((await resolve(directory, `refs/heads/${base}`)) === undefined) throw invalidRef("base");
  const from = { ref: { from: issue.pull.baseBranch }, sha: { from: issue.pull.baseSha } };
  issue.pull.baseBranch = base;
  await takeHead(hub, issue);
  return { base: from };
}

function pullIn(
  hub: Hub,
  given: { readonly owner: string; readonly repo: string; readonly pull_number: number },
): PullRequest {
  return pullNumbered(hub, repositoryNamed(hub, given.owner, given.repo), given.pull_number);
}

/** `branch` of the repository itself, or `owner:branch` of a fork in the same network. */
function headOf(hub: Hub, base: Repository, head: string) {
  const [owner = "", ...rest] = head.includes(":") ? head.split(":") : ["", head];
  const headBranch = rest.join(":");
  const account = owner === "" ? ownerOf(hub, base) : accountNamed(hub, owner);
  const headRepository = [...hub.state.repositories.values()].find(
    (one) => one.ownerId === account.id && (one.id === base.id || one.forkOf === base.id),
  );
  if (headRepository === undefined) throw invalidRef("head");
  return { headRepository, headBranch };
}

function labelOf(hub: Hub, { headRepositoryId, headBranch }: Pull): string {
  return `${ownerOf(hub, found(hub.state.repositories, headRepositoryId)).login}:${headBranch}`;
}

function refuseSecond(
  hub: Hub,
  repository: Repository,
  wanted: Pick<Pull, "headRepositoryId" | "headBranch" | "baseBranch">,
): void {
  const second = pullsOf(hub, repository).some(
    ({ state, pull }) =>
      state === "open" &&
      pull.headRepositoryId === wanted.headRepositoryId &&
      pull.headBranch === wanted.headBranch &&
      pull.baseBranch === wanted.baseBranch,
  );
  if (second) throw invalid("PullRequest", "head", `A pull request already exists for ${wanted.headBranch}.`);
}

function invalidRef(field: string): Refusal {
  return new Refusal(422, "Validation Failed", { errors: [{ resource: "PullRequest", field, code: "invalid" }] });
}
