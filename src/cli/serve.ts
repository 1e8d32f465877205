import { once } from "node:events";
import { createLog } from "../adapters/log.ts";
import { createJudge } from "./judge.ts";
import { oneOf, parseOptions } from "./options.ts";
import { roles, startServer } from "./server.ts";
import { parseSettings } from "./settings.ts";
import { exitCode, type Terminal, type Verb } from "./verb.ts";

export const serve: Verb = {
  name: "serve",
  help: `
Runs until SIGINT or SIGTERM; what is being checked then is handed over to whoever runs next.

Usage
  fairlead serve [--role all|web|worker]

Options
  --role ROLE   web takes webhooks, worker checks; all (the default) does both.
                Several replicas share one DATABASE_URL and nothing else.

Examples
  npm start
  fairlead serve --role worker

Settings are read from the environment and from .env; .env.example lists them all, and
fairlead setup creates the App on GitHub and writes them.
Exit code: 0 stopped when asked to, 2 could not start, 64 wrong usage.`,
  readsEnvFile: true,
  async run(args, terminal) {
    const { role: named = "all" } = parseOptions(args, { role: { type: "string" } });
    const role = oneOf("--role", named, roles);
    const parsed = parseSettings(terminal.env, terminal.directory);
    if (!parsed.ok) {
      terminal.err(explain(parsed.problems));
      return exitCode.errored;
    }
    const { settings } = parsed;
    const { judge, close } = await createJudge({ ...terminal, dataDirectory: settings.dataDirectory });
    const log = createLog((line) => terminal.out(line), Date.now);
    const server = await startServer(settings, { role, env: terminal.env, judge, clock: Date, log });
    await untilAborted(terminal);
    await server.stop();
    await close();
    return exitCode.passed;
  },
};

function explain(problems: readonly string[]): string {
  return [
    problems.some((problem) => problem.includes(" is not set."))
      ? "Fairlead has not been told which GitHub App it is:"
      : "Fairlead cannot start with these settings:",
    ...problems.map((problem) => `  ${problem}`),
    "",
    "There are two ways:",
    "  npx fairlead setup      creates the App on GitHub with you and writes .env (--help says more)",
    "  by hand                 copy .env.example to .env and fill it in; docs/install.md says how",
    "",
    "To see it work without any of this: npm run demo",
    "",
  ].join("\n");
}

async function untilAborted({ signal }: Terminal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
