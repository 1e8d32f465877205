import { posix, resolve } from "node:path";
import type { PlanFiles, PlanOfRoot } from "../adapters/terraform/plan-files.ts";
import { UsageError } from "./verb.ts";

/** The option of every verb that takes plans made elsewhere. */
export const terraformPlanOption = { "terraform-plan": { type: "string", multiple: true } } as const;

/** `DIR=FILE` or `DIR@ENVIRONMENT=FILE`, each. Throws `UsageError` with one sentence for what is neither. */
export function parseTerraformPlans(given: readonly string[], directory: string): readonly PlanOfRoot[] {
  const plans = given.map((text): PlanOfRoot => {
    const [, place = "", file = ""] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (file === "")
      throw new UsageError(
        `--terraform-plan ${JSON.stringify(text)} is not understood: write DIR=FILE or DIR@ENVIRONMENT=FILE.`,
      );
    const [, root = place, environment = null] = /^(.+)@([^@/]+)$/.exec(place) ?? [];
    return { root: normal(root), environment, path: resolve(directory, file), given: file };
  });
  const twice = plans.find((plan, index) => plans.some((other, at) => at < index && isSame(plan, other)));
  if (twice === undefined) return plans;
  throw new UsageError(`--terraform-plan names ${twice.root} twice.`);
}

function normal(root: string): string {
  return posix.normalize(root).replace(/(?<=.)\/$/, "");
}

function isSame(one: PlanOfRoot, other: PlanOfRoot): boolean {
  return one.root === other.root && one.environment === other.environment;
}

/** What became of the plans: a note for each that nothing asked for; one that several environments did is refused. */
export function usesOf(plans: readonly PlanOfRoot[], files: Pick<PlanFiles, "asked">): readonly string[] {
  return plans.flatMap((plan) => {
    const asked = [...new Set(files.asked(plan))].toSorted();
    if (asked.length > 1)
      throw new UsageError(
        `${plan.root} is in ${asked.join(" and ")}: say which of them ${plan.given} is of, as --terraform-plan ${plan.root}@${asked[0]}=${plan.given}.`,
      );
    const name = plan.environment === null ? plan.root : `${plan.root} in ${plan.environment}`;
    return asked.length === 1 ? [] : [`The plan ${plan.given} was not used: no root module ${name} is judged here.`];
  });
}
