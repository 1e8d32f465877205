import { createPlanFiles } from "../adapters/terraform/plan-files.ts";
import type { Report } from "../domain/report.ts";
import { checkRange } from "../pipeline/check.ts";
import { openCheckingPorts } from "./checking-ports.ts";
import { openRepository } from "./open-repository.ts";
import { chooseRange, rangeOptions } from "./range.ts";
import { parseTerraformPlans, terraformPlanOption, usesOf } from "./terraform-plans.ts";
import type { Terminal } from "./verb.ts";

/** The options of every verb that judges a local clone. */
export const judgeOptions = {
  ...rangeOptions,
  repo: { type: "string" },
  environment: { type: "string", multiple: true },
  application: { type: "string", multiple: true },
  ...terraformPlanOption,
} as const;

type JudgeOptions = {
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly all?: boolean | undefined;
  readonly repo?: string | undefined;
  readonly environment?: readonly string[] | undefined;
  readonly application?: readonly string[] | undefined;
  readonly "terraform-plan"?: readonly string[] | undefined;
};

/** The pipeline that also judges pull requests, on a local clone. */
export async function judgeLocally(options: JudgeOptions, terminal: Terminal): Promise<Report> {
  const plans = parseTerraformPlans(options["terraform-plan"] ?? [], terminal.directory);
  const terraformPlans = createPlanFiles(plans);
  const clone = await openRepository(options.repo, terminal);
  const range = await chooseRange(options, clone, terminal);
  const { ports, close } = await openCheckingPorts(clone, terminal);
  try {
    const { environment = [], application = [] } = options;
    const self = await clone.identity();
    const request = {
      ...range,
      environments: environment,
      applications: application,
      pullRequest: null,
      self,
      hosted: null,
      waivers: [],
      now: terminal.clock.now(),
    };
    const report = await checkRange(request, { ...ports, terraformPlans });
    return { ...report, notes: [...report.notes, ...usesOf(plans, terraformPlans)] };
  } finally {
    await close();
  }
}
