import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { type RunningServer, startServer } from "../../src/cli/server.ts";
import type { Settings } from "../../src/cli/settings.ts";
import {
  type AppOptions,
  type Forge,
  type ForgeRepository,
  type RegisteredApp,
  startForge,
} from "../../src/forge/forge.ts";
import type { CheckRun } from "../../src/forge/state.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Judge } from "../../src/verdicts/ports.ts";
import { createDatabase } from "../database.ts";
import { judgeLines } from "./line-judge.ts";

/** A local GitHub with the App installed on `acme/shop`, and the App itself, for one test file. */
export type Setting = {
  readonly forge: Forge;
  readonly app: RegisteredApp;
  readonly shop: ForgeRepository;
  readonly settings: Settings;
  /** The log's lines, for a look when a test fails. */
  readonly log: readonly string[];
  start(judge?: Judge): Promise<RunningServer>;
  stop(): Promise<void>;
};

export const lines = (...changes: readonly string[]): string =>
  Array.from({ length: 20 }, (_, index) => changes[index] || `line ${index + 1}`).join("\n");

export async function createSetting(options: AppOptions = {}, clock: Clock = Date): Promise<Setting> {
  const forge = await startForge();
  const app = forge.app({ ...options, webhookSecret: "a secret of the tests" });
  for (const login of ["alice", "bob", "mallory"]) forge.user(login);
  const shop = await forge.repository("acme/shop", {
    collaborators: { alice: "write", bob: "read" },
    seed: { "web.yaml": `${lines()}\n` },
  });
  const dataDirectory = await mkdtemp(join(tmpdir(), "fairlead-app-"));
  const settings: Settings = {
    appId: app.appId,
    privateKey: app.privateKey,
    webhookSecrets: [app.webhookSecret],
    apiUrl: forge.apiUrl,
    webUrl: forge.url,
    databaseUrl: await createDatabase(),
    dataDirectory,
    host: "127.0.0.1",
    port: 0,
    publicUrl: undefined,
    concurrency: 2,
  };
  const log: string[] = [];
  const running: RunningServer[] = [];
  return {
    forge,
    app,
    shop,
    settings,
    log,
    async start(judge = (request, repository) => judgeLines(request, repository)) {
      const line = (level: string) => (fields: object, message: string) => {
        log.push(`${new Date().toISOString()} ${level} ${message} ${JSON.stringify(fields)}`);
      };
      const server = await startServer(settings, {
        role: "all",
        env: process.env,
        judge,
        clock,
        log: { info: line("info"), warn: line("warn"), error: line("error") },
      });
      running.push(server);
      app.listenAt(`${server.url}/`);
      return server;
    },
    async stop() {
      for (const server of running.splice(0)) await server.stop();
      await forge.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Waits until it holds; the reason it does not is in the error. */
export function until<T>(check: () => T): Promise<T> {
  return vi.waitFor(check, { timeout: 60_000, interval: 25 });
}

/** The check runs of a commit, oldest first. */
export function runsOf(forge: Forge, sha: string): readonly CheckRun[] {
  return [...forge.state.checkRuns.values()].filter((run) => run.sha === sha);
}

/** Waits until the newest check run of the commit has concluded. */
export function concluded(forge: Forge, sha: string, conclusion: string): Promise<CheckRun> {
  return until(() => {
    const run = runsOf(forge, sha).at(-1);
    if (run?.conclusion !== conclusion)
      throw new Error(`The check run of ${sha} is ${run?.status} ${run?.conclusion}.`);
    return run;
  });
}
