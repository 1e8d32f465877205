import type { JsonObject } from "../../domain/json.ts";
import type { ExpressionAnswer, ExpressionProgram, Expressions } from "../../ports.ts";
import { WorkerEndedError, WorkerPool } from "../worker-pool.ts";
import type { Answer, Task } from "./task.ts";

/** Evaluates expressions, and how to end its threads. */
export type OpenExpressions = Expressions & { close(): Promise<void> };

export type ExpressionLimits = {
  readonly workers?: number;
  /** For one batch of inputs. */
  readonly timeoutMs?: number;
  readonly maxHeapMegabytes?: number;
};

/** About as much JSON as a batch holds, and the most inputs. */
const batchSize = { characters: 1 << 20, inputs: 500 };

/** Kubernetes' dialect of CEL in worker threads: whatever takes too long, or too much, costs its own thread only. */
export function createExpressions(limits: ExpressionLimits = {}): OpenExpressions {
  const { timeoutMs = 10_000, maxHeapMegabytes = 256, workers } = limits;
  const pool = new WorkerPool<Task, Answer>(new URL("./worker.ts", import.meta.url), {
    maxHeapMegabytes,
    ...(workers !== undefined && { workers }),
  });
  return {
    async evaluate(program, inputs, signal) {
      if (program.expressions.length === 0 || inputs.length === 0) return inputs.map(() => []);
      const question = { pool, timeoutMs, program, text: JSON.stringify(program), ...(signal && { signal }) };
      const answers = await Promise.all([...batchesOf(inputs)].map((batch) => ask(question, batch)));
      return answers.flat();
    },
    close: () => pool.close(),
  };
}

type Question = {
  readonly pool: WorkerPool<Task, Answer>;
  readonly timeoutMs: number;
  readonly program: ExpressionProgram;
  readonly text: string;
  readonly signal?: AbortSignal;
};

type Answers = readonly (readonly ExpressionAnswer[])[];

/** When a batch is stopped at an input, that one has no answer, and the others are asked for again. */
async function ask(question: Question, inputs: readonly string[]): Promise<Answers> {
  const { pool, timeoutMs, program, text, signal } = question;
  if (inputs.length === 0) return [];
  const outcome = await pool.run({ program: text, inputs: `[${inputs.join()}]` }, timeoutMs, signal).catch(endedAt);
  if (outcome.status === "answered") return outcome.results;
  const reason =
    outcome.status === "stopped"
      ? `it took longer than ${timeoutMs / 1000} s`
      : `it took more memory than it may (${outcome.reason})`;
  const none = program.expressions.map((): ExpressionAnswer => ({ status: "not-evaluated", reason }));
  const before = await ask(question, inputs.slice(0, outcome.at));
  return [...before, none, ...(await ask(question, inputs.slice(outcome.at + 1)))];
}

function endedAt(error: unknown): { readonly status: "ended"; readonly at: number; readonly reason: string } {
  if (error instanceof WorkerEndedError) return { status: "ended", at: error.at, reason: error.message };
  throw error;
}

/** The inputs as JSON texts, so many at once that a batch does not take long. */
function* batchesOf(inputs: readonly JsonObject[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const input of inputs) {
    const text = JSON.stringify(input);
    batch.push(text);
    characters += text.length;
    if (characters < batchSize.characters && batch.length < batchSize.inputs) continue;
    yield batch;
    [batch, characters] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
