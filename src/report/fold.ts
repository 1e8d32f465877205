import { byImportance, compareText, type Finding } from "../domain/finding.ts";
import { canonicalJson, type Json } from "../domain/json.ts";
import { type ResourceId, resourceKey } from "../domain/manifest.ts";
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
    JSON.stringify([
      ...[finding.severity, finding.path, finding.line, finding.check, finding.rule, finding.message],
      ...[finding.waiver?.id, finding.baseline],
    ]),
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
    .map(([name, reports]) => ({ name, reports, changes: foldChanges(name, reports.map(changesOf)) }))
    .map((group) => ({ group, weights: weightsOf(group) }))
    .sort((a, b) => compareWeights(a.weights, b.weights) || compareText(a.group.name, b.group.name))
    .map(({ group }) => group);
}

function changesOf({ application: { environment }, plan }: ApplicationReport) {
  return { environment, changes: plan.status === "known" ? plan.changes : [] };
}

/** Errored, failed, with what nobody could plan or must not miss, changed, unchanged; among equals the most first. */
function weightsOf({ reports, changes }: ApplicationGroup): readonly number[] {
  const statuses = reports.map(({ status }) => status);
  const unknown = reports.filter(({ plan }) => plan.status === "unknown").length;
  const severe = changes.filter(isDestructive).length;
  return [Number(statuses.includes("errored")), Number(statuses.includes("failed")), severe + unknown, changes.length];
}

function compareWeights(one: readonly number[], other: readonly number[]): number {
  for (const [index, weight] of one.entries()) {
    const difference = (other[index] ?? 0) - weight;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The changes of one application in several environments, most dangerous first, equal ones once. */
export function foldChanges(
  application: string,
  places: readonly { readonly environment: string; readonly changes: readonly Change[] }[],
): readonly FoldedChange[] {
  const all = places.flatMap(({ environment, changes }) => changes.map((change) => ({ change, environment })));
  const byResource = Map.groupBy(
    all,
    ({ change, environment }) => `${change.action}${resourceKey(alignedId(change.id, environment))}`,
  );
  return [...byResource.values()]
    .flatMap((group) =>
      group.length === 1
        ? [group]
        : [...Map.groupBy(group, ({ change, environment }) => contentOf(change, environment)).values()],
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
  const { id, movedFrom } = first.change;
  const isOne = group.every(
    ({ change }) => resourceKey(change.id) === resourceKey(id) && change.movedFrom === movedFrom,
  );
  const folded = { ...first.change, application, environments, sources };
  if (isOne) return [folded];
  const from = movedFrom === undefined ? {} : { movedFrom: aligned(movedFrom, first.environment) };
  return [{ ...folded, id: alignedId(id, first.environment), ...from }];
}

/** `shop-dev` and `shop-prod` are one namespace to a reader who is told the environments: `shop-{environment}`. */
export function alignedId(id: ResourceId, environment: string): ResourceId {
  if (environment === "default" || environment === "") return id;
  return { ...id, namespace: id.namespace && aligned(id.namespace, environment), name: aligned(id.name, environment) };
}

function aligned(name: string, environment: string): string {
  if (!name.includes(environment)) return name;
  return name.replace(new RegExp(`(?<![A-Za-z0-9])${RegExp.escape(environment)}(?![A-Za-z0-9])`, "g"), "{environment}");
}

/** Equal for changes of one resource that a reader would call the same, wherever they come from. */
export function contentOf(
  { apiVersion, fields, risks, reasons, movedFrom = "", imported }: Change,
  environment: string,
): string {
  const from = aligned(movedFrom, environment);
  const parts: Json = [apiVersion, [...fields], [...risks], { ...reasons }, from, imported ?? false];
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
