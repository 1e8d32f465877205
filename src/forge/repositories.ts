import { join } from "node:path";
import type { RegisteredApp } from "./apps.ts";
import { copyBare, createBare } from "./git/repository.ts";
import { type Hub, nodeId } from "./hub.ts";
import { found, fullName, repositoryNamed } from "./lookup.ts";
import { type Files, type ForgeRepository, faceOf, seedFiles } from "./repository-face.ts";
import type { Installation, Repository, Role } from "./state.ts";
import { createUser } from "./users.ts";
import { installationView } from "./views/accounts.ts";
import { emit } from "./webhooks/emit.ts";

export type RepositoryOptions = {
  readonly private?: boolean;
  readonly description?: string;
  readonly defaultBranch?: string;
  /** By login; creates people it does not know. */
  readonly collaborators?: { readonly [login: string]: Role };
  /** The first commit: files by path, or a directory to copy. */
  readonly seed?: Files | string;
};

export function createRepositories(hub: Hub) {
  return {
    async create(name: string, options: RepositoryOptions = {}): Promise<ForgeRepository> {
      const [owner = "", short = ""] = name.split("/");
      const repository = newRepository(hub, createUser(hub, owner, "User", {}).id, short, options);
      await createBare(repository.directory, repository.defaultBranch);
      hub.state.repositories.set(repository.id, repository);
      const face = faceOf(hub, repository);
      for (const [login, role] of Object.entries(options.collaborators ?? {})) face.collaborator(login, role);
      if (options.seed !== undefined)
        await face.commit({ files: await seedFiles(options.seed), message: "Initial commit" });
      return face;
    },

    async fork(name: string, owner: string): Promise<ForgeRepository> {
      const [from = "", short = ""] = name.split("/");
      const parent = repositoryNamed(hub, from, short);
      const options = { private: parent.private, defaultBranch: parent.defaultBranch };
      const repository = newRepository(hub, createUser(hub, owner, "User", {}).id, short, options, parent.id);
      await copyBare(parent.directory, repository.directory);
      hub.state.repositories.set(repository.id, repository);
      return faceOf(hub, repository);
    },

    install(app: RegisteredApp, ...repositories: readonly ForgeRepository[]): Installation {
      const rows = repositories.map(({ id }) => found(hub.state.repositories, id));
      const [first] = rows;
      if (first === undefined) throw new Error("An installation needs at least one repository.");
      const installation: Installation = {
        id: hub.newId(),
        appId: app.appId,
        accountId: first.ownerId,
        permissions: found(hub.state.apps, app.appId).permissions,
        repositoryIds: new Set(rows.map(({ id }) => id)),
        createdAt: hub.now(),
        suspendedAt: null,
      };
      hub.state.installations.set(installation.id, installation);
      tellInstallation(hub, installation, "created");
      return installation;
    },

    /** Gives an installation more repositories, or takes some away. */
    reselect(
      installation: Installation,
      change: { readonly add?: ForgeRepository; readonly remove?: ForgeRepository },
    ): void {
      if (change.add) installation.repositoryIds.add(change.add.id);
      if (change.remove) installation.repositoryIds.delete(change.remove.id);
      tellSelection(hub, installation, change);
    },

    uninstall(installation: Installation): void {
      hub.state.installations.delete(installation.id);
      tellInstallation(hub, installation, "deleted");
    },

    suspend(installation: Installation, suspended: boolean): void {
      installation.suspendedAt = suspended ? hub.now() : null;
      tellInstallation(hub, installation, suspended ? "suspend" : "unsuspend");
    },

    team(organization: string, slug: string, members: readonly string[]): void {
      const organizationId = createUser(hub, organization, "Organization", {}).id;
      const team = { id: hub.newId(), organizationId, slug, members: new Map<number, "member">() };
      for (const login of members) team.members.set(createUser(hub, login, "User", {}).id, "member");
      hub.state.teams.set(team.id, team);
    },
  };
}

function newRepository(
  hub: Hub,
  ownerId: number,
  name: string,
  options: RepositoryOptions,
  forkOf: number | null = null,
): Repository {
  const id = hub.newId();
  return {
    id,
    ownerId,
    name,
    private: options.private ?? false,
    description: options.description ?? "",
    defaultBranch: options.defaultBranch ?? "main",
    directory: join(hub.directory, `${id}.git`),
    forkOf,
    collaborators: new Map(),
    createdAt: hub.now(),
    rulesets: [],
    pushedAt: hub.now(),
    lastNumber: 0,
  };
}

function tellSelection(
  hub: Hub,
  installation: Installation,
  { add, remove }: { readonly add?: ForgeRepository; readonly remove?: ForgeRepository },
): void {
  const payload = {
    installation: installationView(hub, installation),
    repository_selection: "selected",
    repositories_added: add ? [shortView(hub, add.id)] : [],
    repositories_removed: remove ? [shortView(hub, remove.id)] : [],
    requester: null,
  };
  const sender = found(hub.state.accounts, installation.accountId);
  emit(hub, { event: "installation_repositories", action: add ? "added" : "removed", sender, payload, installation });
}

function shortView(hub: Hub, id: number) {
  const repository = found(hub.state.repositories, id);
  const { name, private: hidden } = repository;
  return { id, node_id: nodeId("R", id), name, full_name: fullName(hub, repository), private: hidden };
}

function tellInstallation(hub: Hub, installation: Installation, action: string): void {
  const repositories = [...installation.repositoryIds].map((id) => shortView(hub, id));
  const sender = found(hub.state.accounts, installation.accountId);
  const payload = { installation: installationView(hub, installation), repositories, requester: null };
  emit(hub, { event: "installation", action, sender, payload, installation });
}
