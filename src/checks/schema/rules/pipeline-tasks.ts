import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { nearest } from "../../../domain/nearest.ts";
import type { Problem } from "../problem.ts";

/**
 * What Tekton refuses of a pipeline's tasks besides their shape: an order after a task that is none of the
 * pipeline, and two tasks of one name (tektoncd/pipeline, validatePipelineTasksNames and dag.Build).
 */
export function pipelineTasks(kind: string, object: JsonObject): readonly Problem[] {
  const isRun = kind === "PipelineRun";
  if (kind !== "Pipeline" && !isRun) return [];
  const spec = fieldOf(object.spec, isRun ? "pipelineSpec" : undefined);
  const place = isRun ? "/spec/pipelineSpec" : "/spec";
  const tasks = tasksOf(spec, "tasks", place);
  return [...orderProblems(tasks), ...nameProblems([...tasks, ...tasksOf(spec, "finally", place)])];
}

type Task = { readonly name: string; readonly after: readonly Json[]; readonly pointer: string };

function tasksOf(spec: Json | undefined, field: string, place: string): readonly Task[] {
  const list = fieldOf(spec, field);
  if (!isJsonArray(list)) return [];
  return list.flatMap((task, index) => {
    const [name, after] = [fieldOf(task, "name"), fieldOf(task, "runAfter")];
    if (typeof name !== "string") return [];
    return [{ name, after: isJsonArray(after) ? after : [], pointer: `${place}/${field}/${index}` }];
  });
}

function orderProblems(tasks: readonly Task[]): readonly Problem[] {
  const names = new Set(tasks.map(({ name }) => name));
  return tasks.flatMap(({ name, after, pointer }) =>
    after.flatMap((other, index): Problem[] => {
      if (typeof other !== "string" || names.has(other)) return [];
      const close = nearest(other, [...names]);
      const hint = close === undefined ? "." : `; did you mean ${close}?`;
      const message = `The task ${name} runs after ${other}, and the pipeline has no such task${hint}`;
      return [{ pointer: `${pointer}/runAfter/${index}`, rule: "unknown-task", message }];
    }),
  );
}

function nameProblems(tasks: readonly Task[]): readonly Problem[] {
  return [...Map.groupBy(tasks, ({ name }) => name)].flatMap(([name, [, ...others]]) =>
    others.map(({ pointer }) => {
      const message = `The pipeline has another task that is called ${name}; each needs a name of its own.`;
      return { pointer: `${pointer}/name`, rule: "duplicate-task", message };
    }),
  );
}

/** The field of an object; the value itself without a name. */
function fieldOf(value: Json | undefined, name: string | undefined): Json | undefined {
  if (name === undefined) return value;
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
