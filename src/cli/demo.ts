import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { styleText } from "node:util";
import { messageOf } from "../errors.ts";
import { type Stage, setStage } from "./demo/stage.ts";
import type { Memory, Sight, Step } from "./demo/step.ts";
import { story } from "./demo/story.ts";
import { parseOptions } from "./options.ts";
import { exitCode, type Terminal, type Verb } from "./verb.ts";

/** How long GitHub may take to show what a step tells. */
const patienceMs = 30_000;
const lookAgainMs = 50;

export const demo: Verb = {
  name: "demo",
  help: `
Starts a GitHub of its own over real git, an embedded PostgreSQL and the App, and plays a story on a
sample repository through signed webhooks and real pushes. Nothing is needed and nothing is left behind.

On a terminal it then stays, so that the pull requests can be read in a browser. Piped, or with --exit,
it ends.

Usage
  fairlead demo [--exit]

Examples
  npm run demo
  npm run demo | cat

Exit code: 0 every step was seen to be as told, 1 one was not, 2 the demo could not start, 64 wrong usage.`,
  async run(args, terminal) {
    const { exit = false } = parseOptions(args, { exit: { type: "boolean" } });
    const stage = await setStage(terminal, Date.now);
    try {
      const asTold = await play(stage, terminal);
      if (terminal.interactive && !exit && !terminal.signal.aborted) await stay(stage, terminal);
      terminal.out(`demo: ${asTold} of ${story.length} steps as expected\n`);
      return asTold === story.length ? exitCode.passed : exitCode.failed;
    } finally {
      await stage.stop();
    }
  },
};

/** Plays the steps in order; after one that was not as told the rest would make no sense. */
async function play(stage: Stage, terminal: Terminal): Promise<number> {
  const memory: Memory = new Map();
  const style = styles(terminal);
  terminal.out(`A local GitHub with ${stage.repository.fullName}, Fairlead installed, its check required.\n`);
  for (const [index, step] of story.entries()) {
    terminal.out(`\n${style.bold(`${index + 1}. ${step.title}`)}\n`);
    const seen = await playStep(step, stage, memory, terminal);
    const mark = seen.status === "as-told" ? style.green("✓") : style.red("✗");
    for (const line of seen.lines) terminal.out(`   ${mark} ${line}\n`);
    if (seen.status !== "as-told") return index;
  }
  terminal.out("\n");
  return story.length;
}

async function playStep(step: Step, stage: Stage, memory: Memory, terminal: Terminal): Promise<Sight> {
  const style = styles(terminal);
  try {
    terminal.out(`   ${style.dim(`→ ${await step.act(stage, memory)}`)}\n`);
    const until = Date.now() + patienceMs;
    for (;;) {
      terminal.signal.throwIfAborted();
      const seen = await step.see(stage, memory);
      if (seen.status === "as-told" || Date.now() > until) return seen;
      await delay(lookAgainMs, undefined, { signal: terminal.signal });
    }
  } catch (error) {
    return { status: "not-yet", lines: [messageOf(error)] };
  }
}

async function stay(stage: Stage, terminal: Terminal): Promise<void> {
  const style = styles(terminal);
  terminal.out(`Read it as a reviewer would: ${style.bold(`${stage.forge.url}/${stage.repository.fullName}/pulls`)}\n`);
  terminal.out(style.dim("Ctrl-C ends it and takes everything away.\n"));
  if (!terminal.signal.aborted) await once(terminal.signal, "abort");
}

function styles({ colours }: Terminal) {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return { bold: style("bold"), dim: style("dim"), green: style("green"), red: style("red") };
}
