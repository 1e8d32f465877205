import { inject } from "vitest";
import type { Terminal } from "../../src/cli/verb.ts";

/** A terminal that remembers what was printed. */
export function recordingTerminal(
  given: Partial<Pick<Terminal, "env" | "directory" | "colours" | "signal" | "clock">> = {},
) {
  const printed = { out: "", err: "" };
  const terminal: Terminal = {
    env: { PATH: process.env.PATH, XDG_CACHE_HOME: inject("caches") },
    directory: "/",
    colours: false,
    interactive: false,
    clock: Date,
    signal: new AbortController().signal,
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    ...given,
  };
  return { terminal, printed };
}
