import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type ProgramOutcome, type ProgramRun, runProgram } from "./run-program.ts";

export type LaunchOrder =
  | { readonly kind: "run"; readonly id: number; readonly run: Omit<ProgramRun, "signal"> }
  | { readonly kind: "stop"; readonly id: number };

export type LaunchAnswer =
  | { readonly id: number; readonly outcome: ProgramOutcome }
  | { readonly id: number; readonly error: string };

type Pending = { resolve(outcome: ProgramOutcome): void; reject(reason: unknown): void };

const program = fileURLToPath(new URL("launcher-process.ts", import.meta.url));

/** A launcher pays for itself only when programs are many: a short check starts some twenty. */
export const ownRuns = 24;

/** The launcher of this process: one is enough for everything it starts. */
export const launchProgram = createLauncher();

/**
 * Runs programs as `runProgram` does, but from a small process of its own after the first few. Starting a
 * program copies the memory tables of whoever starts it: with hundreds of megabytes of manifests in memory
 * that takes longer than most programs run, and nothing else is done meanwhile.
 */
export function createLauncher(): (run: ProgramRun) => Promise<ProgramOutcome> {
  const pending = new Map<number, Pending>();
  let child: ChildProcess | undefined;
  let runs = 0;

  function start(): ChildProcess {
    const started = fork(program, [], {
      serialization: "advanced",
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: {},
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    started.on("message", (told: LaunchAnswer) => settle(told));
    const lost = (error: Error): void => {
      if (child !== started) return;
      child = undefined;
      for (const { reject } of pending.values()) reject(error);
      pending.clear();
    };
    started.once("error", lost);
    started.once("exit", () => lost(new Error("The process that starts programs has ended.")));
    // It must not keep us alive; while something runs, its channel does.
    started.unref();
    return started;
  }

  function settle(told: LaunchAnswer): void {
    const waiting = pending.get(told.id);
    pending.delete(told.id);
    if (pending.size === 0) child?.channel?.unref();
    if ("outcome" in told) waiting?.resolve(withBuffer(told.outcome));
    else waiting?.reject(new Error(told.error));
  }

  return async ({ signal, ...run }) => {
    signal?.throwIfAborted();
    runs += 1;
    if (runs <= ownRuns) return runProgram({ ...run, signal });
    child ??= start();
    const [id, launcher] = [runs, child];
    launcher.channel?.ref();
    const answered = new Promise<ProgramOutcome>((resolve, reject) => pending.set(id, { resolve, reject }));
    const onAbort = (): void => void launcher.send({ kind: "stop", id } satisfies LaunchOrder);
    signal?.addEventListener("abort", onAbort, { once: true });
    launcher.send(
      { kind: "run", id, run } satisfies LaunchOrder,
      (error) => error && settle({ id, error: error.message }),
    );
    try {
      return await answered;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  };
}

/** What crosses between processes arrives as plain bytes. */
function withBuffer(outcome: ProgramOutcome): ProgramOutcome {
  if (outcome.status !== "ended") return outcome;
  const { buffer, byteOffset, byteLength } = outcome.stdout;
  return { ...outcome, stdout: Buffer.from(buffer, byteOffset, byteLength) };
}
