import { parentPort } from "node:worker_threads";
import { builtins } from "./builtins/index.ts";
import { PolicyInstance } from "./instance.ts";
import type { Answer, Task } from "./task.ts";

/*
 * The thread that evaluates. It holds a few instances, the last used last, and knows nothing of
 * where policies and inputs come from.
 */

const instances = new Map<string, PolicyInstance>();

/** Batches of one evaluation share their data, which can hold a whole plan. */
const given = new WeakMap<PolicyInstance, string>();

parentPort?.on("message", (task: Task) => parentPort?.postMessage(answer(task)));

function answer(task: Task): Answer {
  let at = 0;
  try {
    const instance = instanceFor(task);
    if (given.get(instance) !== task.data) instance.setData(task.data);
    given.set(instance, task.data);
    const results = task.inputs.map((input, index) => {
      at = index;
      Atomics.store(task.progress, 0, index);
      return instance.evaluate(input);
    });
    return { status: "answered", results };
  } catch (error) {
    // What a trap leaves behind in the module's memory is not known.
    instances.delete(task.key);
    return { status: "failed", reason: error instanceof Error ? error.message : String(error), at };
  }
}

function instanceFor({ key, module, limits }: Task): PolicyInstance {
  const instance = instances.get(key) ?? new PolicyInstance(module, builtins, limits);
  instances.delete(key);
  instances.set(key, instance);
  const [oldest] = instances.keys();
  if (instances.size > 4 && oldest !== undefined) instances.delete(oldest);
  return instance;
}
