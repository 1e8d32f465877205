import type { Clock } from "../ports/clock.ts";

/** One command-line verb. One file per verb; registered in `index.ts`. */
export type Verb = {
  readonly name: string;
  /** Everything `fairlead <verb> --help` prints: usage, options, examples, exit codes. */
  readonly help: string;
  /** Set when its settings may also stand in `.env` of the working directory; variables that are set win. */
  readonly readsEnvFile?: true;
  /** Resolves with the exit code. Throws `UsageError` on wrong arguments. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
};

/** Verbs by name, each loaded when it is asked for. */
export type Verbs = Readonly<Record<string, RegisteredVerb>>;

type RegisteredVerb = {
  /** One line for `fairlead --help`, which loads no verb at all. */
  readonly summary: string;
  load(): Promise<Verb>;
};

/** What a verb may touch of the process it runs in; tests pass their own. */
export type Terminal = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  /** Whether standard output is a terminal that wants colours; false when piped or with NO_COLOR. */
  readonly colours: boolean;
  /** Whether a person is looking at standard output: false when piped. */
  readonly interactive: boolean;
  readonly clock: Clock;
  out(text: string): void;
  err(text: string): void;
  /** Aborted on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
};

/** Exit codes, the same for every verb. 64 is EX_USAGE of BSD's sysexits. */
export const exitCode = { passed: 0, failed: 1, errored: 2, usage: 64 } as const;

/** Wrong arguments: the sentence and where to read on go to standard error, and the exit code is 64. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
