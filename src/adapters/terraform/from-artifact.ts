import { posix } from "node:path";
import type { TerraformPlanSource } from "../../domain/terraform.ts";
import type { FoundTerraformPlan } from "../../ports/terraform-plans.ts";
import type { WorkflowArtifacts } from "../../ports/workflow-artifacts.ts";
import { type HostedWanted, refused } from "./hosted-wanted.ts";
import { readPlanJson } from "./read-plan-json.ts";

type ArtifactSource = Extract<TerraformPlanSource, { readonly from: "artifact" }>;

/** The plan that a workflow of the repository left for exactly this head. */
export async function planFromArtifact(
  wanted: HostedWanted,
  { artifact, workflow }: ArtifactSource,
  artifacts: WorkflowArtifacts,
): Promise<FoundTerraformPlan> {
  const found = await artifacts.find(wanted.repository, { name: artifact, workflow, head: wanted.head });
  if (found.status === "refused") return refused(found.reason);
  if (found.status === "awaited") {
    return {
      status: "awaited",
      reason: `The artifact ${artifact} with the plan is not there yet; its workflow is still to end.`,
    };
  }
  const paths = pathsOf(wanted);
  const path = paths.find((one) => found.files.has(one));
  const bytes = path === undefined ? undefined : found.files.get(path);
  if (path === undefined || bytes === undefined) {
    return refused(
      `The artifact ${artifact} holds no plan of ${wanted.root}; it is looked for as ${paths.join(", ")}.`,
    );
  }
  const plan = readPlanJson(bytes);
  if (plan === undefined)
    return refused(`${path} in the artifact ${artifact} is not what terraform show -json prints.`);
  return { status: "found", plan, from: `the artifact ${artifact}`, link: found.run };
}

function pathsOf({ root, environment }: HostedWanted): readonly string[] {
  return [`${environment}.json`, "tfplan.json", "plan.json"].map((name) => posix.join(root, name));
}
