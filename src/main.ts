import { enableCompileCache } from "node:module";
import { verbs } from "./cli/index.ts";
import { runCommandLine } from "./cli/run.ts";
import { userCache } from "./cli/user-cache.ts";
import type { Terminal } from "./cli/verb.ts";
import { version } from "./cli/version.ts";
import { SupersededError } from "./errors.ts";

// Half of what a short check takes is reading the program itself; without a cache directory it goes without.
const codeCache = userCache(process.env, "code");
if (codeCache !== undefined) enableCompileCache(codeCache);

const stopping = new AbortController();

const terminal: Terminal = {
  env: process.env,
  directory: process.cwd(),
  colours: wantsColours(),
  interactive: process.stdout.isTTY === true,
  clock: Date,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  signal: stopping.signal,
};

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);

// A reader that has seen enough, such as `head`, closes the pipe: that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

// Not process.exit(): what was printed into a pipe may still be on its way.
process.exitCode = await runCommandLine(process.argv.slice(2), { verbs, version }, terminal);

/** The first signal asks everything to finish; the second does not wait for it. */
function stop(): void {
  if (stopping.signal.aborted) process.exit(130);
  stopping.abort(new SupersededError("Fairlead was asked to stop."));
}

/** https://no-color.org, and FORCE_COLOR as Node itself reads it. */
function wantsColours(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return process.stdout.isTTY === true && TERM !== "dumb";
}
