import { diffArrays } from "diff";
import type { Finding } from "../domain/finding.ts";
import type { Report } from "../domain/report.ts";
import type { TreeId } from "../domain/revision.ts";
import type { Repository } from "../ports.ts";

/**
 * Findings point into the merge result; GitHub shows the head commit. Where the base changed the same file,
 * the lines differ: they are moved to where the head has them.
 */
export async function onHeadLines(report: Report, repository: Repository, signal: AbortSignal): Promise<Report> {
  if (report.base === null || report.findings.length === 0) return report;
  const merged = await repository.mergeTree(report.base, report.head);
  if (merged.status === "conflicts") return report;
  const head = await repository.treeOf(report.head);
  if (merged.tree === head) return report;
  const paths = await changedPaths(report.findings, repository, { merged: merged.tree, head });
  if (paths.size === 0) return report;
  const [before, after] = [
    await texts(repository, merged.tree, paths, signal),
    await texts(repository, head, paths, signal),
  ];
  const maps = new Map([...paths].map((path) => [path, headLines(before.get(path) ?? "", after.get(path) ?? "")]));
  return { ...report, findings: report.findings.map((finding) => moved(finding, maps.get(finding.path))) };
}

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

function moved(finding: Finding, lines: readonly number[] | undefined): Finding {
  return lines === undefined ? finding : { ...finding, line: lines[finding.line] ?? finding.line };
}

async function changedPaths(
  findings: readonly Finding[],
  repository: Repository,
  { merged, head }: { readonly merged: TreeId; readonly head: TreeId },
): Promise<ReadonlySet<string>> {
  const changes = await repository.changes(merged, head);
  const modified = new Set(changes.filter(({ status }) => status === "modified").map(({ path }) => path));
  return new Set(findings.map(({ path }) => path).filter((path) => modified.has(path)));
}

async function texts(
  repository: Repository,
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
