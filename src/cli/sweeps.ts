import { setTimeout as delay } from "node:timers/promises";
import type { Deliveries } from "../adapters/database/deliveries.ts";
import { messageOf } from "../errors.ts";
import type { DeliveryLog } from "../ports/github.ts";
import type { Log } from "../ports/log.ts";
import type { StoredPlans } from "../ports/stored-plans.ts";
import type { VerdictPorts } from "../verdicts/ports.ts";
import { staleMs, sweepChecks, sweepDeliveries, sweepPullRequests } from "../verdicts/sweep.ts";
import { sweepWaivers } from "../verdicts/sweep-waivers.ts";

export type Sweeps = {
  /** One whole sweep, now. */
  now(staleAfterMs?: number): Promise<void>;
  stop(): Promise<void>;
};

type SweepPorts = VerdictPorts & {
  readonly deliveryLog: DeliveryLog;
  readonly deliveries: Deliveries;
  readonly plans: Pick<StoredPlans, "prune">;
};

/** Crashed workers are noticed soon; asking GitHub what it has costs requests. */
const checksEveryMs = 5_000;
const gitHubEveryMs = 5 * 60_000;
const keepDeliveriesMs = 30 * 24 * 60 * 60_000;

/** Sweeps at the start and from then on, until stopped. `alone`: whatever was running when we started is dead. */
export function startSweeps(ports: SweepPorts, active: boolean, alone: boolean): Sweeps {
  const stopping = new AbortController();
  const loops = active
    ? [
        repeat(checksEveryMs, stopping.signal, ports.log, (first) => sweepChecks(ports, first && alone ? 0 : staleMs)),
        repeat(checksEveryMs, stopping.signal, ports.log, () => sweepWaivers(ports)),
        repeat(gitHubEveryMs, stopping.signal, ports.log, () => sweepPullRequests(ports)),
        repeat(gitHubEveryMs, stopping.signal, ports.log, () => sweepLost(ports)),
        repeat(gitHubEveryMs, stopping.signal, ports.log, () => prune(ports)),
      ]
    : [];
  return {
    now: async (staleAfterMs) => {
      await sweepChecks(ports, staleAfterMs);
      await sweepWaivers(ports);
      await sweepLost(ports);
      await sweepPullRequests(ports);
      await prune(ports);
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function prune({ plans, toldReports }: SweepPorts): Promise<void> {
  await plans.prune();
  await toldReports.prune();
}

async function sweepLost(ports: SweepPorts): Promise<void> {
  const { deliveries, clock } = ports;
  await sweepDeliveries({ ...ports, known: (ids) => deliveries.known(ids) });
  await deliveries.forgetBefore(clock.now() - keepDeliveriesMs);
}

async function repeat(
  everyMs: number,
  signal: AbortSignal,
  log: Log,
  sweep: (first: boolean) => Promise<void>,
): Promise<void> {
  for (let first = true; !signal.aborted; first = false) {
    await sweep(first).catch((error: unknown) =>
      log.warn({ error: messageOf(error) }, "a sweep did not come to its end"),
    );
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
}
