import { TerminalError } from "../../errors.ts";
import { launchProgram } from "../launcher.ts";
import { runProgram } from "../run-program.ts";

/** Runs git on one repository, with a configuration that is ours alone. */
export type Git = {
  readonly directory: string;
  /** Resolves with the output when git ends with one of the accepted codes; rejects otherwise. */
  run(args: readonly string[], options?: GitOptions): Promise<GitOutput>;
};

type GitOptions = {
  readonly input?: string;
  /** Exit codes that are answers; 0 alone when absent. */
  readonly accept?: readonly number[];
  /** Added to the environment of this one run, such as the access to a remote. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Many megabytes, which are better not handed from process to process. */
  readonly printsMuch?: boolean;
};

type GitOutput = { readonly code: number; readonly stdout: Buffer };

/** git ended with a code that is no answer. */
export class GitError extends Error {
  override readonly name = "GitError";
  readonly stderr: string;

  constructor(command: string, code: number, stderr: string) {
    super(`git ${command} failed (exit code ${code}): ${lastWords(stderr)}`);
    this.stderr = stderr;
  }
}

const defaultTimeoutMs = 2 * 60_000;
/** More than the trees and the diff of any repository that people review; a wall against the others. */
const maxOutputBytes = 1024 * 1024 * 1024;

/**
 * Nothing of the machine's or the user's configuration decides what we read, no hook or pager or
 * prompt can run, and a missing object is never fetched behind our back.
 */
const ownEnvironment: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ASKPASS: "",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_NO_LAZY_FETCH: "1",
  // git before 2.45 does not know the line above; with no transport allowed, its lazy fetch fails at once.
  GIT_ALLOW_PROTOCOL: "none",
  LC_ALL: "C",
};

const ownSettings = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.attributesFile=/dev/null",
  // Attributes of a work tree must not change what a diff or a merge says.
  "core.bare=true",
  "gc.auto=0",
  "maintenance.auto=false",
].flatMap((setting) => ["-c", setting]);

/** git for the repository at `directory`, a git directory. `env` gives PATH and, for remotes, proxies and certificates. */
export function gitAt(directory: string, env: Readonly<Record<string, string>>): Git {
  return {
    directory,
    async run(args, options = {}) {
      const start = options.printsMuch ? runProgram : launchProgram;
      const outcome = await start({
        path: "git",
        args: [`--git-dir=${directory}`, ...ownSettings, ...args],
        env: { ...env, ...ownEnvironment, ...options.env },
        directory,
        timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
        maxOutputBytes,
        graceMs: 2000,
        signal: options.signal,
        ...(options.input === undefined ? {} : { input: options.input }),
      });
      const command = args.find((arg) => !arg.startsWith("-") && !arg.includes("=")) ?? "";
      if (outcome.status === "timed-out") throw new Error(`git ${command} did not finish in time.`);
      if (outcome.status === "too-much-output") throw new TerminalError(`git ${command} printed more than 1 GiB.`);
      if (!(options.accept ?? [0]).includes(outcome.code)) throw new GitError(command, outcome.code, outcome.stderr);
      return { code: outcome.code, stdout: outcome.stdout };
    },
  };
}

/** What of our own environment git needs: where programs are, and how the network is reached. */
export function gitEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = { HOME: "/nonexistent" };
  for (const name of passedOn) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

const passedOn = [
  "PATH",
  "TMPDIR",
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "ALL_PROXY",
  "all_proxy",
  "NO_PROXY",
  "no_proxy",
  "GIT_SSL_CAINFO",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
];

/** The first line that says what is wrong; git may print hints around it. */
function lastWords(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines.at(-1) ?? "it said nothing.";
}
