import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type EmbeddedConnection, startEmbedded } from "../src/adapters/database/embedded.ts";
import { unprivilegedUser } from "../src/adapters/database/postgres-binaries.ts";
import { temporaryFor } from "../src/adapters/database/quarters.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly postgres: EmbeddedConnection;
    /** In place of a user's caches: policies are compiled once for the whole run. */
    readonly caches: string;
  }
}

/** One PostgreSQL and one folder of caches for the whole run; every test file makes a database of its own in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(await temporaryFor(await unprivilegedUser()), "fairlead-test-"));
  const server = await startEmbedded(directory);
  project.provide("postgres", server.connection);
  const caches = await mkdtemp(join(tmpdir(), "fairlead-test-caches-"));
  project.provide("caches", caches);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
    await rm(caches, { recursive: true, force: true });
  };
}
