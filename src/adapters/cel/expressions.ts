import type { ExpressionAnswer, ExpressionProgram, Expressions } from "../../ports/expressions.ts";
import { WorkerEndedError, WorkerPool } from "../worker-pool.ts";
import { type Pair, packed, partsOf } from "./batches.ts";
import type { Answer, Task } from "./task.ts";

/** Evaluates expressions, and how to end its threads. */
type OpenExpressions = Expressions & { close(): Promise<void> };

type ExpressionLimits = {
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
      const asking = { pool, timeoutMs, signal, stopped: new Map() };
      const work = async (): Promise<void> => {
        for (const { from, pairs: part } of parts) {
          const found = await ask(asking, part);
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
  /** How often each program was stopped, and why the last time. */
  readonly stopped: Map<ExpressionProgram, { readonly times: number; readonly reason: string }>;
};

type Answers = readonly (readonly ExpressionAnswer[])[];

/** A program that was stopped this often is not asked any more: what it asks for does not end. */
const mostStops = 3;

/** When a batch is stopped at an input, that one has no answer, and the others are asked for again. */
async function ask(asking: Asking, pairs: readonly Pair[]): Promise<Answers> {
  const { pool, timeoutMs, signal, stopped } = asking;
  const hopeless = ({ program }: Pair): boolean => (stopped.get(program)?.times ?? 0) >= mostStops;
  if (pairs.some(hopeless)) return askOthers(asking, pairs, hopeless);
  if (pairs.length === 0) return [];
  const outcome = await pool.run(packed(pairs), timeoutMs, signal).catch(endedAt);
  if (outcome.status === "answered") return outcome.results;
  const pair = pairs[outcome.at];
  if (pair === undefined) throw new Error("The worker was stopped at an input that it was not given.");
  const reason =
    outcome.status === "stopped" ? `it took longer than ${timeoutMs / 1000} s` : "it took more memory than it may";
  stopped.set(pair.program, { times: (stopped.get(pair.program)?.times ?? 0) + 1, reason });
  const before = await ask(asking, pairs.slice(0, outcome.at));
  return [...before, noAnswers(pair, reason), ...(await ask(asking, pairs.slice(outcome.at + 1)))];
}

async function askOthers(asking: Asking, pairs: readonly Pair[], hopeless: (pair: Pair) => boolean): Promise<Answers> {
  const answers = (
    await ask(
      asking,
      pairs.filter((pair) => !hopeless(pair)),
    )
  ).values();
  return pairs.map((pair) => {
    const reason = asking.stopped.get(pair.program)?.reason ?? "";
    return hopeless(pair) ? noAnswers(pair, reason) : (answers.next().value ?? []);
  });
}

function noAnswers({ program }: Pair, reason: string): readonly ExpressionAnswer[] {
  return program.expressions.map(() => ({ status: "not-evaluated", reason, exhausted: true }));
}

/** Memory is what an author can use up; whatever else ends a thread is nobody's expression. */
function endedAt(error: unknown): { readonly status: "ended"; readonly at: number } {
  const cause: unknown = error instanceof WorkerEndedError ? error.cause : undefined;
  if (!(error instanceof WorkerEndedError) || !isOutOfMemory(cause)) throw error;
  return { status: "ended", at: error.at };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
