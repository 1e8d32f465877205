import { parentPort } from "node:worker_threads";
import type { JsonObject } from "../../domain/json.ts";
import type { ExpressionProgram } from "../../ports.ts";
import { type CompiledProgram, compileProgram } from "./program.ts";
import type { Answer, Task } from "./task.ts";

/* The thread that evaluates. It keeps a few programs compiled, the last used last. */

const kept = new Map<string, CompiledProgram>();

parentPort?.on("message", (task: Task) => parentPort?.postMessage(answer(task)));

function answer({ program, inputs, progress }: Task): Answer {
  const all = JSON.parse(inputs) as readonly JsonObject[];
  const results = all.map((input, index) => {
    Atomics.store(progress, 0, index);
    return compiled(program, input)(input);
  });
  return { status: "answered", results };
}

function compiled(text: string, input: JsonObject): CompiledProgram {
  const names = Object.keys(input).toSorted();
  const key = `${names.join()} ${text}`;
  const made = kept.get(key) ?? compileProgram(JSON.parse(text) as ExpressionProgram, names);
  kept.delete(key);
  kept.set(key, made);
  const [oldest] = kept.keys();
  if (kept.size > 64 && oldest !== undefined) kept.delete(oldest);
  return made;
}
