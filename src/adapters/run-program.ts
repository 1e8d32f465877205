import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { messageOf } from "../errors.ts";

/** One run of a program by argument vector; never a shell. */
export type ProgramRun = {
  readonly path: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly timeoutMs: number;
  /** Of standard output; the rest of a longer standard error is dropped. */
  readonly maxOutputBytes: number;
  readonly input?: string | Uint8Array;
  readonly signal?: AbortSignal | undefined;
  /** How long the program may tidy up after SIGTERM before SIGKILL; 0 kills at once. */
  readonly graceMs?: number;
};

export type ProgramOutcome =
  | { readonly status: "ended"; readonly code: number; readonly stdout: Buffer; readonly stderr: string }
  | { readonly status: "timed-out" }
  | { readonly status: "too-much-output" };

const maxErrorBytes = 64 * 1024;

/**
 * Runs a program with everything it starts in a process group of its own, and kills the group when
 * the time is up, the output too long, or the signal aborted (then it rejects with the signal's reason).
 * Rejects also when the program cannot be started.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramOutcome> {
  run.signal?.throwIfAborted();
  const child = spawn(run.path, run.args, { cwd: run.directory, env: run.env, detached: true, stdio: "pipe" });
  const stopped = stopper(child, run.graceMs ?? 0);
  const onAbort = () => stopped.stop("aborted");
  run.signal?.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => stopped.stop("timed-out"), run.timeoutMs);
  try {
    const output = collect(child, run.maxOutputBytes, () => stopped.stop("too-much-output"));
    feed(child, run.input);
    const code = await ended(child);
    if (stopped.why() === "aborted") throw run.signal?.reason;
    const why = stopped.why();
    if (why === "timed-out" || why === "too-much-output") return { status: why };
    return { status: "ended", code, ...output() };
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener("abort", onAbort);
    stopped.tidy();
  }
}

type StopReason = "aborted" | "timed-out" | "too-much-output";

function stopper(child: ChildProcessWithoutNullStreams, graceMs: number) {
  let reason: StopReason | undefined;
  let force: NodeJS.Timeout | undefined;
  return {
    why: (): StopReason | undefined => reason,
    stop(why: StopReason) {
      if (reason !== undefined) return;
      reason = why;
      killGroup(child, graceMs > 0 ? "SIGTERM" : "SIGKILL");
      if (graceMs > 0) force = setTimeout(() => killGroup(child, "SIGKILL"), graceMs);
    },
    tidy() {
      clearTimeout(force);
      // What a program left running in its group must not outlive the answer.
      if (reason !== undefined) killGroup(child, "SIGKILL");
    },
  };
}

function killGroup(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

function collect(child: ChildProcessWithoutNullStreams, maxBytes: number, onTooMuch: () => void) {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let outBytes = 0;
  let errBytes = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    outBytes += chunk.length;
    if (outBytes > maxBytes) onTooMuch();
    else stdout.push(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    if (errBytes < maxErrorBytes) stderr.push(chunk.subarray(0, maxErrorBytes - errBytes));
    errBytes += chunk.length;
  });
  return () => ({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") });
}

function feed(child: ChildProcessWithoutNullStreams, input: string | Uint8Array | undefined): void {
  // A program that ends without reading its input closes the pipe; its exit code tells the story.
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
}

/** The exit code, or 128 and the signal's absence of one, as shells count; rejects when it never started. */
function ended(child: ChildProcessWithoutNullStreams): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", (cause) =>
      reject(new Error(`Could not start ${child.spawnfile}: ${messageOf(cause)}`, { cause })),
    );
    child.on("close", (code) => resolve(code ?? 128));
  });
}
