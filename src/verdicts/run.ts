import { pullRequestLabel } from "../domain/pull-request.ts";
import { toldReport } from "../domain/told-report.ts";
import { messageOf, SupersededError, TerminalError } from "../errors.ts";
import type { CheckRecord } from "../ports/checks.ts";
import { openCheckRun } from "./check-run.ts";
import { concludeCancelled, concludeCrashed } from "./end.ts";
import type { Hold } from "./hold.ts";
import { judgeCheck } from "./judge.ts";
import type { VerdictPorts } from "./ports.ts";
import { say } from "./say.ts";
import type { Worker } from "./worker.ts";

/** After this many workers gave up or died on it, a check concludes as errored. */
export const mostAttempts = 3;

/**
 * Runs one requested check from its check run to its conclusion. The only place in `verdicts/` that
 * catches: whatever happens, the check is concluded, handed back, or left for the sweep to take over.
 */
export async function runCheck(id: string, worker: Worker, ports: VerdictPorts): Promise<void> {
  const check = await ports.checks.begin(id, worker.name);
  if (check === undefined) return settle(id, worker, ports);
  const signal = worker.watch(id);
  try {
    await judgeAndSay(check, { worker: worker.name, signal }, ports);
  } catch (error) {
    await giveUp(check, error, signal, worker, ports);
  } finally {
    worker.unwatch(id);
  }
}

async function judgeAndSay(check: CheckRecord, hold: Hold, ports: VerdictPorts): Promise<void> {
  const run = await openCheckRun(check, hold, ports);
  const judged = await judgeCheck(check, hold.signal, ports);
  // Kept before it is told: whoever reads it may give a command about it at once.
  await ports.toldReports.keep(check, hold.worker, toldReport(judged.report));
  await say({ check, run, ...judged }, hold, ports);
  ports.log.info({ ...labels(check), conclusion: judged.report.conclusion }, "check concluded");
}

async function giveUp(
  check: CheckRecord,
  error: unknown,
  signal: AbortSignal,
  worker: Worker,
  ports: VerdictPorts,
): Promise<void> {
  if (signal.aborted || error instanceof SupersededError) return settle(check.id, worker, ports);
  ports.log.error({ ...labels(check), error: messageOf(error), attempt: check.attempts }, "a check could not be run");
  await ports.checks.noteError(check.id, worker.name, messageOf(error));
  if (error instanceof TerminalError || check.attempts >= mostAttempts) {
    try {
      await concludeCrashed(check, messageOf(error), ports);
    } catch (late) {
      if (!(late instanceof SupersededError)) throw late;
      await settle(check.id, worker, ports);
    }
  }
  // Otherwise it stays ours without a beat, and the sweep gives it to somebody in a while.
}

/** It was taken from us, or we are stopping: whichever it is stands in the row. */
async function settle(id: string, worker: Worker, ports: VerdictPorts): Promise<void> {
  const now = await ports.checks.read(id);
  if (now?.state === "superseded") await concludeCancelled(now, ports);
  if (now?.state === "running") await ports.checks.release(id, worker.name);
}

function labels({ id, repository, pullRequest, head }: CheckRecord): Record<string, string> {
  const where =
    pullRequest === null ? `${repository.owner}/${repository.name}` : pullRequestLabel(repository, pullRequest);
  return { check: id, where, head };
}
