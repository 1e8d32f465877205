import type { Report } from "../domain/report.ts";
import { renderComment } from "../report/comment.ts";
import { renderGitHubAnnotations } from "../report/github-annotations.ts";
import { renderJson } from "../report/json.ts";
import { renderSarif } from "../report/sarif.ts";
import { renderText } from "../report/text.ts";
import { renderWaiverFile } from "../report/waiver-file.ts";
import { saveBaseline } from "./check/save-baseline.ts";
import { judgeLocally, judgeOptions } from "./judge-locally.ts";
import { oneOf, parseOptions } from "./options.ts";
import { exitCode, type Terminal, UsageError, type Verb } from "./verb.ts";
import { version } from "./version.ts";

/** Every way to print a report. To add one: its line here, and its name in the help below. */
const formats = {
  text: (report, { colours }) => renderText(report, { colours }),
  json: (report) => renderJson(report),
  sarif: (report) => renderSarif(report, version),
  github: (report) => renderGitHubAnnotations(report),
  waivers: (report) => renderWaiverFile(report),
  // No page to lead to: nothing of it is kept.
  markdown: (report) => renderComment(report, { detailsUrl: null, repositoryUrl: null, planUrl: null }),
} as const satisfies Record<string, (report: Report, terminal: Terminal) => string>;

const formatNames = [
  "text",
  "json",
  "sarif",
  "github",
  "markdown",
  "waivers",
] as const satisfies readonly (keyof typeof formats)[];

export const check: Verb = {
  name: "check",
  help: `
Judges what merging a change would do, as a pull request is judged, without GitHub and without a database.

Usage
  fairlead check [--base REV --head REV | --all] [options]

Options
  --base REV          compare with this commit; by default where the head left the default branch
  --head REV          judge this commit, merged into the base; by default HEAD
  --all               judge everything the head holds, without a base and without a plan
  --repo DIR          a folder of the clone; by default the working directory
  --environment NAME  only this environment; may be repeated
  --application NAME  only this application; may be repeated
  --terraform-plan DIR=FILE
                      what \`terraform show -json\` printed of the plan of the root module DIR; may be repeated.
                      Of one with several environments: DIR@ENVIRONMENT=FILE
  --format FORMAT     text, json (docs/report.schema.json), sarif (2.1.0), github (workflow annotations),
                      markdown (as the comment on a pull request, docs/report.md), or waivers (entries for the
                      file of waivers, one for each finding that fails or warns, docs/waivers.md)
  --write-baseline    with --all: write the findings of today to the baseline, so that only new ones count

Examples
  fairlead check
  fairlead check --base origin/main --head my-branch --environment prod
  fairlead check --all --format json > report.json
  fairlead check --format github              in a workflow; check out with fetch-depth: 0
  fairlead check --all --write-baseline
  fairlead check --format markdown >> "$GITHUB_STEP_SUMMARY"

Only committed files are judged. Exit code: 0 passed, 1 failed, 2 could not be judged, 64 wrong usage.`,
  async run(args, terminal) {
    const {
      format: asked,
      "write-baseline": writes,
      ...options
    } = parseOptions(args, { ...judgeOptions, format: { type: "string" }, "write-baseline": { type: "boolean" } });
    const format = oneOf("--format", asked ?? "text", formatNames);
    if (writes && !options.all) throw new UsageError("--write-baseline takes the whole repository: add --all.");
    const report = await judgeLocally(options, terminal);
    if (writes) return saveBaseline(report, options, terminal);
    terminal.out(formats[format](report, terminal));
    return exitCode[report.conclusion];
  },
};
