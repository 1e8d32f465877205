import type { ExpressionAnswer, Expressions } from "../../ports.ts";
import { WorkerEndedError, WorkerPool } from "../worker-pool.ts";
import { type Pair, packed, partsOf } from "./batches.ts";
import type { Answer, Task } from "./task.ts";

/** Evaluates expressions, and how to end its threads. */
export type OpenExpressions = Expressions & { close(): Promise<void> };

export type ExpressionLimits = {
  readonly workers?: number;
  /** For one batch of inputs. */
  readonly timeoutMs?: number;
  readonly maxHeapMegabytes?: number;
};

/** Kubernetes' dialect of CEL in worker threads: whatever takes too long, or too much, costs its own thread only. */
export function createExpressions(limits: ExpressionLimits = {}): OpenExpressions {
  const { timeoutMs = 10_000, maxHeapMegabytes = 256, workers } = limits;
  const pool = new WorkerPool<Task, Answer>(new URL("./worker.ts", import.meta.url), {
    maxHeapMegabytes,
    ...(workers !== undefined && { workers }),
  });
  return {
    async evaluate(program, inputs, signal) {
      const programs = "expressions" in program ? inputs.map(() => program) : program;
      const pairs = inputs.flatMap((input, at) => {
        const own = programs[at];
        return own === undefined ? [] : [{ program: own, input }];
      });
      const answers: (readonly ExpressionAnswer[])[] = [];
      const parts = partsOf(pairs);
      const work = async (): Promise<void> => {
        for (const { from, pairs: part } of parts) {
          const found = await ask({ pool, timeoutMs, signal }, part);
          for (const [at, answer] of found.entries()) answers[from + at] = answer;
        }
      };
      // Each takes the next part when it is done with one, so that few are in memory at once.
      await Promise.all(Array.from({ length: pool.size }, work));
      return answers;
    },
    close: () => pool.close(),
  };
}

type Asking = {
  readonly pool: WorkerPool<Task, Answer>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
};

type Answers = readonly (readonly ExpressionAnswer[])[];

/** When a batch is stopped at an input, that one has no answer, and the others are asked for again. */
async function ask(asking: Asking, pairs: readonly Pair[]): Promise<Answers> {
  const { pool, timeoutMs, signal } = asking;
  if (pairs.length === 0) return [];
  const outcome = await pool.run(packed(pairs), timeoutMs, signal).catch(endedAt);
  if (outcome.status === "answered") return outcome.results;
  const reason =
    outcome.status === "stopped"
      ? `it took longer than ${timeoutMs / 1000} s`
      : `it took more memory than it may (${outcome.reason})`;
  const none = pairs[outcome.at]?.program.expressions.map(
    (): ExpressionAnswer => ({ status: "not-evaluated", reason }),
  );
  const before = await ask(asking, pairs.slice(0, outcome.at));
  return [...before, none ?? [], ...(await ask(asking, pairs.slice(outcome.at + 1)))];
}

function endedAt(error: unknown): { readonly status: "ended"; readonly at: number; readonly reason: string } {
  if (error instanceof WorkerEndedError) return { status: "ended", at: error.at, reason: error.message };
  throw error;
}
