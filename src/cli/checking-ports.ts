import type { Clone } from "../adapters/git/clone.ts";
import type { CheckingPorts } from "../pipeline/request.ts";
import { cachedRepository } from "../sources/tree.ts";
import { keptBytes, openCheckingParts } from "./checking-parts.ts";
import { userCache } from "./user-cache.ts";
import type { Terminal } from "./verb.ts";

/** What checking a local clone needs, and how to end the threads it started. */
export async function openCheckingPorts(
  clone: Clone,
  { env, directory, signal }: Terminal,
): Promise<{ readonly ports: CheckingPorts; close(): Promise<void> }> {
  const { parts, close } = await openCheckingParts({ env, directory, cacheOf: (name) => userCache(env, name) });
  return { ports: { ...parts, repository: cachedRepository(clone, keptBytes), signal }, close };
}
