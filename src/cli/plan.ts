import { renderPlanText } from "../report/text.ts";
import { judgeLocally, judgeOptions } from "./judge-locally.ts";
import { parseOptions } from "./options.ts";
import { exitCode, type Verb } from "./verb.ts";

const { all: _, ...planOptions } = judgeOptions;

export const plan: Verb = {
  name: "plan",
  help: `
Shows the plan of a change alone: per application and environment, every resource and field that differs.

Usage
  fairlead plan [--base REV] [--head REV] [options]

Options
  --base REV          compare with this commit; by default where the head left the default branch
  --head REV          plan this commit, merged into the base; by default HEAD
  --repo DIR          a folder of the clone; by default the working directory
  --environment NAME  only this environment; may be repeated
  --application NAME  only this application; may be repeated
  --terraform-plan DIR=FILE
                      what \`terraform show -json\` printed of the plan of the root module DIR; may be repeated.
                      Of one with several environments: DIR@ENVIRONMENT=FILE

Examples
  fairlead plan
  fairlead plan --head my-branch --environment prod
  fairlead plan --base v1.4.0 --head v1.5.0 --application web

Exit code: 0 the plan is known, whatever the checks say; 2 some of it is not known; 64 wrong usage.`,
  async run(args, terminal) {
    const options = parseOptions(args, planOptions);
    const report = await judgeLocally(options, terminal);
    terminal.out(renderPlanText(report, { colours: terminal.colours }));
    const isKnown = report.errors.length === 0 && report.applications.every((each) => each.plan.status === "known");
    return isKnown ? exitCode.passed : exitCode.errored;
  },
};
