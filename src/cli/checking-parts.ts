import { readBuiltInPolicies } from "../adapters/built-in-policies.ts";
import { noCharts } from "../adapters/charts/charts.ts";
import { createPolicyRunner } from "../adapters/opa/runner.ts";
import { noTerraformPlans } from "../adapters/terraform/plans.ts";
import { createTools } from "../adapters/tools/tools.ts";
import { createWorkspaces } from "../adapters/tools/workspaces.ts";
import { createRenders } from "../pipeline/render.ts";
import type { CheckingPorts } from "../pipeline/request.ts";

/** Base and head share most of their files; more than this is read from git again. */
export const keptBytes = 256 * 1024 * 1024;

/** What rendering alone needs. */
export type RenderingParts = Pick<CheckingPorts, "tools" | "workspaces" | "charts" | "renders">;

export function createRenderingParts(env: Readonly<Record<string, string | undefined>>): RenderingParts {
  return {
    tools: createTools(env),
    workspaces: createWorkspaces(),
    charts: noCharts,
    renders: createRenders(),
  };
}

/** What all checks of a process share: everything but the repository and what stops them. */
export type CheckingParts = Omit<CheckingPorts, "repository" | "signal">;

/** Opens the parts; `close` ends the threads they started. Compiled policies are kept in `cacheDirectory`. */
export async function openCheckingParts(
  env: Readonly<Record<string, string | undefined>>,
  cacheDirectory: string | undefined,
): Promise<{ readonly parts: CheckingParts; close(): Promise<void> }> {
  const rendering = createRenderingParts(env);
  const { tools, workspaces } = rendering;
  const policies = createPolicyRunner({ tools, workspaces, ...(cacheDirectory && { cacheDirectory }) });
  const builtInPolicies = await readBuiltInPolicies();
  return {
    parts: { ...rendering, terraformPlans: noTerraformPlans, policies, builtInPolicies },
    close: () => policies.close(),
  };
}
