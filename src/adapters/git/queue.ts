/** Runs tasks one after the other, whether the one before succeeded or not. */
export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

/** A queue of its own. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next.catch(() => {});
    return next;
  };
}
