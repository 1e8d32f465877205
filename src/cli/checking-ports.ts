import { readBuiltInPolicies } from "../adapters/built-in-policies.ts";
import type { Clone } from "../adapters/git/clone.ts";
import { createPolicyRunner } from "../adapters/opa/runner.ts";
import { createTools } from "../adapters/tools/tools.ts";
import { createWorkspaces } from "../adapters/tools/workspaces.ts";
import { createRenders } from "../pipeline/render.ts";
import type { CheckingPorts } from "../pipeline/request.ts";
import { cachedRepository } from "../sources/tree.ts";
import { userCache } from "./user-cache.ts";
import type { Terminal } from "./verb.ts";

/** Base and head share most of their files; more than this is read from git again. */
const keptBytes = 256 * 1024 * 1024;

/** What checking a local clone needs, and how to end the threads it started. */
export async function openCheckingPorts(
  clone: Clone,
  { env, signal }: Terminal,
): Promise<{ readonly ports: CheckingPorts; close(): Promise<void> }> {
  const tools = createTools(env);
  const workspaces = createWorkspaces();
  const cacheDirectory = userCache(env, "policies");
  const policies = createPolicyRunner({ tools, workspaces, ...(cacheDirectory && { cacheDirectory }) });
  const ports = {
    repository: cachedRepository(clone, keptBytes),
    tools,
    workspaces,
    renders: createRenders(),
    policies,
    builtInPolicies: await readBuiltInPolicies(),
    signal,
  };
  return { ports, close: () => policies.close() };
}
