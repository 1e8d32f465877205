import { type Hub, notFound } from "./hub.ts";
import {
  type Account,
  type App,
  type CheckRun,
  type CheckSuite,
  type Installation,
  type Issue,
  type PullRequest,
  type Repository,
  type Role,
  roles,
} from "./state.ts";

/** The row, or GitHub's 404. */
export function found<T>(table: ReadonlyMap<number, T>, id: number): T {
  const row = table.get(id);
  if (row === undefined) throw notFound();
  return row;
}

export function accountNamed(hub: Hub, login: string): Account {
  for (const account of hub.state.accounts.values()) {
    if (account.login.toLowerCase() === login.toLowerCase()) return account;
  }
  throw notFound();
}

export function repositoryNamed(hub: Hub, owner: string, name: string): Repository {
  for (const repository of hub.state.repositories.values()) {
    const isName = repository.name.toLowerCase() === name.toLowerCase();
    if (isName && ownerOf(hub, repository).login.toLowerCase() === owner.toLowerCase()) return repository;
  }
  throw notFound();
}

export function ownerOf(hub: Hub, repository: Repository): Account {
  return found(hub.state.accounts, repository.ownerId);
}

export function fullName(hub: Hub, repository: Repository): string {
  return `${ownerOf(hub, repository).login}/${repository.name}`;
}

export function issueNumbered(hub: Hub, repository: Repository, number: number): Issue {
  for (const issue of hub.state.issues.values()) {
    if (issue.repositoryId === repository.id && issue.number === number) return issue;
  }
  throw notFound();
}

export function pullNumbered(hub: Hub, repository: Repository, number: number): PullRequest {
  const issue = issueNumbered(hub, repository, number);
  if (!isPull(issue)) throw notFound();
  return issue;
}

export function isPull(issue: Issue): issue is PullRequest {
  return issue.pull !== null;
}

export function pullsOf(hub: Hub, repository: Repository): readonly PullRequest[] {
  return [...hub.state.issues.values()].filter(isPull).filter((issue) => issue.repositoryId === repository.id);
}

/** The installation through which an App sees this repository. */
export function installationOn(hub: Hub, app: App, repository: Repository): Installation | undefined {
  return [...hub.state.installations.values()].find(
    (installation) => installation.appId === app.id && installation.repositoryIds.has(repository.id),
  );
}

export function suiteOf(hub: Hub, run: CheckRun): CheckSuite {
  return found(hub.state.checkSuites, run.suiteId);
}

/** What this account may do, counting ownership, invitation, and that anyone reads what is public. */
export function roleOf(account: Account, repository: Repository): Role {
  if (account.id === repository.ownerId) return "admin";
  const granted = repository.collaborators.get(account.id) ?? "none";
  return strongest(granted, repository.private ? "none" : "read");
}

function strongest(one: Role, other: Role): Role {
  return roles.indexOf(one) >= roles.indexOf(other) ? one : other;
}

export function atLeast(role: Role, wanted: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(wanted);
}
