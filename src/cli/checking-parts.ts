import { readBuiltInPolicies } from "../adapters/built-in-policies.ts";
import { createExpressions } from "../adapters/cel/expressions.ts";
import { createCharts } from "../adapters/charts/charts.ts";
import { createPolicyRunner } from "../adapters/opa/runner.ts";
import { createPolicyBundles } from "../adapters/policy-bundles/bundles.ts";
import { openDiskStore } from "../adapters/renders/disk-store.ts";
import { programDigest } from "../adapters/renders/program-digest.ts";
import { createSchemaLocations } from "../adapters/schemas/locations.ts";
import { noTerraformPlans } from "../adapters/terraform/plans.ts";
import { createTools } from "../adapters/tools/tools.ts";
import { createWorkspaces } from "../adapters/tools/workspaces.ts";
import { TerminalError } from "../errors.ts";
import { createRenders } from "../pipeline/render.ts";
import type { CheckingPorts } from "../pipeline/request.ts";
import { chartSettings } from "./chart-settings.ts";
import { readOperatorConfig } from "./operator-config.ts";

/** Base and head share most of their files; more than this is read from git again. */
export const keptBytes = 256 * 1024 * 1024;

/** What rendering alone needs. */
type RenderingParts = Pick<CheckingPorts, "tools" | "workspaces" | "charts" | "renders">;

/** Where a process keeps what it can make again, and what it is told by its environment. */
type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What relative paths of the environment are relative to. */
  readonly directory: string;
  /** A folder of ours for one kind of thing; undefined where nothing can be kept. */
  readonly cacheOf: (name: string) => string | undefined;
};

/** Throws a `TerminalError` that names every variable that is wrong. */
export function createRenderingParts({ env, directory, cacheOf }: Surroundings): RenderingParts {
  const charts = chartSettings(env, directory);
  if (!charts.ok) throw new TerminalError(charts.problems.join(" "));
  const rendersDirectory = cacheOf("renders");
  return {
    tools: createTools(env),
    workspaces: createWorkspaces(),
    charts: createCharts({ allowed: charts.allowed, cacheDirectory: cacheOf("charts") }),
    renders: createRenders(
      rendersDirectory === undefined
        ? {}
        : { store: openDiskStore({ directory: rendersDirectory, program: programDigest }) },
    ),
  };
}

/** What all checks of a process share: everything but the repository and what stops them. */
type CheckingParts = Omit<CheckingPorts, "repository" | "signal">;

/** Opens the parts; `close` ends the threads they started. */
export async function openCheckingParts(
  surroundings: Surroundings,
): Promise<{ readonly parts: CheckingParts; close(): Promise<void> }> {
  const rendering = createRenderingParts(surroundings);
  const { tools, workspaces } = rendering;
  const { env, directory, cacheOf } = surroundings;
  const operator = readOperatorConfig(env, directory);
  const bundles = createPolicyBundles({
    policies: operator.policies,
    env,
    directory,
    cacheDirectory: cacheOf("bundles"),
  });
  const cacheDirectory = cacheOf("policies");
  const policies = createPolicyRunner({ tools, workspaces, ...(cacheDirectory && { cacheDirectory }) });
  const expressions = createExpressions();
  const builtInPolicies = await readBuiltInPolicies();
  return {
    parts: {
      ...rendering,
      terraformPlans: noTerraformPlans,
      policies,
      builtInPolicies,
      bundles,
      expressions,
      schemaLocations: createSchemaLocations({
        locations: operator.schemas.locations,
        cacheDirectory: cacheOf("schemas"),
        clock: Date,
      }),
    },
    close: async () => {
      await Promise.all([policies.close(), expressions.close()]);
    },
  };
}
