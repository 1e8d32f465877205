import { setTimeout as delay } from "node:timers/promises";
import { styleText } from "node:util";
import { messageOf } from "../../errors.ts";
import type { Terminal } from "../verb.ts";
import type { Stage } from "./stage.ts";
import type { Memory, Sight, Step } from "./step.ts";

/** How long GitHub may take to show what a step tells. */
const longestWaitMs = 30_000;
const lookAgainMs = 50;

/** Plays the steps in order and answers how many were as told; after one that was not, the rest would make no sense. */
export async function play(
  story: readonly Step[],
  stage: Stage,
  terminal: Terminal,
  patienceMs = longestWaitMs,
): Promise<number> {
  const memory: Memory = new Map();
  const style = styles(terminal);
  for (const [index, step] of story.entries()) {
    terminal.out(`\n${style.bold(`${index + 1}. ${step.title}`)}\n`);
    const { asTold, expectations } = await playStep(step, { stage, memory, terminal, patienceMs });
    for (const [holds, line] of expectations) terminal.out(`   ${holds ? style.green("✓") : style.red("✗")} ${line}\n`);
    if (!asTold) return index;
  }
  terminal.out("\n");
  return story.length;
}

type Scene = {
  readonly stage: Stage;
  readonly memory: Memory;
  readonly terminal: Terminal;
  readonly patienceMs: number;
};

async function playStep(step: Step, { stage, memory, terminal, patienceMs }: Scene): Promise<Sight> {
  const style = styles(terminal);
  const progress = showProgress(terminal);
  try {
    terminal.out(`   ${style.dim(`→ ${await step.act(stage, memory)}`)}\n`);
    const until = Date.now() + patienceMs;
    for (;;) {
      terminal.signal.throwIfAborted();
      const seen = await step.see(stage, memory);
      if (seen.asTold || Date.now() > until) return seen;
      progress.turn();
      await delay(lookAgainMs, undefined, { signal: terminal.signal });
    }
  } catch (error) {
    return { asTold: false, expectations: [[false, messageOf(error)]] };
  } finally {
    progress.clear();
  }
}

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** A turning mark while GitHub has not shown it yet; nothing when nobody looks. */
function showProgress({ interactive, out }: Terminal) {
  let turns = 0;
  return {
    turn() {
      if (interactive) out(`\r   ${frames[turns++ % frames.length]} waiting for GitHub to show it`);
    },
    clear() {
      if (turns > 0) out("\r\x1b[K");
    },
  };
}

export function styles({ colours }: Terminal) {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return { bold: style("bold"), dim: style("dim"), green: style("green"), red: style("red") };
}
