import { messageOf } from "../errors.ts";
import type { LaunchAnswer, LaunchOrder } from "./launcher.ts";
import { runProgram } from "./run-program.ts";

/*
 * The launcher's own program. It holds next to no memory, so that starting a program from it costs
 * next to nothing, and it lives as long as the process that ordered it.
 */

const running = new Map<number, AbortController>();

process.on("message", (order: LaunchOrder) => {
  if (order.kind === "stop") running.get(order.id)?.abort(new Error("stopped"));
  else void launch(order);
});

process.on("disconnect", () => {
  for (const controller of running.values()) controller.abort(new Error("nobody waits any more"));
});

// Ctrl-C reaches everything in the terminal; what becomes of a run is for the one who ordered it to say.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

async function launch({ id, run }: Extract<LaunchOrder, { readonly kind: "run" }>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    answer({ id, outcome: await runProgram({ ...run, signal: controller.signal }) });
  } catch (error) {
    answer({ id, error: messageOf(error) });
  } finally {
    running.delete(id);
  }
}

function answer(told: LaunchAnswer): void {
  if (process.connected) process.send?.(told);
}
