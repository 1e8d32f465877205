import { type DiffFile, diffFiles } from "../git/diff.ts";
import { type Commit, log, mergeBase, resolve } from "../git/repository.ts";
import { type Hub, nodeId, notFound } from "../hub.ts";
import { repositoryNamed } from "../lookup.ts";
import type { Account, Repository } from "../state.ts";
import { userView } from "../views/accounts.ts";
import { pageUrl, repositoryUrl } from "../views/repositories.ts";
import { commitNamed } from "./checks.ts";
import { allow, type Operation, operation } from "./operation.ts";

const reads = allow({ contents: "read" }, "read");

export const commits: readonly Operation[] = [
  operation("GET /repos/{owner}/{repo}/commits", reads, async ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const sha = await commitNamed(repository, given.sha ?? repository.defaultBranch);
    const all = await log(repository.directory, [sha], 1000);
    return { status: 200, body: page(all).map((commit) => commitView(hub, repository, commit)) };
  }),

  operation("GET /repos/{owner}/{repo}/commits/{ref}", reads, async ({ hub, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const sha = await commitNamed(repository, given.ref);
    const [commit] = await log(repository.directory, [sha], 1);
    if (commit === undefined) throw notFound();
    const [parent] = commit.parents;
    const files = parent === undefined ? [] : await diffFiles(repository.directory, parent, sha);
    const body = {
      ...commitView(hub, repository, commit),
      files: files.map((file) => diffEntryView(hub, repository, sha, file)),
    };
    return { status: 200, body };
  }),

  operation("GET /repos/{owner}/{repo}/compare/{basehead}", reads, async ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const [, one = "", other = ""] = /^(.+?)\.{2,3}(.+)$/.exec(given.basehead) ?? [];
    const base = await resolveOrNone(repository, one);
    const head = await resolveOrNone(repository, other);
    const { directory } = repository;
    const common = await mergeBase(directory, base, head);
    const ahead = (await log(directory, [`${base}..${head}`])).toReversed();
    const behind = await log(directory, [`${head}..${base}`]);
    const files = common === undefined ? [] : (await diffFiles(directory, common, head)).slice(0, 300);
    const status =
      base === head ? "identical" : behind.length === 0 ? "ahead" : ahead.length === 0 ? "behind" : "diverged";
    const view = (commit: Commit) => commitView(hub, repository, commit);
    const [baseCommit] = await log(directory, [base], 1);
    const [commonCommit] = await log(directory, [common ?? base], 1);
    if (baseCommit === undefined || commonCommit === undefined) throw notFound();
    return {
      status: 200,
      body: {
        status,
        ahead_by: ahead.length,
        behind_by: behind.length,
        total_commits: ahead.length,
        base_commit: view(baseCommit),
        merge_base_commit: view(commonCommit),
        commits: page(ahead).map(view),
        files: files.map((file) => diffEntryView(hub, repository, head, file)),
      },
    };
  }),
];

export function commitView(hub: Hub, repository: Repository, commit: Commit) {
  const url = repositoryUrl(hub, repository);
  const page = pageUrl(hub, repository);
  const { sha, tree, author, committer, message } = commit;
  return {
    sha,
    node_id: nodeId("C", repository.id),
    url: `${url}/commits/${sha}`,
    html_url: `${page}/commit/${sha}`,
    comments_url: `${url}/commits/${sha}/comments`,
    commit: {
      url: `${url}/git/commits/${sha}`,
      author,
      committer,
      message,
      comment_count: 0,
      tree: { sha: tree, url: `${url}/git/trees/${tree}` },
    },
    author: byEmail(hub, author.email),
    committer: byEmail(hub, committer.email),
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${url}/commits/${parent}`,
      html_url: `${page}/commit/${parent}`,
    })),
  };
}

export function diffEntryView(hub: Hub, repository: Repository, sha: string, file: DiffFile) {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: file.blob,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${pageUrl(hub, repository)}/blob/${sha}/${path}`,
    raw_url: `${pageUrl(hub, repository)}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(hub, repository)}/contents/${path}?ref=${sha}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}

/** Commits belong to whoever owns the address; GitHub trusts it, so do we. */
function byEmail(hub: Hub, email: string) {
  const account: Account | undefined = [...hub.state.accounts.values()].find((one) => one.email === email);
  return account ? userView(hub, account) : null;
}

/** `owner:branch` names a fork's branch; its commits are here once a pull request has brought them. */
async function resolveOrNone(repository: Repository, name: string): Promise<string> {
  const sha = await resolve(repository.directory, name.replace(/^[^:]+:/, ""));
  if (sha === undefined) throw notFound();
  return sha;
}
