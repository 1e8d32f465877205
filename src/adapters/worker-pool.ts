import { getCompileCacheDir } from "node:module";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { SupersededError } from "../errors.ts";

/** `stopped`: the time ran out, and the worker with it. */
type Outcome<Answer> = Answer | { readonly status: "stopped"; readonly at: number };

export type PoolLimits = { readonly workers?: number; readonly maxHeapMegabytes: number };

/** What every task shares with its worker: the index of the input in hand. */
export type Progress = { readonly progress: Int32Array<SharedArrayBuffer> };

/** The worker ended by itself: its memory ran out, or it threw. `at` is the input it had in hand. */
export class WorkerEndedError extends Error {
  readonly at: number;

  constructor(message: string, at: number, cause?: unknown) {
    super(message, { cause });
    this.at = at;
  }
}

type Waiting = (worker: Worker) => void;

/**
 * Worker threads that evaluate what authors wrote. None is started before it is needed or foreseen; a task that takes too
 * long costs its own worker, and the next task a new one. Idle workers do not keep the program alive.
 */
export class WorkerPool<Task extends Progress, Answer extends { readonly status: string }> {
  readonly #script: URL;
  readonly #size: number;
  readonly #maxHeapMegabytes: number;
  readonly #idle: Worker[] = [];
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(script: URL, { workers, maxHeapMegabytes }: PoolLimits) {
    this.#script = script;
    this.#size = workers ?? Math.max(1, Math.min(4, availableParallelism()));
    this.#maxHeapMegabytes = maxHeapMegabytes;
  }

  get size(): number {
    return this.#size;
  }

  /** Starts the first thread, for work that is about to come. */
  warm(): void {
    if (this.#running > 0) return;
    this.#running += 1;
    this.#idle.push(this.#start());
  }

  async run(task: Omit<Task, "progress">, timeoutMs: number, signal?: AbortSignal): Promise<Outcome<Answer>> {
    const worker = await this.#take();
    const progress = new Int32Array(new SharedArrayBuffer(4));
    let outcome: Outcome<Answer>;
    try {
      outcome = await ask<Answer>(worker, { ...task, progress }, timeoutMs, signal);
    } catch (error) {
      this.#discard(worker);
      throw error;
    }
    if (outcome.status === "stopped") this.#discard(worker);
    else this.#give(worker);
    return outcome;
  }

  /** Ends every idle worker; the pool can be used again afterwards. */
  async close(): Promise<void> {
    const idle = this.#idle.splice(0);
    this.#running -= idle.length;
    await Promise.all(idle.map((worker) => worker.terminate()));
  }

  #take(): Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    if (this.#running < this.#size) {
      this.#running += 1;
      return Promise.resolve(this.#start());
    }
    return new Promise((use) => this.#waiting.push(use));
  }

  #give(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(worker);
    else next(worker);
  }

  #discard(worker: Worker): void {
    worker.terminate().catch(() => undefined);
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next(this.#start());
  }

  #start(): Worker {
    const worker = new Worker(this.#script, {
      env: {},
      workerData: { compileCache: getCompileCacheDir() },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#maxHeapMegabytes },
      stdin: false,
    });
    // Whoever waits for an answer listens too; an idle worker's end is noticed by its next task.
    worker.on("error", () => undefined);
    worker.unref();
    return worker;
  }
}

function ask<Answer>(
  worker: Worker,
  task: Progress,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Outcome<Answer>> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome<Answer>>();
  const at = (): number => Atomics.load(task.progress, 0);
  const fail = (error: Error): void => reject(new WorkerEndedError(error.message, at(), error));
  const stop = (): void => reject(new SupersededError("The evaluation is no longer wanted."));
  const end = (code: number): void => reject(new WorkerEndedError(`The worker ended with code ${code}.`, at()));
  const timer = setTimeout(() => resolve({ status: "stopped", at: at() }), timeoutMs);
  worker.ref();
  worker.once("message", resolve).once("error", fail).once("exit", end);
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  else worker.postMessage(task);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    worker.removeListener("message", resolve).removeListener("error", fail).removeListener("exit", end);
    worker.unref();
  });
}
