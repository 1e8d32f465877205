import type { JsonObject } from "../../domain/json.ts";
import type { Denial, EvaluatePolicies, OfOneInput, PolicyRule } from "../../ports/policies.ts";
import { parseAnswer } from "./answers.ts";
import type { CompiledPolicies } from "./compiled.ts";
import { packagesOf, wantedKey } from "./entry.ts";
import type { InstanceLimits } from "./instance.ts";
import type { WorkerPool } from "./pool.ts";
import type { Task } from "./task.ts";

/** Policies ready to be instantiated; the key tells one module from another in every thread. */
export type Module = {
  readonly key: string;
  readonly module: WebAssembly.Module;
  readonly policies: CompiledPolicies;
};

type EvaluationLimits = InstanceLimits & {
  /** For one batch of inputs. */
  readonly timeoutMs: number;
};

/** Evaluates one module in the pool's threads, over `base` as data. */
export function evaluatorOf(
  loaded: Module,
  base: JsonObject,
  pool: WorkerPool,
  limits: EvaluationLimits,
): EvaluatePolicies {
  return async (packages, inputs, { data = {}, each, signal }) => {
    const question = { loaded, pool, limits, data: { ...base, ...data }, ...(signal && { signal }) };
    const asking = { question, packages, dataText: dataFor(question, packages) };
    const size = batchSize(inputs.length, pool.size);
    const answers: (readonly (readonly Denial[])[])[] = [];
    let next = 0;
    // Texts are written while other threads evaluate, and only so many of them at once.
    const work = async (): Promise<void> => {
      for (let at = next; at < inputs.length; at = next) {
        next += size;
        const texts = inputs
          .slice(at, at + size)
          .map((input, index) => JSON.stringify({ input, each: { ...alone, ...each?.[at + index] } }));
        answers[at / size] = await ask(asking, texts);
      }
    };
    const stopAll = (error: unknown): never => {
      next = inputs.length;
      throw error;
    };
    await Promise.all(Array.from({ length: pool.size * 2 }, () => work().catch(stopAll)));
    return answers.flat();
  };
}

const alone: OfOneInput = { action: null, old: null, path: null, beside: [] };

type Question = {
  readonly loaded: Module;
  readonly pool: WorkerPool;
  readonly limits: EvaluationLimits;
  readonly data: JsonObject;
  readonly signal?: AbortSignal;
};

/** Large enough that sending it costs little, small enough that every thread has some and answers soon. */
function batchSize(count: number, workers: number): number {
  return Math.min(256, Math.max(32, Math.ceil(count / workers)));
}

type Asking = {
  readonly question: Question;
  readonly packages: readonly string[];
  /** What stands under `data`, which can hold a whole plan, written once for all batches. */
  readonly dataText: string;
};

async function ask(asking: Asking, inputs: readonly string[]): Promise<readonly (readonly Denial[])[]> {
  const { loaded, pool, limits, signal } = asking.question;
  const outcome = await pool.run(taskFor(asking, inputs), limits.timeoutMs, signal);
  if (outcome.status === "answered") return outcome.results.map((answer) => parseAnswer(answer, loaded.policies));
  const culprits = await blame(asking, inputs[outcome.at] ?? "null");
  const why =
    outcome.status === "stopped" ? `was stopped after ${limits.timeoutMs / 1000} s` : `failed: ${outcome.reason}`;
  throw new Error(`${placesOf(loaded.policies.rules, culprits)}: the evaluation ${why}; no answer is never "allowed".`);
}

function taskFor({ question, dataText }: Asking, inputs: readonly string[]): Omit<Task, "progress"> {
  const { key, module } = question.loaded;
  return { key, module, data: dataText, inputs, limits: question.limits };
}

function dataFor({ loaded, data }: Question, packages: readonly string[]): string {
  const wanted = packagesOf(loaded.policies).map((name) => packages.includes(name));
  return JSON.stringify({ ...data, [wantedKey]: wanted });
}

/** The first package that alone does not answer either. */
async function blame({ question, packages }: Asking, input: string): Promise<readonly string[]> {
  if (packages.length === 1) return packages;
  for (const name of packages) {
    const task = taskFor({ question, packages: [name], dataText: dataFor(question, [name]) }, [input]);
    const { status } = await question.pool.run(task, question.limits.timeoutMs / 2, question.signal);
    if (status !== "answered") return [name];
  }
  return [];
}

function placesOf(rules: readonly PolicyRule[], packages: readonly string[]): string {
  const places = rules.filter((rule) => packages.includes(rule.package)).map(({ path, line }) => `${path}:${line}`);
  return places.length > 0 ? places.join(", ") : "policies";
}
