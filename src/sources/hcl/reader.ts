import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";
import type { HclAnswer, HclTask } from "./answer.ts";

/** `stopped`: it took longer than it may, or the thread ended under it; another time it may be read. */
export type HclOutcome = HclAnswer | { readonly status: "stopped"; readonly reason: string };

/** A file of a thousand resources takes a tenth of a second. */
const defaultTimeoutMs = 20_000;

/** The thread holds some 80 MB, which nobody needs who reads no Terraform any more. */
const idleMs = 30_000;

/** Memory that a long text took is only given back with the thread. */
const longText = 256 * 1024;

/**
 * Reads HCL in a thread of its own, one text after the other: whatever a text does to the parser, the program
 * goes on. The thread begins with the first text and ends when there has been none for a while.
 */
export class HclReader {
  readonly #timeoutMs: number;
  #thread: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(timeoutMs: number = defaultTimeoutMs) {
    this.#timeoutMs = timeoutMs;
  }

  read(text: string): Promise<HclOutcome> {
    const outcome = this.#last.then(() => this.#ask({ text }));
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  async #ask(task: HclTask): Promise<HclOutcome> {
    clearTimeout(this.#idle);
    this.#thread ??= start();
    const outcome = await answerOf(this.#thread, task, this.#timeoutMs);
    const isSpent = outcome.status === "stopped" || (outcome.status === "broken" && outcome.spent);
    if (isSpent || task.text.length > longText) this.#end();
    this.#idle = setTimeout(() => this.#end(), idleMs).unref();
    return outcome;
  }

  #end(): void {
    this.#thread?.terminate().catch(() => undefined);
    this.#thread = undefined;
  }
}

function start(): Worker {
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    env: {},
    workerData: { compileCache: getCompileCacheDir() },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
    stdin: false,
    // A parser that fails prints its whole stack, and with it what it was reading. Nobody reads these streams:
    // a listener would keep the program from ending for as long as the thread idles.
    stdout: true,
    stderr: true,
  });
  worker.on("error", () => undefined);
  worker.unref();
  return worker;
}

function answerOf(worker: Worker, task: HclTask, timeoutMs: number): Promise<HclOutcome> {
  const { promise, resolve } = Promise.withResolvers<HclOutcome>();
  const stopped = (reason: string): void => resolve({ status: "stopped", reason });
  const onError = (): void => stopped("reading it took more memory than a file may take");
  const onExit = (): void => stopped("the thread that read it ended");
  const timer = setTimeout(() => stopped(`reading it took longer than ${timeoutMs / 1000} seconds`), timeoutMs);
  worker.ref();
  worker.once("message", resolve).once("error", onError).once("exit", onExit);
  worker.postMessage(task);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.removeListener("message", resolve).removeListener("error", onError).removeListener("exit", onExit);
    worker.unref();
  });
}
