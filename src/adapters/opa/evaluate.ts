import type { JsonObject } from "../../domain/json.ts";
import type { Denial, EvaluatePolicies, OfOneInput, PolicyRule } from "../../ports.ts";
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

export type EvaluationLimits = InstanceLimits & {
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
    const texts = inputs.map((input, index) => JSON.stringify({ input, each: { ...alone, ...each?.[index] } }));
    // The data may hold a whole environment: it is written out once for all batches.
    const task = taskFor(question, packages);
    const batches = batchesOf(texts, pool.size).map((batch) => ask(question, packages, { ...task, inputs: batch }));
    return (await Promise.all(batches)).flat();
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
function batchesOf(texts: readonly string[], workers: number): readonly (readonly string[])[] {
  const size = Math.min(256, Math.max(32, Math.ceil(texts.length / workers)));
  return Array.from({ length: Math.ceil(texts.length / size) }, (_, at) => texts.slice(at * size, (at + 1) * size));
}

async function ask(
  question: Question,
  packages: readonly string[],
  task: Omit<Task, "progress">,
): Promise<readonly (readonly Denial[])[]> {
  const { loaded, pool, limits, signal } = question;
  const outcome = await pool.run(task, limits.timeoutMs, signal);
  if (outcome.status === "answered") return outcome.results.map((answer) => parseAnswer(answer, loaded.policies));
  const culprits = await blame(question, packages, task.inputs[outcome.at] ?? "null");
  const why =
    outcome.status === "stopped" ? `was stopped after ${limits.timeoutMs / 1000} s` : `failed: ${outcome.reason}`;
  throw new Error(`${placesOf(loaded.policies.rules, culprits)}: the evaluation ${why}; no answer is never "allowed".`);
}

function taskFor(question: Question, packages: readonly string[]): Omit<Task, "progress" | "inputs"> {
  const { key, module, policies } = question.loaded;
  const wanted = packagesOf(policies).map((name) => packages.includes(name));
  return {
    key,
    module,
    data: JSON.stringify({ ...question.data, [wantedKey]: wanted }),
    limits: question.limits,
  };
}

/** The first package that alone does not answer either. */
async function blame(question: Question, packages: readonly string[], input: string): Promise<readonly string[]> {
  if (packages.length === 1) return packages;
  for (const name of packages) {
    const task = { ...taskFor(question, [name]), inputs: [input] };
    const { status } = await question.pool.run(task, question.limits.timeoutMs / 2, question.signal);
    if (status !== "answered") return [name];
  }
  return [];
}

function placesOf(rules: readonly PolicyRule[], packages: readonly string[]): string {
  const places = rules.filter((rule) => packages.includes(rule.package)).map(({ path, line }) => `${path}:${line}`);
  return places.length > 0 ? places.join(", ") : "policies";
}
