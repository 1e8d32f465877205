import { byImportance, compareText, type Finding } from "../domain/finding.ts";
import { canonicalJson, type Json } from "../domain/json.ts";
import { resourceKey } from "../domain/manifest.ts";
import { actions, type Change } from "../domain/plan.ts";
import type { ApplicationReport, Report } from "../domain/report.ts";
import type { SourceLocation } from "../domain/source.ts";

/*
 * A base that three environments share says the same thing three times. People are told once,
 * with the environments it holds for.
 */

/** One remark, with every application and environment it was made for. */
export type FoldedFinding = Finding & {
  readonly places: readonly { readonly application: string; readonly environments: readonly string[] }[];
  readonly resources: readonly string[];
};

/** One change of an application, with every environment it happens in alike. */
export type FoldedChange = Change & { readonly application: string; readonly environments: readonly string[] };

/** Everything about one application, over its environments. */
export type ApplicationGroup = {
  readonly name: string;
  readonly reports: readonly ApplicationReport[];
  readonly changes: readonly FoldedChange[];
};

/** Equal remarks about one line made one, worst first; environments in the order of the applications. */
export function foldFindings({
  findings,
  applications,
}: Pick<Report, "findings" | "applications">): readonly FoldedFinding[] {
  const order = unique(applications.map(({ application }) => application.environment));
  const groups = Map.groupBy(findings.toSorted(byImportance), (finding) =>
    JSON.stringify([finding.severity, finding.path, finding.line, finding.check, finding.rule, finding.message]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const resources = unique(group.flatMap(({ resource }) => resource ?? []));
    return [{ ...first, places: placesOf(group, order), resources }];
  });
}

function placesOf(findings: readonly Finding[], order: readonly string[]): FoldedFinding["places"] {
  const named = findings.filter(({ application }) => application !== null);
  return [...Map.groupBy(named, ({ application }) => application ?? "")].map(([application, group]) => ({
    application,
    environments: unique(group.flatMap(({ environment }) => environment ?? [])).toSorted(
      (a, b) => order.indexOf(a) - order.indexOf(b),
    ),
  }));
}

/** The applications by name, worst first; each change once. */
export function groupApplications(report: Report): readonly ApplicationGroup[] {
  const groups = Map.groupBy(report.applications, ({ application }) => application.name);
  return [...groups]
    .map(([name, reports]) => ({ name, reports, changes: foldChanges(name, reports) }))
    .map((group) => ({ group, rank: rankOf(group) }))
    .sort((a, b) => a.rank - b.rank || compareText(a.group.name, b.group.name))
    .map(({ group }) => group);
}

function rankOf({ reports, changes }: ApplicationGroup): number {
  if (reports.some(({ status }) => status === "errored")) return 0;
  if (reports.some(({ status }) => status === "failed")) return 1;
  if (changes.some(isDestructive)) return 2;
  return changes.length > 0 ? 3 : 4;
}

function foldChanges(application: string, reports: readonly ApplicationReport[]): readonly FoldedChange[] {
  const all = reports.flatMap(({ application: { environment }, plan }) =>
    plan.status === "known" ? plan.changes.map((change) => ({ change, environment })) : [],
  );
  const byResource = Map.groupBy(all, ({ change }) => change.action + resourceKey(change.id));
  return [...byResource.values()]
    .flatMap((group) =>
      group.length === 1 ? [group] : [...Map.groupBy(group, ({ change }) => contentOf(change)).values()],
    )
    .flatMap((group) => foldGroup(application, group))
    .sort((a, b) => actions.indexOf(a.action) - actions.indexOf(b.action));
}

type PlacedChange = { readonly change: Change; readonly environment: string };

function foldGroup(application: string, group: readonly PlacedChange[]): readonly FoldedChange[] {
  const [first] = group;
  if (first === undefined) return [];
  const environments = unique(group.map(({ environment }) => environment));
  const sources = uniqueSources(group.flatMap(({ change }) => change.sources));
  return [{ ...first.change, application, environments, sources }];
}

/** Equal for changes of one resource that a reader would call the same, wherever they come from. */
function contentOf({ apiVersion, fields, risks }: Change): string {
  const parts: Json = [apiVersion, [...fields], [...risks]];
  return canonicalJson(parts);
}

/** Whether a reader has to see it, however long the report is. */
export function isDestructive({ action, risks }: Pick<Change, "action" | "risks">): boolean {
  return action === "delete" || action === "replace" || risks.length > 0;
}

function uniqueSources(sources: readonly SourceLocation[]): readonly SourceLocation[] {
  return [...new Map(sources.map((source) => [`${source.path}:${source.line}`, source])).values()];
}

/** In order of first appearance. */
export function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
