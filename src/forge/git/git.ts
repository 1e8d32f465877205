import { spawn } from "node:child_process";

type GitOptions = {
  readonly directory?: string;
  readonly input?: string | Uint8Array;
  readonly environment?: { readonly [name: string]: string };
  /** Exit codes that are answers, not failures. */
  readonly allow?: readonly number[];
};

type GitOutcome = { readonly code: number; readonly stdout: Buffer };

/** No configuration of the machine's user may change what the forge does. */
export const isolated = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  HOME: "/nonexistent",
  LC_ALL: "C",
} as const;

/** Runs git by argument vector. Rejects with what git said when it fails. */
export function git(args: readonly string[], options: GitOptions = {}): Promise<GitOutcome> {
  const child = spawn("git", args, {
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    env: { ...isolated, ...options.environment },
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // git may end before it has read everything; its exit code says why.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");

  return new Promise((fulfil, reject) => {
    child.on("error", (cause) => reject(new Error("git could not be started; is it installed?", { cause })));
    child.on("close", (code) => {
      if (code === 0 || (code !== null && options.allow?.includes(code))) {
        fulfil({ code, stdout: Buffer.concat(stdout) });
      } else {
        const said = Buffer.concat(stderr).toString().trim();
        reject(new Error(`git ${args.join(" ")} ended with ${code ?? "a signal"}: ${said}`));
      }
    });
  });
}

export async function gitText(args: readonly string[], options: GitOptions = {}): Promise<string> {
  return (await git(args, options)).stdout.toString().trimEnd();
}
