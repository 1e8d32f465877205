import type { FoundTerraformPlan, WantedTerraformPlan } from "../../ports/terraform-plans.ts";

/** A wanted plan of a repository on GitHub. */
export type HostedWanted = WantedTerraformPlan & {
  readonly repository: NonNullable<WantedTerraformPlan["repository"]>;
};

/** There is a plan that must not be used, or there will be none. */
export function refused(reason: string): FoundTerraformPlan {
  return { status: "refused", reason };
}
