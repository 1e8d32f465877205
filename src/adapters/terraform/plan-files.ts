import { readFile, stat } from "node:fs/promises";
import type { FoundTerraformPlan, TerraformPlans } from "../../ports/terraform-plans.ts";
import { readPlanJson } from "./read-plan-json.ts";

/** A plan that somebody made, in a file. */
export type PlanOfRoot = {
  /** Directory of the root module, relative to the repository's root. */
  readonly root: string;
  /** Null for whichever it is in. */
  readonly environment: string | null;
  /** Absolute path of what `terraform show -json` printed. */
  readonly path: string;
  /** As it was given, for people. */
  readonly given: string;
};

export type PlanFiles = TerraformPlans & {
  /** The environments that each plan was asked for, so far. */
  asked(plan: PlanOfRoot): readonly string[];
};

/** Plans of large roots have some tens of megabytes. */
const maxBytes = 256 * 1024 * 1024;

/** Plans out of files that were named for root modules. */
export function createPlanFiles(plans: readonly PlanOfRoot[]): PlanFiles {
  const asked = new Map<PlanOfRoot, string[]>();
  return {
    asked: (plan) => asked.get(plan) ?? [],
    async find({ root, environment }) {
      const own = plans.filter((one) => one.root === root);
      const plan = own.find((one) => one.environment === environment) ?? own.find((one) => one.environment === null);
      if (plan === undefined) return { status: "none" };
      asked.set(plan, [...(asked.get(plan) ?? []), environment]);
      return planIn(plan);
    },
  };
}

async function planIn({ path, given }: PlanOfRoot): Promise<FoundTerraformPlan> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) return refused(given, `it is over ${maxBytes / 1024 / 1024} MiB`);
    const plan = readPlanJson(await readFile(path));
    if (plan !== undefined) return { status: "found", plan, from: given };
    return refused(given, "it is not what `terraform show -json` prints of a plan");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return refused(given, isMissing ? "there is no such file" : "it cannot be read");
  }
}

function refused(given: string, why: string): FoundTerraformPlan {
  return { status: "refused", reason: `The plan ${given} cannot be taken: ${why}.` };
}
