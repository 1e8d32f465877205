import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppOptions, type RegisteredApp, registerApp } from "./apps.ts";
import { createFaults, type Faults } from "./faults.ts";
import { apiUrl, type Hub } from "./hub.ts";
import { found } from "./lookup.ts";
import { loadSchemas } from "./openapi/schemas.ts";
import { createPeople, type People } from "./people.ts";
import { createRepositories, type RepositoryOptions } from "./repositories.ts";
import type { ForgeRepository } from "./repository-face.ts";
import { close, listen, serve } from "./server.ts";
import {
  type ApiRequest,
  type App,
  type Delivery,
  emptyState,
  type GitRequest,
  type Installation,
  type State,
} from "./state.ts";
import { createUser, type User } from "./users.ts";
import { redeliver, releaseHeld } from "./webhooks/deliver.ts";

export type ForgeOptions = {
  readonly port?: number;
  /** Milliseconds since 1970; the machine's clock by default. */
  readonly now?: () => number;
  readonly requestsPerHour?: number;
  /** How long installation tokens live; an hour on GitHub. */
  readonly tokenSeconds?: number;
};

/** A local GitHub over real git, for the demo and the tests. */
export type Forge = {
  /** Pages for people, and git: `${url}/owner/name.git`. */
  readonly url: string;
  /** Where REST is, as on an Enterprise Server. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly state: State;
  readonly faults: Faults;
  app(options?: AppOptions): RegisteredApp;
  user(login: string, options?: { readonly name?: string; readonly email?: string }): User;
  organization(login: string): User;
  /** Adds people to a team of an organisation. */
  team(organization: string, slug: string, members: readonly string[]): void;
  repository(fullName: string, options?: RepositoryOptions): Promise<ForgeRepository>;
  fork(fullName: string, owner: string): Promise<ForgeRepository>;
  /** Installs an App on repositories of one owner; the App gets an `installation` delivery. */
  install(app: RegisteredApp, ...repositories: readonly ForgeRepository[]): Installation;
  /** Gives an installation one more repository, or takes one away. */
  reselect(
    installation: Installation,
    change: { readonly add?: ForgeRepository; readonly remove?: ForgeRepository },
  ): void;
  uninstall(installation: Installation): void;
  suspend(installation: Installation, suspended: boolean): void;
  /** What people do, each as that person through the same code as the API. */
  as(user: User | string): People;
  deliveries(): readonly Delivery[];
  redeliver(id: number): Delivery;
  requests(): readonly ApiRequest[];
  /** What git clients asked for, apart from the API: it counts against no limit. */
  gitRequests(): readonly GitRequest[];
  /** Forgets the requests so far, so that a test counts its own. */
  forgetRequests(): void;
  /** Waits until every delivery is answered; rejects when work after an answer failed. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts a GitHub with nothing in it; `stop` takes everything away again. */
export async function startForge(options: ForgeOptions = {}): Promise<Forge> {
  const { server, origin } = await listen(options.port ?? 0);
  const directory = await mkdtemp(join(tmpdir(), "fairlead-forge-"));
  const hub = createHub(origin, directory, options);
  const rest = serve(hub, server);
  const repositories = createRepositories(hub);
  const { state } = hub;

  return {
    url: origin,
    apiUrl: apiUrl(hub),
    graphqlUrl: `${origin}/api/graphql`,
    state,
    faults: hub.faults,
    app: (given = {}) => registerApp(hub, given),
    user: (login, given = {}) => createUser(hub, login, "User", given),
    organization: (login) => createUser(hub, login, "Organization", {}),
    team: repositories.team,
    repository: repositories.create,
    fork: repositories.fork,
    install: repositories.install,
    reselect: repositories.reselect,
    uninstall: repositories.uninstall,
    suspend: repositories.suspend,
    as: (user) => createPeople(hub, rest, typeof user === "string" ? user : user.login),
    deliveries: () => [...state.deliveries.values()],
    redeliver: (id) => redeliver(hub, found(state.deliveries, id)),
    requests: () => [...state.requests],
    gitRequests: () => [...state.gitRequests],
    forgetRequests: () => void state.requests.splice(0),
    idle: () => hub.idle(),
    async stop() {
      releaseHeld(hub);
      await close(server);
      await hub.idle().catch(() => {});
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function createHub(origin: string, directory: string, options: ForgeOptions): Hub {
  const state = emptyState();
  const background = new Set<Promise<void>>();
  const failures: unknown[] = [];
  return {
    state,
    schemas: loadSchemas(origin),
    faults: createFaults(),
    origin,
    directory,
    limits: { requestsPerHour: options.requestsPerHour ?? 15_000, tokenSeconds: options.tokenSeconds ?? 3600 },
    now: options.now ?? Date.now,
    newId: () => ++state.lastId,
    inBackground(work) {
      const watched = work.catch((error) => void failures.push(error)).finally(() => background.delete(watched));
      background.add(watched);
    },
    async idle() {
      while (background.size > 0) await Promise.all(background);
      if (failures.length > 0) throw new AggregateError(failures.splice(0), "Work of the forge failed.");
    },
  };
}

export type {
  ApiRequest,
  App,
  AppOptions,
  Delivery,
  Faults,
  ForgeRepository,
  GitRequest,
  Installation,
  People,
  RegisteredApp,
  User,
};
