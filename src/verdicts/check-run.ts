import type { ExistingCheckRun } from "../ports/check-runs.ts";
import type { CheckRecord } from "../ports/checks.ts";
import { renderProgress } from "../report/progress.ts";
import type { Hold } from "./hold.ts";
import type { VerdictPorts } from "./ports.ts";

/** The check run of a check: the one an earlier worker made, or a new one, `in_progress` at once. */
export async function openCheckRun(
  check: CheckRecord,
  hold: Hold,
  { github, checks }: Pick<VerdictPorts, "github" | "checks">,
): Promise<ExistingCheckRun> {
  const existing = check.attempts > 1 ? await findCheckRun(check, { github }) : undefined;
  if (existing !== undefined) return existing;
  const output = renderProgress(check.base, check.head);
  const id = await github.checkRuns.create(check.repository, { head: check.head, externalId: check.id, output });
  await checks.noteCheckRun(check.id, hold.worker, id);
  return { id, annotations: 0 };
}

/** Looked up, not remembered: a worker may die between GitHub's answer and the note of it. */
export async function findCheckRun(
  check: CheckRecord,
  { github }: Pick<VerdictPorts, "github">,
): Promise<ExistingCheckRun | undefined> {
  return github.checkRuns.find(check.repository, check.head, check.id);
}
