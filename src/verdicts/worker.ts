import { setTimeout as delay } from "node:timers/promises";
import { messageOf, SupersededError } from "../errors.ts";
import type { Checks, Log } from "../ports.ts";

/** One program's share of the work: beats for the checks it runs and stops those it lost. */
export type Worker = {
  readonly name: string;
  /** Aborted within a beat of a newer push, and when the program stops. */
  watch(check: string): AbortSignal;
  unwatch(check: string): void;
  /** Stops everything; what was running is handed back by whoever runs it. */
  stop(): void;
};

/** A push is noticed within this time; a dead worker after thirty of them. */
const beatMs = 300;

export function createWorker(name: string, checks: Pick<Checks, "beat">, log: Log): Worker {
  const running = new Map<string, AbortController>();
  let beating = false;

  async function beat(): Promise<void> {
    const ids = [...running.keys()];
    const mine = await checks.beat(ids, name);
    for (const id of ids.filter((one) => !mine.has(one))) {
      running.get(id)?.abort(new SupersededError("A newer push took its place."));
    }
  }

  async function keepBeating(): Promise<void> {
    if (beating) return;
    beating = true;
    while (running.size > 0) {
      await delay(beatMs);
      await beat().catch((error: unknown) =>
        log.warn({ error: messageOf(error) }, "the heartbeat could not be written"),
      );
    }
    beating = false;
  }

  return {
    name,
    watch: (check) => {
      const controller = new AbortController();
      running.set(check, controller);
      void keepBeating();
      return controller.signal;
    },
    unwatch: (check) => {
      running.delete(check);
    },
    stop: () => {
      for (const controller of running.values()) controller.abort(new SupersededError("The program is stopping."));
    },
  };
}
