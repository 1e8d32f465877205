import { setTimeout as delay } from "node:timers/promises";
import { messageOf, SupersededError } from "../errors.ts";
import type { Checks } from "../ports/checks.ts";
import type { Log } from "../ports/log.ts";

/** One program's share of the work: beats for the checks it runs and stops those it lost. */
export type Worker = {
  readonly name: string;
  /** Aborted within a beat of a newer push, and when the program stops. */
  watch(check: string): AbortSignal;
  unwatch(check: string): void;
  /** Stops everything; what was running is handed back by whoever runs it. Resolves when no beat is under way. */
  stop(): Promise<void>;
};

/** A push is noticed within this time; a dead worker after thirty of them. */
const beatMs = 300;

export function createWorker(name: string, checks: Pick<Checks, "beat">, log: Log): Worker {
  const running = new Map<string, AbortController>();
  const stopping = new AbortController();
  let beats: Promise<void> = Promise.resolve();
  let beating = false;

  async function beat(): Promise<void> {
    const ids = [...running.keys()];
    const mine = await checks.beat(ids, name);
    for (const id of ids.filter((one) => !mine.has(one))) {
      running.get(id)?.abort(new SupersededError("A newer push took its place."));
    }
  }

  async function keepBeating(): Promise<void> {
    beating = true;
    while (running.size > 0 && !stopping.signal.aborted) {
      await delay(beatMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted || running.size === 0) break;
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
      if (stopping.signal.aborted) controller.abort(stopped());
      else if (!beating) beats = keepBeating();
      return controller.signal;
    },
    unwatch: (check) => {
      running.delete(check);
    },
    stop: () => {
      stopping.abort();
      for (const controller of running.values()) controller.abort(stopped());
      return beats;
    },
  };
}

function stopped(): SupersededError {
  return new SupersededError("The program is stopping.");
}
