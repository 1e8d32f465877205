import { WorkerPool as Pool, type PoolLimits } from "../worker-pool.ts";
import type { Answer, Task } from "./task.ts";

/** Worker threads that evaluate policies. */
export class WorkerPool extends Pool<Task, Answer> {
  constructor(limits: PoolLimits) {
    super(new URL("./worker.ts", import.meta.url), limits);
  }
}
