import { parentPort } from "node:worker_threads";
import type { Json, JsonObject } from "../../domain/json.ts";
import type { ExpressionProgram } from "../../ports/expressions.ts";
import { type CompiledProgram, compileProgram } from "./program.ts";
import type { Answer, PackedInput, Task } from "./task.ts";

/* The thread that evaluates. It keeps programs compiled, the last used last. */

const kept = new Map<string, CompiledProgram>();

const mostKept = 200;

parentPort?.on("message", (task: Task) => parentPort?.postMessage(answer(task)));

function answer({ programs, values, inputs, progress }: Task): Answer {
  const read: (Json | undefined)[] = [];
  const valueAt = (index: number): Json => {
    const known = read[index] ?? (JSON.parse(values[index] ?? "null") as Json);
    read[index] = known;
    return known;
  };
  const all = JSON.parse(inputs) as readonly PackedInput[];
  const results = all.map(([program, fields], index) => {
    Atomics.store(progress, 0, index);
    const input = Object.fromEntries(Object.entries(fields).map(([name, at]) => [name, valueAt(at)]));
    return compiled(programs[program] ?? "", input)(input);
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
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return made;
}
