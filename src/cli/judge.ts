import { join } from "node:path";
import { readBuiltInPolicies } from "../adapters/built-in-policies.ts";
import { createPolicyRunner } from "../adapters/opa/runner.ts";
import { createTools } from "../adapters/tools/tools.ts";
import { createWorkspaces } from "../adapters/tools/workspaces.ts";
import { checkRange } from "../pipeline/check.ts";
import { createRenders } from "../pipeline/render.ts";
import { cachedRepository } from "../sources/tree.ts";
import type { Judge } from "../verdicts/ports.ts";

/** Base and head share most of their files; more than this is read from git again. */
const keptBytes = 256 * 1024 * 1024;

/** The pipeline with everything it needs but the repository; what it keeps between checks is bound to content. */
export async function createJudge(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dataDirectory: string;
}): Promise<{ readonly judge: Judge; close(): Promise<void> }> {
  const tools = createTools(options.env);
  const workspaces = createWorkspaces();
  const policies = createPolicyRunner({ tools, workspaces, cacheDirectory: join(options.dataDirectory, "policies") });
  const builtInPolicies = await readBuiltInPolicies();
  const shared = { tools, workspaces, policies, builtInPolicies, renders: createRenders() };
  return {
    judge: (request, repository, signal) =>
      checkRange(request, { ...shared, repository: cachedRepository(repository, keptBytes), signal }),
    close: () => policies.close(),
  };
}
