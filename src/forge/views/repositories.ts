import { apiUrl, type Hub, nodeId, timestamp } from "../hub.ts";
import { found, fullName, ownerOf, pullsOf } from "../lookup.ts";
import type { Repository } from "../state.ts";
import { userView } from "./accounts.ts";

export function repositoryUrl(hub: Hub, repository: Repository): string {
  return `${apiUrl(hub)}/repos/${fullName(hub, repository)}`;
}

export function pageUrl(hub: Hub, repository: Repository): string {
  return `${hub.origin}/${fullName(hub, repository)}`;
}

export function repositoryView(hub: Hub, repository: Repository) {
  const page = pageUrl(hub, repository);
  const url = repositoryUrl(hub, repository);
  const open = pullsOf(hub, repository).filter((issue) => issue.state === "open").length;
  const forks = [...hub.state.repositories.values()].filter((fork) => fork.forkOf === repository.id).length;
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(hub, repository),
    owner: userView(hub, ownerOf(hub, repository)),
    private: repository.private,
    visibility: repository.private ? "private" : "public",
    html_url: page,
    url,
    clone_url: `${page}.git`,
    git_url: `${page}.git`,
    ssh_url: `${page}.git`,
    svn_url: page,
    issues_url: `${url}/issues{/number}`,
    pulls_url: `${url}/pulls{/number}`,
    contents_url: `${url}/contents/{+path}`,
    statuses_url: `${url}/statuses/{sha}`,
    commits_url: `${url}/commits{/sha}`,
    description: repository.description,
    fork: repository.forkOf !== null,
    forks,
    forks_count: forks,
    open_issues: open,
    open_issues_count: open,
    default_branch: repository.defaultBranch,
    archived: false,
    disabled: false,
    has_issues: true,
    is_template: false,
    topics: [],
    custom_properties: {},
    created_at: timestamp(repository.createdAt),
    updated_at: timestamp(repository.pushedAt),
    pushed_at: timestamp(repository.pushedAt),
  };
}

/** The repository as `GET /repos/{owner}/{repo}` shows it: with what it was forked from. */
export function fullRepositoryView(hub: Hub, repository: Repository) {
  const view = repositoryView(hub, repository);
  if (repository.forkOf === null) return view;
  const parent = repositoryView(hub, found(hub.state.repositories, repository.forkOf));
  return { ...view, parent, source: parent };
}
