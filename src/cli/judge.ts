import { join } from "node:path";
import { createHcpPlans } from "../adapters/terraform/from-hcp.ts";
import { createRunnerPlans } from "../adapters/terraform/from-runner.ts";
import { createTerraformPlans } from "../adapters/terraform/plans.ts";
import { checkRange } from "../pipeline/check.ts";
import { cachedRepository } from "../sources/tree.ts";
import type { Judge } from "../verdicts/ports.ts";
import { keptBytes, openCheckingParts } from "./checking-parts.ts";
import { readOperatorConfig } from "./operator-config.ts";

/** The pipeline with everything it needs but the repository; what it keeps between checks is bound to content. */
export async function createJudge(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  readonly dataDirectory: string;
}): Promise<{ readonly judge: Judge; close(): Promise<void> }> {
  const { env, directory, dataDirectory } = options;
  const { terraform } = readOperatorConfig(env, directory);
  const { parts, close } = await openCheckingParts({ env, directory, cacheOf: (name) => join(dataDirectory, name) });
  const makers = {
    hcp: createHcpPlans({ repositories: terraform.hcp, env }),
    runner: createRunnerPlans({ ...parts, runners: terraform.runners, env }),
  };
  return {
    judge: (request, repository, signal, artifacts) => {
      const terraformPlans = createTerraformPlans({ ...makers, artifacts });
      const ports = { ...parts, terraformPlans, repository: cachedRepository(repository, keptBytes), signal };
      return checkRange(request, ports);
    },
    close,
  };
}
