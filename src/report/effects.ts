import { amount, digits } from "../domain/amount.ts";
import { compareText } from "../domain/finding.ts";
import { resourceKey } from "../domain/manifest.ts";
import type { Change } from "../domain/plan.ts";
import { environmentOrder, type Report } from "../domain/report.ts";
import { code, prose } from "./escape.ts";
import { alignedId, type FoldedFinding, isDestructive } from "./fold.ts";
import { fieldBrief } from "./matrix-rows.ts";
import { enumerate, environmentWords, resourceWords } from "./words.ts";

/** How far one line of a file reaches. */
export type Effect = { readonly path: string; readonly line: number; readonly body: string };

/** More than this on one review is noise: what reaches further is told first. */
const mostEffects = 5;

/** Applications of one file that are named, and resources of each. */
const [mostApplications, mostResources] = [6, 4];

/**
 * What changed lines do where it is not to be seen from the file: one remark for each file whose change reaches
 * several applications or environments, on the line that reaches furthest. `isShown` knows the lines of the diff.
 * A finding that is said on the file for as many places has told it already.
 */
export function effectsOf(
  report: Report,
  isShown: (path: string, line: number) => boolean,
  said: readonly FoldedFinding[],
): { readonly effects: readonly Effect[]; readonly left: number } {
  const byPath = Map.groupBy(causesOf(report, isShown), ({ path }) => path);
  const reaching = [...byPath]
    .map(([path, causes]) => ({ path, causes, places: new Set(causes.map(placeOf)).size }))
    .filter(
      ({ path, places }) => places > 1 && said.every((finding) => finding.path !== path || reachOf(finding) < places),
    )
    .sort((a, b) => b.places - a.places || compareText(a.path, b.path));
  const effects = reaching.slice(0, mostEffects).map(({ path, causes }) => ({
    path,
    line: furthestLine(causes),
    body: `${effectWords(causes, report)}\n`,
  }));
  return { effects, left: reaching.length - effects.length };
}

/** A line, and one change in one place that comes of it. */
type Cause = {
  readonly path: string;
  readonly line: number;
  readonly application: string;
  readonly environment: string;
  readonly change: Change;
};

/** A delete comes of lines that the head has not got. */
function causesOf({ applications }: Report, isShown: (path: string, line: number) => boolean): readonly Cause[] {
  return applications.flatMap(({ application: { name, environment }, plan }) =>
    plan.status === "unknown"
      ? []
      : plan.changes
          .filter(({ action }) => action !== "delete")
          .flatMap((change) =>
            change.sources
              .filter(({ path, line }) => isShown(path, line))
              .map(({ path, line }) => ({ path, line, application: name, environment, change })),
          ),
  );
}

function reachOf({ places }: FoldedFinding): number {
  return places.reduce((sum, { environments }) => sum + environments.length, 0);
}

function placeOf({ application, environment }: Cause): string {
  return JSON.stringify([application, environment]);
}

function furthestLine(causes: readonly Cause[]): number {
  const lines = [...Map.groupBy(causes, ({ line }) => line)];
  const [furthest] = lines.sort(([a, one], [b, other]) => other.length - one.length || a - b);
  return furthest?.[0] ?? 1;
}

function effectWords(causes: readonly Cause[], report: Report): string {
  const manifests = new Map(causes.map((cause) => [`${placeOf(cause)} ${resourceKey(cause.change.id)}`, cause]));
  const applications = [...Map.groupBy(manifests.values(), ({ application }) => application)].sort(
    ([a, one], [b, other]) => other.length - one.length || compareText(a, b),
  );
  const order = environmentOrder(report.applications);
  const environments = order.filter((name) => causes.some(({ environment }) => environment === name));
  const where = environments.length > 1 ? ` in ${amount(environments.length, "environment")}` : "";
  const whose = applications.length > 1 ? ` of ${amount(applications.length, "application")}` : "";
  const severe = [...manifests.values()].filter(({ change }) => isDestructive(change)).length;
  const warning =
    severe === 0 ? "" : ` ${digits(severe)} of these changes ${severe === 1 ? "is" : "are"} destructive or risky.`;
  const left = applications.length - mostApplications;
  return [
    `**This file changes ${amount(manifests.size, "manifest")}${whose}${where}.**${warning}`,
    "",
    ...applications.slice(0, mostApplications).map(([name, own]) => applicationLine(name, own, order)),
    ...(left > 0 ? [`- and ${amount(left, "more application")}`] : []),
  ].join("\n");
}

function applicationLine(name: string, causes: readonly Cause[], order: readonly string[]): string {
  const environments = order.filter((one) => causes.some(({ environment }) => environment === one));
  const where = environmentWords(environments);
  const several = environments.length > 1;
  const resources = [
    ...Map.groupBy(causes, ({ change, environment }) =>
      resourceWords(several ? alignedId(change.id, environment) : change.id),
    ),
  ];
  const shown = resources.slice(0, mostResources).map(([resource, same]) => code(resource, 120) + onlyField(same));
  const left = resources.length - shown.length;
  const what = left > 0 ? `${shown.join(", ")} and ${digits(left)} more` : enumerate(shown);
  return `- ${code(name, 100)}${where === "" ? "" : ` in ${prose(where, 200)}`}: ${what}`;
}

/** What becomes of the only field that changes, where that is the same everywhere. */
function onlyField(causes: readonly Cause[]): string {
  const words = causes.map(({ change: { action, fields } }) => {
    const [field, ...others] = fields;
    return action !== "update" || field === undefined || others.length > 0 ? "" : ` ${fieldBrief(field)}`;
  });
  return words.every((word) => word === words[0]) ? (words[0] ?? "") : "";
}
