import { amount, digits } from "../domain/amount.ts";
import { applicationLabel } from "../domain/application.ts";
import { isExcused } from "../domain/finding.ts";
import type { ApplicationReport, Report } from "../domain/report.ts";
import { code, prose } from "./escape.ts";
import { baselineWords } from "./excused.ts";
import { type ApplicationGroup, isDestructive, unique } from "./fold.ts";
import { type Links, whereTheRestIs } from "./links.ts";
import type { Section } from "./section.ts";
import { conclusionMark, enumerate, headline } from "./words.ts";

/** The verdict, for people in a hurry. */
export function heading(report: Report): string {
  return `## ${conclusionMark[report.conclusion]} ${headline(report)}`;
}

/** What the verdict means for the merge, where the heading does not say it all. */
export function verdict(report: Report, groups: readonly ApplicationGroup[]): string {
  if (report.conclusion === "errored") return "What could not be judged does not pass. The reasons stand first below.";
  if (report.conclusion === "failed") return "The errors below have to be fixed before this can be merged.";
  if (report.applications.length === 0) return "Nothing that Fairlead knows how to judge is touched.";
  const count = groups.reduce((sum, { changes }) => sum + changes.filter(isDestructive).length, 0);
  if (count > 0) return `The checks pass. Read the ${amount(count, "destructive or risky change")} before merging.`;
  return report.findings.some((finding) => !isExcused(finding)) ? "Nothing found here stops a merge." : "";
}

/** Why something could not be judged, each reason once. */
export function unjudgedSection(report: Report, links: Links): Section {
  const reasons = [...reasonsOf(report)];
  const entry = ([reason, labels]: readonly [string, readonly string[]], longest: number) =>
    labels.length === 0 ? `- ${prose(reason, longest)}` : `- ${labelWords(labels)}: ${prose(reason, longest)}`;
  return {
    heading: "### Could not be judged",
    entries: reasons.length,
    forms: [1_500, 160].map((longest) => ({
      separator: "\n",
      blocks: () => reasons.values().map((reason) => entry(reason, longest)),
    })),
    left: (count) => `**${amount(count, "more reason")} not shown.**`,
    rest: whereTheRestIs(report, links),
  };
}

function reasonsOf({ errors, applications }: Report): ReadonlyMap<string, readonly string[]> {
  const reasons = new Map<string, string[]>(errors.map((reason) => [reason, []]));
  for (const { application, reason } of applications) {
    if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), applicationLabel(application)]);
  }
  return reasons;
}

function labelWords(labels: readonly string[]): string {
  const all = unique(labels);
  const shown = all.slice(0, 6).map((label) => code(label, 100));
  const left = all.length - shown.length;
  return left > 0 ? `${shown.join(", ")} and ${digits(left)} more` : enumerate(shown);
}

/** What a change to the configuration would do once merged. */
export function previewSection(report: Report, links: Links): Section {
  return sentences("### When this is merged, configuration or policies change", report.preview, report, links);
}

/** What was seen and left out, and what a plan leaves out. */
export function noteSection(report: Report, links: Links): Section {
  const ignored = report.applications.reduce((sum, { plan }) => sum + (plan.status === "known" ? plan.ignored : 0), 0);
  const planNotes = report.applications.flatMap((entry) => {
    const note = planRemark(entry);
    return note === undefined ? [] : [`${applicationLabel(entry.application)}: ${note}`];
  });
  const filtered =
    ignored === 0
      ? []
      : [
          `${amount(ignored, "difference")} that mean${ignored === 1 ? "s" : ""} nothing, or that the configuration ignores, left out.`,
        ];
  const notes = sentences(
    "### Notes",
    [...planNotes, ...report.notes, ...baselineWords(report), ...filtered],
    report,
    links,
  );
  if (notes.entries <= openNotes) return notes;
  return {
    ...notes,
    heading: `<details>\n<summary>${amount(notes.entries, "note")} on what was seen and left out</summary>`,
    close: "</details>",
  };
}

/** More notes than this are mostly about what the change does not touch. */
const openNotes = 6;

/** What to know when reading the plan of an application; one that errored has said why elsewhere. */
export function planRemark({ plan, status }: ApplicationReport): string | undefined {
  if (plan.status === "known") return plan.note;
  return status === "errored" ? undefined : `The plan is not known: ${plan.reason}`;
}

function sentences(title: string, all: readonly string[], report: Report, links: Links): Section {
  const distinct = unique(all);
  return {
    heading: title,
    entries: distinct.length,
    forms: [{ separator: "\n", blocks: () => distinct.values().map((sentence) => `- ${prose(sentence, 600)}`) }],
    left: (count) => `${digits(count)} more not shown.`,
    rest: whereTheRestIs(report, links),
  };
}

/** What the author does now; "" when the check passed. */
export function nextSteps(report: Report): string {
  if (report.conclusion === "passed") return "";
  const steps = report.conclusion === "errored" ? erroredSteps : failedSteps(report);
  return ["### What to do next", steps.map((step, index) => `${index + 1}. ${step}`).join("\n")].join("\n\n");
}

const again = "press **Re-run** on the check run or write `/plan` in a comment";

const erroredSteps = [
  "Read the reasons above: they say what to change, or what was out of reach.",
  `Push the change, and the check runs by itself. If nothing here has to change, ${again}.`,
];

function failedSteps({ findings }: Report): readonly string[] {
  const leaked = findings.some(({ check, severity }) => check === "secrets" && severity === "error");
  return [
    ...(leaked ? ["Revoke the secret: whoever can read this repository has it, and it stays in the history."] : []),
    "Fix the errors on the lines named above and push; the check runs by itself and this text is brought up to date.",
    `To judge the same commit once more, ${again}.`,
  ];
}
