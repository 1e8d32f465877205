import type { FoundTerraformPlan, TerraformPlans } from "../../ports/terraform-plans.ts";
import type { WorkflowArtifacts } from "../../ports/workflow-artifacts.ts";
import { planFromArtifact } from "./from-artifact.ts";
import type { HcpPlans } from "./from-hcp.ts";
import type { RunnerPlans } from "./from-runner.ts";
import { refused } from "./hosted-wanted.ts";

/** What can make plans here; what is absent is refused with what the operator has to do. */
type PlanMakers = {
  readonly artifacts?: WorkflowArtifacts;
  readonly hcp?: HcpPlans;
  readonly runner?: RunnerPlans;
};

/** Nobody makes plans. */
export const noTerraformPlans: TerraformPlans = {
  find: async () => ({ status: "none" }),
};

/** Plans from where the repository's configuration says they come from; never for a fork, whose author nobody knows. */
export function createTerraformPlans({ artifacts, hcp, runner }: PlanMakers): TerraformPlans {
  return {
    async find(wanted, signal): Promise<FoundTerraformPlan> {
      const { source, repository, pullRequest } = wanted;
      if (source.from === "none" || repository === null) return { status: "none" };
      if (pullRequest?.fork === true)
        return refused("No plan is made or taken for a fork; push the change to a branch here.");
      const asked = { ...wanted, repository };
      switch (source.from) {
        case "artifact":
          return artifacts === undefined ? refused(unready("artifacts")) : planFromArtifact(asked, source, artifacts);
        case "hcp":
          return hcp === undefined ? refused(unready("hcp")) : hcp.find(asked, signal);
        case "runner":
          return runner === undefined ? refused(unready("runner")) : runner.find(asked, signal);
      }
    },
  };
}

function unready(what: "artifacts" | "hcp" | "runner"): string {
  const words = {
    artifacts: "Artifacts of workflows cannot be read here.",
    hcp: "The operator has set up no HCP Terraform for this repository (FAIRLEAD_OPERATOR_CONFIG, terraform.hcp).",
    runner: "The operator has switched on no runner for this repository (FAIRLEAD_OPERATOR_CONFIG, terraform.runners).",
  };
  return words[what];
}
