import { type DiffFile, diffFiles } from "../git/diff.ts";
import { log, mergeBase } from "../git/repository.ts";
import { type Hub, nodeId, timestamp } from "../hub.ts";
import { found, ownerOf, roleOf } from "../lookup.ts";
import { readiness } from "../rules.ts";
import type { Account, Issue, Label, PullRequest, Repository } from "../state.ts";
import { userView } from "./accounts.ts";
import { pageUrl, repositoryUrl, repositoryView } from "./repositories.ts";

/** A pull request as lists and webhooks show it. */
export function pullSummary(hub: Hub, issue: PullRequest) {
  const { pull } = issue;
  const repository = found(hub.state.repositories, issue.repositoryId);
  const url = `${repositoryUrl(hub, repository)}/pulls/${issue.number}`;
  const page = `${pageUrl(hub, repository)}/pull/${issue.number}`;
  const issueUrl = `${repositoryUrl(hub, repository)}/issues/${issue.number}`;
  return {
    ...issueFacts(hub, issue),
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: `${repositoryUrl(hub, repository)}/statuses/${pull.headSha}`,
    draft: pull.draft,
    merge_commit_sha: pull.mergeSha,
    merged_at: pull.mergedAt === null ? null : timestamp(pull.mergedAt),
    head: side(hub, found(hub.state.repositories, pull.headRepositoryId), pull.headBranch, pull.headSha),
    base: side(hub, repository, pull.baseBranch, pull.baseSha),
    auto_merge: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      commits: { href: `${url}/commits` },
      statuses: { href: `${repositoryUrl(hub, repository)}/statuses/${pull.headSha}` },
    },
  };
}

/** A pull request as it is shown alone: with its size and whether it may merge. */
export async function pullView(hub: Hub, issue: PullRequest) {
  const { pull } = issue;
  const files = await pullFiles(hub, issue);
  const { mergeable, state } = await readiness(hub, issue);
  return {
    ...pullSummary(hub, issue),
    merged: pull.mergedAt !== null,
    merged_by: pull.mergedById === null ? null : userView(hub, found(hub.state.accounts, pull.mergedById)),
    mergeable,
    mergeable_state: state,
    rebaseable: mergeable,
    maintainer_can_modify: false,
    comments: [...hub.state.comments.values()].filter((comment) => comment.issueId === issue.id).length,
    review_comments: [...hub.state.reviewComments.values()].filter((comment) => comment.issueId === issue.id).length,
    commits: (await pullCommits(hub, issue)).length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** What a pull request changes: from the merge base to its head. */
export async function pullFiles(hub: Hub, issue: PullRequest): Promise<readonly DiffFile[]> {
  const { directory } = found(hub.state.repositories, issue.repositoryId);
  const from = (await mergeBase(directory, issue.pull.baseSha, issue.pull.headSha)) ?? issue.pull.baseSha;
  return diffFiles(directory, from, issue.pull.headSha);
}

/** Oldest first, as GitHub lists them. */
export async function pullCommits(hub: Hub, issue: PullRequest) {
  const { directory } = found(hub.state.repositories, issue.repositoryId);
  return (await log(directory, [`${issue.pull.baseSha}..${issue.pull.headSha}`])).toReversed();
}

export function issueView(hub: Hub, issue: Issue) {
  const repository = found(hub.state.repositories, issue.repositoryId);
  const url = `${repositoryUrl(hub, repository)}/issues/${issue.number}`;
  const page = `${pageUrl(hub, repository)}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
  const pullUrl = `${repositoryUrl(hub, repository)}/pulls/${issue.number}`;
  return {
    ...issueFacts(hub, issue),
    id: issue.id,
    node_id: nodeId("I", issue.id),
    url,
    html_url: page,
    repository_url: repositoryUrl(hub, repository),
    comments_url: `${url}/comments`,
    comments: [...hub.state.comments.values()].filter((comment) => comment.issueId === issue.id).length,
    assignees: [],
    ...(issue.pull === null
      ? {}
      : {
          draft: issue.pull.draft,
          pull_request: {
            url: pullUrl,
            html_url: page,
            diff_url: `${page}.diff`,
            patch_url: `${page}.patch`,
            merged_at: null,
          },
        }),
  };
}

function issueFacts(hub: Hub, issue: Issue) {
  const author = found(hub.state.accounts, issue.authorId);
  const repository = found(hub.state.repositories, issue.repositoryId);
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    user: userView(hub, author),
    labels: issue.labels.map((label) => labelView(hub, repository, label)),
    locked: false,
    active_lock_reason: null,
    assignee: null,
    milestone: null,
    created_at: timestamp(issue.createdAt),
    updated_at: timestamp(issue.updatedAt),
    closed_at: issue.closedAt === null ? null : timestamp(issue.closedAt),
    author_association: association(hub, author, repository),
  };
}

export function labelView(hub: Hub, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId("LA", label.id),
    name: label.name,
    color: label.color,
    default: false,
    description: null,
    url: `${repositoryUrl(hub, repository)}/labels/${encodeURIComponent(label.name)}`,
  };
}

/** How GitHub describes what an author is to a repository. */
export function association(hub: Hub, author: Account, repository: Repository): string {
  if (author.id === repository.ownerId) return "OWNER";
  if (author.type === "Bot") return "NONE";
  const invited = repository.collaborators.has(author.id);
  if (invited) return ownerOf(hub, repository).type === "Organization" ? "MEMBER" : "COLLABORATOR";
  return roleOf(author, repository) === "admin" ? "OWNER" : "NONE";
}

function side(hub: Hub, repository: Repository, branch: string, sha: string) {
  const owner = ownerOf(hub, repository);
  const repo = repositoryView(hub, repository);
  return { label: `${owner.login}:${branch}`, ref: branch, sha, user: userView(hub, owner), repo };
}
