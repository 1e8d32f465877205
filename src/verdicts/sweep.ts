import { messageOf, TerminalError } from "../errors.ts";
import type { CheckOutcome, CheckRecord } from "../ports/checks.ts";
import { tellReplies } from "./conclude.ts";
import { concludeCancelled, concludeCrashed } from "./end.ts";
import type { DeliverySweepPorts, VerdictPorts } from "./ports.ts";
import { requestCheck } from "./request.ts";
import { mostAttempts } from "./run.ts";

/** A worker beats several times a second: after this long it is dead, or might as well be. */
export const staleMs = 15_000;

/** How far back lost deliveries are looked for. */
const lookBackMs = 60 * 60_000;

/** What crashed workers left: taken over, or concluded when that has been tried often enough, and told to who asked. */
export async function sweepChecks(ports: VerdictPorts, staleAfterMs = staleMs): Promise<void> {
  for (const check of await ports.checks.listStale(staleAfterMs)) {
    try {
      await sweepCheck(check, ports, staleAfterMs);
    } catch (error) {
      ports.log.warn({ check: check.id, error: messageOf(error) }, "a stale check could not be concluded on GitHub");
    }
  }
  for (const check of await ports.checks.listUnanswered()) await tellReplies(check, ports);
}

async function sweepCheck(check: CheckRecord, ports: VerdictPorts, staleAfterMs: number): Promise<void> {
  try {
    if (check.state === "superseded") await concludeCancelled(check, ports);
    else if (check.attempts < mostAttempts) await ports.checks.takeOver(check.id, staleAfterMs);
    else await concludeCrashed(check, check.error ?? `its worker stopped ${check.attempts} times`, ports);
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    // GitHub will never take it: the repository or the installation is gone.
    await ports.checks.conclude(check, gone(error));
    throw error;
  }
}

function gone(error: TerminalError): CheckOutcome {
  return { conclusion: "cancelled", digest: null, error: error.message };
}

/**
 * Open pull requests whose head has no verdict of ours against the branch they now point at, and is not getting
 * one: their delivery was lost.
 */
export async function sweepPullRequests(ports: VerdictPorts): Promise<void> {
  for (const repository of await ports.github.installations.listRepositories()) {
    try {
      for (const { number, base, head } of await ports.github.pullRequests.listOpen(repository)) {
        const revisions = { base: base.revision, baseRef: base.ref, head: head.revision };
        const subject = { repository, pullRequest: number, ...revisions };
        // Already covered heads cost one query; the list may be old, so whatever is new is read again.
        if (!(await ports.checks.isCovered(subject))) await requestCheck(repository, number, false, ports);
      }
    } catch (error) {
      const where = `${repository.owner}/${repository.name}`;
      ports.log.warn({ repository: where, error: messageOf(error) }, "a repository could not be swept");
    }
  }
}

/** Asks GitHub to send again what it could not hand over and we do not have. */
export async function sweepDeliveries({ deliveryLog, known, clock }: DeliverySweepPorts): Promise<void> {
  const failed = await deliveryLog.listFailed(clock.now() - lookBackMs);
  const stored = await known(failed.map(({ guid }) => guid));
  for (const delivery of failed.filter(({ guid }) => !stored.has(guid))) await deliveryLog.redeliver(delivery);
}
