import { once } from "node:events";
import { play, styles } from "./demo/play.ts";
import { type Stage, setStage } from "./demo/stage.ts";
import { story } from "./demo/story.ts";
import { parseOptions } from "./options.ts";
import { exitCode, type Terminal, type Verb } from "./verb.ts";

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
      terminal.out(`A local GitHub with ${stage.repository.fullName}, Fairlead installed, its check required.\n`);
      const asTold = await play(story, stage, terminal);
      if (terminal.interactive && !exit && !terminal.signal.aborted) await stay(stage, terminal);
      terminal.out(`demo: ${asTold} of ${story.length} steps as expected\n`);
      return asTold === story.length ? exitCode.passed : exitCode.failed;
    } finally {
      await stage.stop();
    }
  },
};

async function stay(stage: Stage, terminal: Terminal): Promise<void> {
  const style = styles(terminal);
  terminal.out(`Read it as a reviewer would: ${style.bold(`${stage.forge.url}/${stage.repository.fullName}/pulls`)}\n`);
  terminal.out(style.dim("Ctrl-C ends it and takes everything away.\n"));
  if (!terminal.signal.aborted) await once(terminal.signal, "abort");
}
