import { diffArrays } from "diff";
import type { Finding } from "../domain/finding.ts";
import type { ApplicationReport, Report } from "../domain/report.ts";
import type { TreeId } from "../domain/revision.ts";
import type { SourceLocation } from "../domain/source.ts";
import type { Repository } from "../ports/git.ts";

/**
 * Findings and changes point into the merge result; GitHub shows the head commit. Where the base changed the
 * same file, the lines differ: they are moved to where the head has them. A fix of a line that the head has
 * otherwise is no fix there.
 */
export async function onHeadLines(report: Report, repository: Trees, signal: AbortSignal): Promise<Report> {
  const sources = [...report.findings, ...report.applications.flatMap(headSources)];
  if (report.base === null || sources.length === 0) return report;
  const merged = await repository.mergeTree(report.base, report.head);
  if (merged.status === "conflicts") return report;
  const head = await repository.treeOf(report.head);
  if (merged.tree === head) return report;
  const paths = await changedPaths(sources, repository, { merged: merged.tree, head });
  if (paths.size === 0) return report;
  const [before, after] = [
    await texts(repository, merged.tree, paths, signal),
    await texts(repository, head, paths, signal),
  ];
  const heads = new Map(
    [...paths].map((path): [string, Head] => {
      const text = after.get(path) ?? "";
      return [path, { lines: headLines(before.get(path) ?? "", text), text: text.split("\n") }];
    }),
  );
  return {
    ...report,
    findings: report.findings.map((finding) => movedFinding(finding, heads.get(finding.path))),
    applications: report.applications.map((entry) => movedChanges(entry, heads)),
  };
}

/** A file of the head, and for each line of the merge result which of its lines that is. */
type Head = { readonly lines: readonly number[]; readonly text: readonly string[] };

/** What is deleted points into the base, and stays. */
function headSources({ plan }: ApplicationReport): readonly SourceLocation[] {
  if (plan.status === "unknown") return [];
  return plan.changes.filter(({ action }) => action !== "delete").flatMap(({ sources }) => sources);
}

function movedChanges(entry: ApplicationReport, heads: ReadonlyMap<string, Head>): ApplicationReport {
  const { plan } = entry;
  if (plan.status === "unknown") return entry;
  const changes = plan.changes.map((change) =>
    change.action === "delete"
      ? change
      : { ...change, sources: change.sources.map((source) => moved(source, heads.get(source.path))) },
  );
  return { ...entry, plan: { ...plan, changes } };
}

function movedFinding(finding: Finding, head: Head | undefined): Finding {
  const { fix, ...rest } = finding;
  if (head === undefined) return finding;
  const line = fix === undefined ? 0 : (head.lines[fix.line] ?? fix.line);
  const kept = fix !== undefined && head.text[line - 1] === fix.before ? { fix: { ...fix, line } } : {};
  return { ...moved(rest, head), ...kept };
}

/** What is asked of a repository here. */
type Trees = Pick<Repository, "mergeTree" | "treeOf" | "changes" | "list" | "read">;

/** For each line of the merge result (from 1) the same line of the head, or the closest one above it. */
export function headLines(merged: string, head: string): readonly number[] {
  const lines = [0];
  let at = 0;
  for (const { added, removed, value } of diffArrays(merged.split("\n"), head.split("\n"))) {
    for (const _ of value) {
      if (!removed) at += 1;
      if (!added) lines.push(Math.max(1, at));
    }
  }
  return lines;
}

function moved<Located extends SourceLocation>(place: Located, head: Head | undefined): Located {
  return head === undefined ? place : { ...place, line: head.lines[place.line] ?? place.line };
}

async function changedPaths(
  places: readonly SourceLocation[],
  repository: Trees,
  { merged, head }: { readonly merged: TreeId; readonly head: TreeId },
): Promise<ReadonlySet<string>> {
  const changes = await repository.changes(merged, head);
  const modified = new Set(changes.filter(({ status }) => status === "modified").map(({ path }) => path));
  return new Set(places.map(({ path }) => path).filter((path) => modified.has(path)));
}

async function texts(
  repository: Trees,
  tree: TreeId,
  paths: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const entries = (await repository.list(tree)).filter(({ path }) => paths.has(path));
  const blobs = await repository.read(
    entries.map(({ blob }) => blob),
    signal,
  );
  const decoder = new TextDecoder();
  return new Map(entries.map(({ path, blob }) => [path, decoder.decode(blobs.get(blob))]));
}
