import { parseRevision } from "../domain/revision.ts";
import type { CheckRecord } from "../ports/checks.ts";
import { type EndedOutput, renderCrashed, renderSkipped, renderSuperseded } from "../report/progress.ts";
import { findCheckRun } from "./check-run.ts";
import { concludeCheck } from "./conclude.ts";
import type { VerdictPorts } from "./ports.ts";

type EndPorts = Pick<VerdictPorts, "github" | "checks" | "replies" | "log" | "webUrl">;

/** A newer push took over, or the pull request was closed: its check run says so. */
export async function concludeCancelled(check: CheckRecord, ports: EndPorts): Promise<void> {
  const by = parseRevision(check.supersededBy ?? "");
  const output =
    by === undefined ? { ...renderSkipped(closedReason), conclusion: "cancelled" as const } : renderSuperseded(by);
  await end(check, output, null, ports);
}

const closedReason = "The pull request was closed before the check had ended.";

/** Ours, not the author's: it never passes, and never stays in progress. */
export async function concludeCrashed(check: CheckRecord, reason: string, ports: EndPorts): Promise<void> {
  await end(check, renderCrashed(reason), reason, ports);
}

async function end(check: CheckRecord, output: EndedOutput, error: string | null, ports: EndPorts): Promise<void> {
  const { conclusion, actions, title, summary } = output;
  let id = check.checkRun ?? (check.attempts > 0 ? (await findCheckRun(check, ports))?.id : undefined);
  if (id !== undefined) {
    await ports.github.checkRuns.update(check.repository, id, { output: { title, summary }, conclusion, actions });
  } else if (conclusion !== "cancelled") {
    id = await ports.github.checkRuns.create(check.repository, {
      head: check.head,
      externalId: check.id,
      output: { title, summary },
    });
    await ports.github.checkRuns.update(check.repository, id, { output: { title, summary }, conclusion, actions });
  }
  await concludeCheck({ ...check, checkRun: id ?? null }, { conclusion, digest: null, error }, ports);
}
